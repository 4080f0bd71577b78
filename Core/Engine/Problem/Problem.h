// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Problem_Problem_h
#define losslandscape_Engine_Problem_Problem_h

#include "Core/Data/Dataset.h"
#include "Core/Engine/Network/Network.h"
#include "Core/Engine/Network/NetworkDescription.h"
#include "Core/Engine/Problem/BatchNorm.h"
#include "Core/Engine/Problem/Loss.h"
#include "Core/Engine/Torch/Precision.h"

#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

struct ProblemOptions
{
  NetworkOptions Network;
  DatasetOptions Data;
  LossKind Loss = LossKind::CrossEntropy;
  /// "Auto", "cpu", "cuda" or "cuda:N".
  std::string Device = "Auto";
  /// Samples per forward pass. 0: automatic, by the size and number of samples alone, so that
  /// results do not depend on the machine; the whole data set at once for LossKind::NetworkOutput,
  /// whose module may return anything but a mean.
  std::int64_t BatchSize = 0;
  losslandscape::Precision Precision = losslandscape::Precision::NetworksOwn;
  BatchNormOptions BatchNorm;
};

struct ParameterInfo
{
  std::string Name;
  std::vector<std::int64_t> Shape;
};

/// Network + weights + data + loss: the function L : R^n -> R whose landscape is drawn. Holds the
/// weights (the centre of a landscape) and the data, both on the device. Immutable and safe to
/// share between threads once made: evaluations work on copies of the network.
class Problem
{
public:
  /// Loads everything. Throws Error saying which file or setting is wrong and why.
  explicit Problem(const ProblemOptions& options, const Progress& progress = {});

  /// The problem of the same options but for the weights file, the weights and buffers of which are
  /// read into a network of its own. Data and batches are those of `other`, in the same memory.
  Problem(const Problem& other, const std::string& weightsFile);

  /// The same problem computed in double precision: weights, buffers and inputs are converted. For
  /// a network in double precision that is itself. Throws Error if the network cannot be run so (a
  /// TorchScript module with constants of single precision in it).
  static std::shared_ptr<const Problem> InDoublePrecision(std::shared_ptr<const Problem> problem);
  /// The same problem, evaluated in another precision. Shares everything with `other`.
  Problem(const Problem& other, Precision precision);

  ~Problem();
  Problem(const Problem&) = delete;
  Problem& operator=(const Problem&) = delete;

  const ProblemOptions& Options() const;
  const Dataset& Data() const;

  /// The trainable parameters, in the network's order.
  const std::vector<ParameterInfo>& Parameters() const;

  /// Number of coordinates n of the parameter space.
  std::int64_t NumberOfWeights() const;

  /// Layers, parameters and multiply-adds of the network.
  const NetworkDescription& Description() const;

  /// File that the weights came from, and SHA-256 over the names, shapes and values of parameters
  /// and buffers (independent of the file's format).
  const std::string& WeightsSource() const;
  const std::string& WeightsHash() const;

  /// SHA-256 of the TorchScript file; empty for a built-in network.
  const std::string& NetworkFileHash() const;

  /// Where in the checkpoint the state dict stood: "" at the top level, else "state_dict", ...
  const std::string& WeightsKey() const;

  /// What the reader of the checkpoint passed over, one line each.
  const std::vector<std::string>& Skipped() const;

  /// Samples per forward pass that are really used.
  std::int64_t BatchSize() const;

  /// Mode of batch norm that is really used: Stored if the network has no such layers.
  BatchNormMode BatchNorm() const;

  /// For BatchNormMode::Recalibrated the samples that statistics are estimated on, in the order of
  /// their batches (see MixedOrder); none otherwise.
  const std::vector<std::int64_t>& RecalibrationSamples() const;

  /// SHA-256 over these, as 64-bit numbers of this machine.
  std::string RecalibrationHash() const;

  /// Kind of the device that is really used, "cpu" or "cuda". Ranks may use devices of other
  /// numbers.
  std::string DeviceKind() const;

  struct Internals;
  const Internals& GetInternals() const { return *this->Impl; }

private:
  explicit Problem(std::unique_ptr<Internals> internals);

  std::unique_ptr<Internals> Impl;
};

} // namespace losslandscape

#endif
