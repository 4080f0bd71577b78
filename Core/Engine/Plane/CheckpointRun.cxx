// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Plane/CheckpointRun.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Network/NetworkLoading.h"
#include "Core/Engine/Plane/CheckpointFiles.h"

#include <cmath>

namespace losslandscape
{
namespace
{

double EpochOf(const StoredWeights& stored, const std::string& path, std::int64_t index)
{
  const auto epoch = stored.Numbers.find("epoch");
  if (epoch != stored.Numbers.end() && std::isfinite(epoch->second))
  {
    return epoch->second;
  }
  return NumberInName(path).value_or(static_cast<double>(index));
}

} // namespace

CheckpointRun::CheckpointRun(const NetworkModule& network, const std::vector<std::string>& files)
  : Files(GivenFiles(files)), TheNetwork(network.Clone())
{
  if (this->Files.empty())
  {
    throw Error("checkpoint files are missing")
      .Where("CheckpointFiles")
      .Expected("the checkpoints of a training run, in order")
      .Found("none");
  }
  this->TheNetwork->MoveTo(torch::kCPU);
  if (!this->TheNetwork->FixedNames().empty())
  {
    this->Centre = this->TheNetwork->Clone()->State();
  }
}

ParameterVector CheckpointRun::Read(std::int64_t index)
{
  const std::string& path = this->Files[index];
  const std::set<std::string>& fixed = this->TheNetwork->FixedNames();
  // What a checkpoint before this one has left in tensors that this one lacks must not stay.
  if (!fixed.empty())
  {
    this->TheNetwork->Assign(this->Centre, path);
  }
  const StoredWeights stored =
    AssignStoredWeights(*this->TheNetwork, path, AllButMoving(*this->TheNetwork, fixed));
  this->LastEpoch = EpochOf(stored, path, index);
  ParameterVector weights = WeightsOf(*this->TheNetwork);
  CheckFinite(weights, "checkpoint", path);
  return weights;
}

} // namespace losslandscape
