// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/PlaneInternals.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"
#include "Core/Common/Sha256.h"
#include "Core/Network/DenseTensor.h"
#include "Core/Network/DirectionNormalization.h"
#include "Core/Network/NetworkLoading.h"
#include "Core/Network/ProblemInternals.h"
#include "Core/Network/RandomDirection.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>

namespace losslandscape
{
namespace
{

ParameterVector RandomDirection(
  const ParameterVector& weights, int axis, const DirectionOptions& options)
{
  ParameterVector direction = weights;
  for (auto& block : direction)
  {
    block.Values = RandomNormals(options.Seed, block.Name, axis, block.Values.size());
  }
  if (options.IgnoreBiasAndNorm)
  {
    IgnoreBiasAndNorm(direction);
  }
  Normalize(direction, weights, options.Normalization);
  return direction;
}

void CheckStored(const ParameterBlock& block, const DenseArray& stored, const std::string& path)
{
  if (stored.Shape != block.Shape)
  {
    throw Error("direction does not fit the network")
      .Where(path + ": " + block.Name)
      .Expected("shape " + ShapeText(block.Shape))
      .Found(ShapeText(stored.Shape));
  }
}

void CheckFinite(const ParameterVector& direction, const std::string& path)
{
  for (const auto& block : direction)
  {
    if (!std::all_of(block.Values.begin(), block.Values.end(),
          [](double value) { return std::isfinite(value); }))
    {
      throw Error("direction is not finite")
        .Where(path + ": " + block.Name)
        .Expected("finite numbers")
        .Found("infinity or NaN");
    }
  }
}

void CheckKnown(const std::map<std::string, DenseArray>& leftOver, const NetworkModule& network,
  const std::string& path)
{
  std::map<std::string, torch::Tensor> buffers;
  for (auto& [name, tensor] : network.Buffers())
  {
    buffers.emplace(name, tensor);
  }
  for (const auto& [name, array] : leftOver)
  {
    if (buffers.count(name) == 0)
    {
      throw Error("direction does not fit the network")
        .Where(path)
        .Expected("names of the network's parameters")
        .Found(name)
        .Advice("a direction file is a state dict: parameter name -> direction");
    }
  }
}

/// Buffers in the file (a difference of two state dicts has them) stay where they are: a direction
/// moves parameters.
ParameterVector StoredDirection(
  const NetworkModule& network, const ParameterVector& weights, const std::string& path)
{
  std::map<std::string, DenseArray> stored;
  for (const auto& [name, tensor] : ReadWeights(path))
  {
    stored.emplace(name, ToDenseArray(tensor));
  }
  ParameterVector direction = weights;
  for (auto& block : direction)
  {
    const auto found = stored.find(block.Name);
    if (found == stored.end())
    {
      std::fill(block.Values.begin(), block.Values.end(), 0.0);
      continue;
    }
    CheckStored(block, found->second, path);
    block.Values = found->second.ToDouble();
    stored.erase(found);
  }
  CheckKnown(stored, network, path);
  CheckFinite(direction, path);
  if (Norm(direction) == 0.0)
  {
    throw Error("direction moves nothing")
      .Where(path)
      .Expected("a parameter of the network with numbers other than 0")
      .Found("none (buffers such as running means do not move)");
  }
  return direction;
}

void OrthogonalizeAgainst(const std::vector<ParameterVector>& others, ParameterVector& direction,
  const ParameterVector& weights, Normalization normalization)
{
  for (const auto& other : others)
  {
    Orthogonalize(direction, other, normalization);
  }
  Normalize(direction, weights, normalization);
}

/// The files that are named, one per axis; empty entries of a list in a window do not count.
std::vector<std::string> DirectionFiles(int dimension, const DirectionOptions& options)
{
  std::vector<std::string> files;
  std::copy_if(options.Files.begin(), options.Files.end(), std::back_inserter(files),
    [](const std::string& file) { return !file.empty(); });
  if (static_cast<int>(files.size()) < dimension)
  {
    throw Error("direction files are missing")
      .Where("DirectionFiles")
      .Expected("one file per axis, " + std::to_string(dimension))
      .Found(std::to_string(files.size()));
  }
  files.resize(static_cast<std::size_t>(dimension));
  return files;
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

std::vector<Plane::Internals::Move> MakeMoves(
  const NamedTensors& parameters, const std::vector<ParameterVector>& directions)
{
  std::vector<Plane::Internals::Move> moves;
  for (std::size_t p = 0; p < parameters.size(); ++p)
  {
    const auto& parameter = parameters[p].second;
    Plane::Internals::Move move{ p, std::vector<torch::Tensor>(directions.size()) };
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
  switch (method)
  {
    case DirectionMethod::Random:
      return "Random";
    case DirectionMethod::File:
      return "File";
  }
  throw Error("unknown kind of directions")
    .Expected("Random (0) or File (4)")
    .Found(std::to_string(static_cast<int>(method)));
}

const char* NormalizationName(Normalization normalization)
{
  switch (normalization)
  {
    case Normalization::Filter:
      return "Filter";
    case Normalization::Layer:
      return "Layer";
    case Normalization::Network:
      return "Network";
    case Normalization::None:
      return "None";
  }
  throw Error("unknown normalisation").Found(std::to_string(static_cast<int>(normalization)));
}

std::vector<ParameterVector> MakeDirections(
  const NetworkModule& network, int dimension, const DirectionOptions& options)
{
  const ParameterVector weights = WeightsOf(network);
  std::vector<ParameterVector> directions;
  if (options.Method == DirectionMethod::File)
  {
    for (const auto& file : DirectionFiles(dimension, options))
    {
      directions.push_back(StoredDirection(network, weights, file));
    }
    return directions;
  }
  DirectionMethodName(options.Method); // refuses unknown methods
  for (int axis = 0; axis < dimension; ++axis)
  {
    ParameterVector direction = RandomDirection(weights, axis, options);
    if (options.Orthogonalize && axis > 0)
    {
      OrthogonalizeAgainst(directions, direction, weights, options.Normalization);
    }
    directions.push_back(std::move(direction));
  }
  return directions;
}

Plane::Plane(std::shared_ptr<const Problem> problem, int dimension, const DirectionOptions& options)
  : Impl(std::make_unique<Internals>())
{
  this->Impl->TheProblem = std::move(problem);
  this->Impl->Options = options;
  const NetworkModule& network = *this->Impl->TheProblem->GetInternals().Network;
  const auto directions = MakeDirections(network, dimension, options);
  Measure(*this->Impl, directions);
  this->Impl->Moves = MakeMoves(network.Parameters(), directions);
}

Plane::~Plane() = default;

const Problem& Plane::GetProblem() const
{
  return *this->Impl->TheProblem;
}

const DirectionOptions& Plane::Options() const
{
  return this->Impl->Options;
}

int Plane::Dimension() const
{
  return static_cast<int>(this->Impl->Norms.size());
}

const std::vector<double>& Plane::Norms() const
{
  return this->Impl->Norms;
}

const std::vector<double>& Plane::Cosines() const
{
  return this->Impl->Cosines;
}

const std::vector<std::string>& Plane::Hashes() const
{
  return this->Impl->Hashes;
}

} // namespace losslandscape
