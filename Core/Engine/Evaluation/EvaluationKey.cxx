// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/EvaluationKey.h"

#include "Core/Common/Version.h"
#include "Core/Engine/Problem/Executor.h"
#include "Core/Engine/Torch/Machine.h"

#include <nlohmann/json.hpp>

namespace losslandscape
{
namespace
{

using Json = nlohmann::ordered_json;

/// To be raised with every change of the code that may move a bit of a value.
constexpr int EvaluationVersion = 4;

/// The same for derivatives.
constexpr int DerivativeVersion = 1;

Json NetworkKey(const Problem& problem, const std::string& weightsHash)
{
  // Does not compile with one more option: decide whether it changes values.
  const auto& [architecture, widths, transformer, networkFile, weightsFile] =
    problem.Options().Network;
  static_cast<void>(weightsFile);
  Json key;
  if (networkFile.empty())
  {
    key["architecture"] = architecture;
    key["hidden_widths"] = architecture == "mlp" ? Json(widths) : Json::array();
    if (IsTransformer(architecture))
    {
      key["transformer"] = { transformer.PatchSize, transformer.Depth, transformer.Width };
    }
  }
  else
  {
    key["torchscript_sha256"] = problem.NetworkFileHash();
  }
  key["weights_sha256"] = weightsHash;
  return key;
}

Json DataKey(const Dataset& data)
{
  return { { "content_sha256", data.Hash }, { "samples", data.NumberOfSamples },
    { "sample_shape", data.SampleShape }, { "classes", data.NumberOfClasses },
    { "target_shape", data.TargetShape } };
}

Json MachineKey(const std::string& device)
{
  const MachineInfo machine = DescribeMachine();
  return { { "device", device },
    { "graphics", device == "cpu" ? Json::array() : Json(machine.Graphics) },
    { "processor", machine.Processor }, { "instructions", machine.Instructions },
    { "blas", machine.Blas }, { "fused_kernels", FusedKernelsName() },
    { "libtorch", LibTorchVersion() }, { "libtorch_configuration_sha256", machine.LibTorchHash } };
}

/// All but what places the point.
Json ProblemKey(const Problem& problem, const std::string& weightsHash)
{
  // As above: the other ones are below by what they lead to.
  const auto& [network, data, loss, device, batchSize, precision, batchNorm] = problem.Options();
  static_cast<void>(network);
  static_cast<void>(data);
  static_cast<void>(device);
  static_cast<void>(batchSize);
  static_cast<void>(batchNorm);
  Json key;
  key["evaluation"] = { { "version", EvaluationVersion }, { "losslandscape", Version } };
  key["machine"] = MachineKey(problem.DeviceKind());
  key["network"] = NetworkKey(problem, weightsHash);
  key["data"] = DataKey(problem.Data());
  key["loss"] = LossName(loss);
  key["batch_norm"] = BatchNormName(problem.BatchNorm());
  if (problem.BatchNorm() == BatchNormMode::Recalibrated)
  {
    key["batch_norm_samples_sha256"] = problem.RecalibrationHash();
  }
  key["batch_size"] = problem.BatchSize();
  key["precision"] = PrecisionName(precision);
  key["numbers"] = { "loss", "accuracy", "loss_standard_error" };
  return key;
}

std::string Text(const Json& key)
{
  return key.dump(1, ' ', false, Json::error_handler_t::replace);
}

} // namespace

std::string EvaluationKey(const Plane& plane)
{
  Json key = ProblemKey(plane.GetProblem(), plane.GetProblem().WeightsHash());
  key["directions_sha256"] = plane.Hashes();
  return Text(key);
}

std::string DerivativeKey(const Plane& plane, const DerivativeOptions& options)
{
  // As above.
  const auto& [gradient, hessian, eigenvalues, tolerance, products] = options;
  Json key = ProblemKey(plane.GetProblem(), plane.GetProblem().WeightsHash());
  key["directions_sha256"] = plane.Hashes();
  key["evaluation"]["version"] = DerivativeVersion;
  key["machine"].erase("fused_kernels");
  key["precision"] = PrecisionName(Precision::NetworksOwn);
  key["numbers"] = Json::array();
  if (gradient)
  {
    key["numbers"].insert(key["numbers"].end(), { "gradient", "network_gradient_norm" });
  }
  if (hessian)
  {
    key["numbers"].push_back("hessian");
  }
  if (eigenvalues)
  {
    key["numbers"].insert(key["numbers"].end(),
      { "hessian_min_eigenvalue", "hessian_max_eigenvalue", "hessian_min_residual",
        "hessian_max_residual" });
    key["eigenvalues"] = { { "tolerance", tolerance }, { "maximum_products", products } };
  }
  return Text(key);
}

std::string CheckpointKey(const Problem& problem, const std::string& weightsHash)
{
  return Text(ProblemKey(problem, weightsHash));
}

} // namespace losslandscape
