// SPDX-License-Identifier: BSD-3-Clause
// Built-in networks with random weights, on random samples of four classes.
#ifndef RandomNetwork_h
#define RandomNetwork_h

#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Network/Zoo/BuiltInNetwork.h"
#include "Core/Engine/Torch/DenseTensor.h"

#include <cmath>
#include <string>
#include <vector>

namespace losslandscape
{

constexpr std::int64_t RandomClasses = 4;

/// Path of a checkpoint with these tensors.
inline std::string WriteTensors(const std::string& name, const NamedTensors& tensors)
{
  NamedArrays arrays;
  for (const auto& [key, tensor] : tensors)
  {
    arrays.emplace_back(key, ToDenseArray(tensor));
  }
  const auto path = TestOutput(name + ".pt");
  WriteCheckpoint(path, arrays);
  return path;
}

/// Weights with which layers keep the size of what they are given, and batch norms that are far
/// from the identity.
inline NamedTensors RandomState(const BuiltInOptions& options)
{
  torch::manual_seed(5);
  const auto network = MakeBuiltInNetwork(options);
  const torch::NoGradGuard noGradient;
  NamedTensors state;
  for (const auto& [name, tensor] : network->State())
  {
    auto value = tensor.clone();
    if (value.dim() == 1)
    {
      value.uniform_(0.5, 1.5);
    }
    else if (value.dim() > 1)
    {
      value.normal_(0.0, 1.0 / std::sqrt(static_cast<double>(value.numel() / value.size(0))));
    }
    state.emplace_back(name, value);
  }
  return state;
}

inline DatasetOptions RandomSamples(std::vector<std::int64_t> sampleShape, std::int64_t samples)
{
  torch::manual_seed(6);
  sampleShape.insert(sampleShape.begin(), samples);
  DatasetOptions options;
  options.Kind = DatasetKind::TensorFile;
  options.Path = WriteTensors("samples",
    { { "inputs", torch::randn(sampleShape) },
      { "targets", torch::arange(samples) % RandomClasses } });
  return options;
}

/// The network that the options name, for four classes, on so many samples; on the processor.
inline ProblemOptions RandomProblem(BuiltInOptions network, std::int64_t samples)
{
  network.Outputs = RandomClasses;
  ProblemOptions options;
  options.Network.Architecture = network.Architecture;
  options.Network.HiddenWidths = network.HiddenWidths;
  options.Network.Transformer = network.Transformer;
  options.Network.WeightsFile = WriteTensors("state", RandomState(network));
  options.Data = RandomSamples(network.SampleShape, samples);
  options.Device = "cpu";
  return options;
}

/// A plane whose directions move every parameter, those of batch norms too.
inline Plane WholePlane(const std::shared_ptr<const Problem>& problem)
{
  DirectionOptions directions;
  directions.IgnoreBiasAndNorm = false;
  return Plane(problem, 2, directions);
}

} // namespace losslandscape

#endif
