// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/SampleCatalog.h"

#include "Core/Common/Random.h"

#include <array>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace losslandscape
{
namespace
{

constexpr double Pi = 3.14159265358979323846;
constexpr int PointCount = 1000;
constexpr int ClassCount = 2;
constexpr std::uint64_t TrainSeed = 1;
constexpr std::uint64_t TestSeed = 2;

using Point = std::array<double, 2>;
using PointGenerator = Point (*)(Random& random, int label);

Point OnCircle(double radius, double angle)
{
  return { radius * std::cos(angle), radius * std::sin(angle) };
}

Point SpiralPoint(Random& random, int label)
{
  // The square root spreads the points evenly over the disc, the offset keeps its centre free.
  const double radius = std::sqrt(0.01 + 0.99 * random.Uniform());
  Point point = OnCircle(radius, 3.0 * Pi * radius + Pi * label);
  for (double& coordinate : point)
  {
    coordinate += 0.02 * random.Normal();
  }
  return point;
}

Point SwissRollPoint(Random& random, int label)
{
  // The square root spreads the points evenly along the strip.
  const double angle = 1.5 * Pi * std::sqrt(1.0 + 8.0 * random.Uniform());
  const double radius = angle / (4.5 * Pi) + 0.08 * (random.Uniform() - 0.5);
  return OnCircle(radius, angle + Pi * label);
}

void GatherPoints(
  const std::vector<float>& coordinates, const std::vector<std::int64_t>& chosen, Dataset& result)
{
  result.SampleShape = { 2 };
  for (const std::int64_t sample : chosen)
  {
    result.Inputs.push_back(coordinates[2 * sample]);
    result.Inputs.push_back(coordinates[2 * sample + 1]);
  }
  result.Mean = { 0.0 };
  result.StandardDeviation = { 1.0 };
}

SampleCatalog Generate(DatasetSplit split, PointGenerator generator)
{
  Random random(split == DatasetSplit::Train ? TrainSeed : TestSeed);
  SampleCatalog catalog;
  catalog.NumberOfSamples = PointCount;
  catalog.NumberOfClasses = ClassCount;
  catalog.ClassNames = NumberNames(ClassCount);
  std::vector<float> coordinates;
  for (int i = 0; i < PointCount; ++i)
  {
    const int label = i % ClassCount;
    const Point point = generator(random, label);
    coordinates.push_back(static_cast<float>(point[0]));
    coordinates.push_back(static_cast<float>(point[1]));
    catalog.Labels.push_back(label);
  }
  catalog.Read = [coordinates = std::move(coordinates)](const std::vector<std::int64_t>& chosen,
                   const Progress&, Dataset& result) { GatherPoints(coordinates, chosen, result); };
  return catalog;
}

std::vector<std::string> NoSources(const DatasetOptions&)
{
  return {};
}

SampleCatalog OpenSpirals(const DatasetOptions& options, const Progress&)
{
  return Generate(options.Split, SpiralPoint);
}

SampleCatalog OpenSwissRoll(const DatasetOptions& options, const Progress&)
{
  return Generate(options.Split, SwissRollPoint);
}

} // namespace

DatasetFormat SpiralsFormat()
{
  return { "Spirals", false, NoSources, OpenSpirals };
}

DatasetFormat SwissRollFormat()
{
  return { "Swiss Roll", false, NoSources, OpenSwissRoll };
}

} // namespace losslandscape
