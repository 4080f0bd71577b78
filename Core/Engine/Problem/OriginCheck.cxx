// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Problem/OriginCheck.h"

#include "Core/Common/Error.h"

#include <limits>

namespace losslandscape
{
namespace
{

double EpsilonOf(torch::ScalarType type)
{
  switch (type)
  {
    case torch::kFloat64:
      return std::numeric_limits<double>::epsilon();
    case torch::kFloat32:
      return static_cast<double>(std::numeric_limits<float>::epsilon());
    default:
      return 1e-3; // of half precision
  }
}

bool AreEqualButForRounding(
  const torch::Tensor& found, const torch::Tensor& right, torch::ScalarType type)
{
  constexpr double roundings = 1000.0;
  const double tolerance = roundings * EpsilonOf(type);
  return found.sizes() == right.sizes() &&
    torch::allclose(found, right, tolerance, tolerance, /*equal_nan=*/true);
}

/// The losses of a copy of the network; undefined if it fails.
torch::Tensor LossesOrNone(
  const NetworkModule& network, const LossOptions& loss, const Batch& batch)
{
  try
  {
    return SampleLosses(loss, *network.Clone(), batch).Losses;
  }
  catch (const std::exception&)
  {
    return {};
  }
}

} // namespace

std::unique_ptr<NetworkModule> OriginIfItDiffers(
  NetworkModule& network, const LossOptions& loss, const Batch& batch)
{
  std::unique_ptr<NetworkModule> origin = network.TakeOrigin();
  if (!origin)
  {
    return nullptr;
  }
  const torch::NoGradGuard noGradient;
  origin->SetTraining(false);
  const auto copy = origin->Clone();
  torch::Tensor right;
  copy->NoteEffects([&] { right = SampleLosses(loss, *copy, batch).Losses; });
  const torch::Tensor found = LossesOrNone(network, loss, batch);
  const bool isAsGood = found.defined() && !copy->Effects().CarriesState &&
    AreEqualButForRounding(found, right, network.ParameterType());
  return isAsGood ? nullptr : std::move(origin);
}

} // namespace losslandscape
