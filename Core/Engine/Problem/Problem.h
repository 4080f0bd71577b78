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
  /// "Auto", "cpu", "cuda" or "cuda:N" (see ResolveDevice).
  std::string Device = "Auto";
  /// Samples per forward pass. 0: automatic, by the size and number of samples, the network, the
  /// mode of batch norm and the kind of device, so that results do not depend on the machine beyond
  /// that; the whole data set at once for LossKind::NetworkOutput, whose module may return anything
  /// but a mean.
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

  /// The problem of the same options except for the weights file, whose weights and buffers are
  /// read into a network of its own. Data and batches are those of `other`, in the same memory.
  Problem(const Problem& other, const std::string& weightsFile);

  /// A copy of `problem` in double precision, with weights, buffers and inputs converted.
  /// Returns `problem` itself if its network is in double precision. Throws Error if the network
  /// cannot be run so (a TorchScript module with constants of single precision in it), or if the
  /// data set's file has changed since it was loaded.
  static std::shared_ptr<const Problem> InDoublePrecision(std::shared_ptr<const Problem> problem);
  /// The problem `other` evaluated in another precision, which shares everything with it. Throws
  /// Error if that precision cannot be had (see RequirePrecision).
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

  /// Size and behaviour of the network.
  const NetworkDescription& Description() const;

  /// File that the weights came from.
  const std::string& WeightsSource() const;
  /// SHA-256 over names, shapes, element types and values of parameters and buffers, which does not
  /// depend on the file's format.
  const std::string& WeightsHash() const;

  /// SHA-256 of the TorchScript file; empty for a built-in network.
  const std::string& NetworkFileHash() const;

  /// Where in the checkpoint the state dict stood: "" at the top level, else "state_dict", ...
  const std::string& WeightsKey() const;

  /// What was passed over or settled when the checkpoint was read, a line for each.
  const std::vector<std::string>& Skipped() const;

  /// Samples per forward pass, as they were chosen if the options say automatic.
  std::int64_t BatchSize() const;

  /// Mode of batch norm in use: Stored if the network has no such layers.
  BatchNormMode BatchNorm() const;

  /// For BatchNormMode::Recalibrated the samples that statistics are estimated on, in the order of
  /// their batches (see MixedOrder); none otherwise.
  const std::vector<std::int64_t>& RecalibrationSamples() const;

  /// SHA-256 over RecalibrationSamples, as 64-bit integers of this machine.
  std::string RecalibrationHash() const;

  /// Kind of the device in use, "cpu" or "cuda". Ranks may use devices of different numbers.
  std::string DeviceKind() const;

  struct Internals;
  const Internals& GetInternals() const { return *this->Impl; }

private:
  explicit Problem(std::unique_ptr<Internals> internals);

  std::unique_ptr<Internals> Impl;
};

} // namespace losslandscape

#endif
