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
  LossOptions Loss;
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

  const ProblemOptions& Options() const { return this->GetFacts().Options; }
  const Dataset& Data() const { return *this->GetFacts().Data; }

  /// The trainable parameters, in the network's order.
  const std::vector<ParameterInfo>& Parameters() const { return this->GetFacts().Parameters; }

  /// Number of coordinates n of the parameter space.
  std::int64_t NumberOfWeights() const { return this->GetFacts().Description.Parameters; }

  /// Size and behaviour of the network.
  const NetworkDescription& Description() const { return this->GetFacts().Description; }

  /// File that the weights came from.
  const std::string& WeightsSource() const { return this->GetFacts().WeightsSource; }
  /// SHA-256 over names, shapes, element types and values of parameters and buffers, which does not
  /// depend on the file's format.
  const std::string& WeightsHash() const { return this->GetFacts().WeightsHash; }

  /// SHA-256 of the TorchScript file; empty for a built-in network.
  const std::string& NetworkFileHash() const { return this->GetFacts().NetworkFileHash; }

  /// Where in the checkpoint the state dict stood: "" at the top level, else "state_dict", ...
  const std::string& WeightsKey() const { return this->GetFacts().WeightsKey; }

  /// What was passed over or settled when the checkpoint was read, a line for each.
  const std::vector<std::string>& Skipped() const { return this->GetFacts().Skipped; }

  /// Names of the numbers that the network returns beside its loss, for LossKind::NetworkOutput.
  const std::vector<std::string>& Metrics() const { return this->GetFacts().Metrics; }

  /// Samples per forward pass, as they were chosen if the options say automatic.
  std::int64_t BatchSize() const { return this->GetFacts().BatchSize; }

  /// Mode of batch norm in use: Stored if the network has no such layers.
  BatchNormMode BatchNorm() const { return this->GetFacts().BatchNorm; }

  /// For BatchNormMode::Recalibrated the samples that statistics are estimated on, in the order of
  /// their batches (see MixedOrder); none otherwise.
  const std::vector<std::int64_t>& RecalibrationSamples() const
  {
    return this->GetFacts().RecalibrationSamples;
  }

  /// SHA-256 over RecalibrationSamples, as 64-bit integers of this machine.
  std::string RecalibrationHash() const;

  /// Kind of the device in use, "cpu" or "cuda". Ranks may use devices of different numbers.
  std::string DeviceKind() const;

  /// What a problem tells of itself by the functions above.
  struct Facts
  {
    ProblemOptions Options;
    std::shared_ptr<const Dataset> Data;
    std::vector<ParameterInfo> Parameters;
    NetworkDescription Description;
    std::string WeightsSource;
    std::string WeightsHash;
    std::string WeightsKey;
    std::string NetworkFileHash;
    std::vector<std::string> Skipped;
    std::vector<std::string> Metrics;
    std::int64_t BatchSize = 0;
    BatchNormMode BatchNorm = BatchNormMode::Stored;
    std::vector<std::int64_t> RecalibrationSamples;
  };

  struct Internals;
  const Internals& GetInternals() const { return *this->Impl; }

private:
  explicit Problem(std::unique_ptr<Internals> internals);

  const Facts& GetFacts() const;

  std::unique_ptr<Internals> Impl;
};

} // namespace losslandscape

#endif
