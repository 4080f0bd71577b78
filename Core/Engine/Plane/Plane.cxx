// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Plane/PlaneInternals.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/EnumName.h"
#include "Core/Common/Sha256.h"
#include "Core/Engine/Plane/DirectionSet.h"
#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Engine/Torch/DenseTensor.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

Error UnknownMethod()
{
  return Error("unknown kind of directions")
    .Expected("Random (0), PCA (1), Between Checkpoints (2), Hessian Eigenvectors (3) or File (4)");
}

std::string HashOf(const ParameterVector& direction)
{
  Sha256 hash;
  for (const auto& block : direction)
  {
    hash.Update(block.Name);
    hash.Update(block.Values.data(), block.Values.size() * sizeof(double));
  }
  return hash.HexDigest();
}

void Measure(Plane::Internals& plane, const std::vector<ParameterVector>& directions)
{
  for (std::size_t a = 0; a < directions.size(); ++a)
  {
    plane.Norms.push_back(Norm(directions[a]));
    plane.Hashes.push_back(HashOf(directions[a]));
    for (std::size_t b = 0; b < a; ++b)
    {
      plane.Cosines.push_back(Cosine(directions[b], directions[a]));
    }
  }
}

bool Moves(const ParameterBlock& block)
{
  return std::any_of(
    block.Values.begin(), block.Values.end(), [](double value) { return value != 0.0; });
}

Displacement MakeMoves(
  const NamedTensors& parameters, const std::vector<ParameterVector>& directions)
{
  Displacement moves;
  for (std::size_t p = 0; p < parameters.size(); ++p)
  {
    const auto& parameter = parameters[p].second;
    ParameterMove move{ p, std::vector<torch::Tensor>(directions.size()) };
    bool moving = false;
    for (std::size_t axis = 0; axis < directions.size(); ++axis)
    {
      const auto& block = directions[axis][p];
      if (Moves(block))
      {
        const auto dense = DenseArray::FromDouble(block.Shape, block.Values);
        move.Directions[axis] = ToTensor(dense).to(parameter.device(), parameter.scalar_type());
        moving = true;
      }
    }
    if (moving)
    {
      moves.push_back(std::move(move));
    }
  }
  return moves;
}

} // namespace

const char* DirectionMethodName(DirectionMethod method)
{
  return EnumName(method,
    { "Random", "PCA", "Between Checkpoints", "Hessian Eigenvectors", "File" }, UnknownMethod());
}

const char* NormalizationName(Normalization normalization)
{
  return EnumName(
    normalization, { "Filter", "Layer", "Network", "None" }, Error("unknown normalisation"));
}

const char* EigenvectorChoiceName(EigenvectorChoice choice)
{
  return EnumName(
    choice, { "Largest", "Largest And Smallest" }, Error("unknown choice of eigenvectors"));
}

DirectionSet MakeDirections(const std::shared_ptr<const Problem>& problem, int dimension,
  const DirectionOptions& options, const Progress& progress)
{
  const NetworkModule& network = *problem->GetInternals().Network;
  switch (options.Method)
  {
    case DirectionMethod::Random:
      return { RandomDirections(network, dimension, options), {}, {} };
    case DirectionMethod::PCA:
      return PcaDirections(network, dimension, options, progress);
    case DirectionMethod::BetweenCheckpoints:
      return { BetweenDirections(network, dimension, options, progress), {}, {} };
    case DirectionMethod::HessianEigenvectors:
      return HessianDirections(problem, dimension, options, progress);
    case DirectionMethod::File:
      return { FileDirections(network, dimension, options, progress), {}, {} };
  }
  throw UnknownMethod().Found(std::to_string(static_cast<int>(options.Method)));
}

Plane::Plane(std::shared_ptr<const Problem> problem, int dimension, const DirectionOptions& options,
  const Progress& progress)
  : Plane(problem, MakeDirections(problem, dimension, options, progress), options)
{
}

Plane::Plane(
  std::shared_ptr<const Problem> problem, DirectionSet directions, const DirectionOptions& options)
  : Impl(std::make_unique<Internals>())
{
  this->Impl->TheProblem = std::move(problem);
  this->Impl->Options = options;
  Measure(*this->Impl, directions.Axes);
  const NetworkModule& network = *this->Impl->TheProblem->GetInternals().Network;
  this->Impl->Moves = MakeMoves(network.Parameters(), directions.Axes);
  this->Impl->Variance = std::move(directions.Variance);
  this->Impl->Curvatures = std::move(directions.Curvatures);
}

Plane::Plane(const Plane& directions, std::shared_ptr<const Problem> problem)
  : Impl(std::make_unique<Internals>(directions.GetInternals()))
{
  this->Impl->TheProblem = std::move(problem);
}

Plane::~Plane() = default;

const Plane::Facts& Plane::GetFacts() const
{
  return *this->Impl;
}

} // namespace losslandscape
