// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/EvaluationKey.h"

#include "Core/Common/Version.h"
#include "Core/Engine/Evaluation/DerivativeJson.h"
#include "Core/Engine/Problem/Executor.h"
#include "Core/Engine/Problem/ProblemJson.h"
#include "Core/Engine/Torch/Machine.h"

namespace losslandscape
{
namespace
{

/// To be raised with every change of the code that may move a bit of a value.
constexpr int EvaluationVersion = 5;

/// The same for derivatives.
constexpr int DerivativeVersion = 2;

/// The file of the network by its contents, its weights too.
Json NetworkKey(const Problem& problem, const std::string& weightsHash)
{
  Json key = OptionsToJson(problem.Options().Network);
  if (key.erase("torchscript_file") > 0)
  {
    key["torchscript_sha256"] = problem.NetworkFileHash();
  }
  key.erase("weights_file");
  key.erase("adapter_files");
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

/// All but what places the point. An option that is not named here counts as one that may change
/// values.
Json ProblemKey(const Problem& problem, const std::string& weightsHash)
{
  Json key = OptionsToJson(problem.Options());
  key["evaluation"] = { { "version", EvaluationVersion }, { "losslandscape", Version } };
  key["machine"] = MachineKey(problem.DeviceKind());
  key["network"] = NetworkKey(problem, weightsHash);
  key["data"] = DataKey(problem.Data());
  // These count by what they led to.
  key.erase("device_requested");
  key.erase("batch_size_requested");
  key.erase("batch_norm_requested");
  key["batch_size"] = problem.BatchSize();
  key["batch_norm"] = BatchNormName(problem.BatchNorm());
  if (problem.BatchNorm() == BatchNormMode::Recalibrated)
  {
    key["batch_norm_samples_sha256"] = problem.RecalibrationHash();
  }
  key["numbers"] = { "loss", "accuracy", "loss_standard_error" };
  return key;
}

/// What derivatives depend on: they run through LibTorch's operators in the network's own
/// precision.
Json KeyOfDerivatives(const Problem& problem)
{
  Json key = ProblemKey(problem, problem.WeightsHash());
  key["evaluation"]["version"] = DerivativeVersion;
  key["machine"].erase("fused_kernels");
  key["precision"] = PrecisionName(Precision::NetworksOwn);
  key.erase("numbers");
  return key;
}

} // namespace

std::string EvaluationKey(const Plane& plane)
{
  Json key = ProblemKey(plane.GetProblem(), plane.GetProblem().WeightsHash());
  key["directions_sha256"] = plane.Hashes();
  return JsonText(key, 1);
}

std::string DerivativeKey(const Plane& plane, const DerivativeOptions& options)
{
  Json key = KeyOfDerivatives(plane.GetProblem());
  key["directions_sha256"] = plane.Hashes();
  key["derivatives"] = OptionsToJson(options);
  return JsonText(key, 1);
}

std::string StudyKey(const Problem& problem, const std::string& study, const std::string& options)
{
  Json key = KeyOfDerivatives(problem);
  key["study"] = study;
  key["options"] = Json::parse(options);
  return JsonText(key, 1);
}

std::string CheckpointKey(const Problem& problem, const std::string& weightsHash)
{
  return JsonText(ProblemKey(problem, weightsHash), 1);
}

} // namespace losslandscape
