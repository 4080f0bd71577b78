// SPDX-License-Identifier: BSD-3-Clause
#include "SamplingTesting.h"

#include "Core/Common/Random.h"
#include "Core/Mathematics/Analytic/AnalyticGrid.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

namespace sampling_testing
{
namespace
{

using namespace losslandscape;

constexpr double Infinity = std::numeric_limits<double>::infinity();

double Square(double x)
{
  return x * x;
}

/// A sum of Gaussian hills and holes of many widths.
Function RandomHills(std::uint64_t seed)
{
  struct Hill
  {
    double X, Y, Width, Height;
  };
  Random random(seed);
  std::vector<Hill> hills(30);
  for (auto& hill : hills)
  {
    hill = { 2.0 * random.Uniform() - 1.0, 2.0 * random.Uniform() - 1.0,
      std::exp(-2.5 + 2.0 * random.Uniform()), random.Normal() };
  }
  return [hills](double x, double y, double)
  {
    double sum = 0.0;
    for (const auto& hill : hills)
    {
      sum += hill.Height *
        std::exp(-0.5 * (Square(x - hill.X) + Square(y - hill.Y)) / Square(hill.Width));
    }
    return sum;
  };
}

/// A bowl of range 2 with noise where `where(x)` is not 0.
Surface NoisyBowl(
  const std::string& name, int points, double deviation, const std::function<double(double)>& where)
{
  auto random = std::make_shared<Random>(7);
  const double scale = 0.02 * deviation;
  return Sampled(name + " of " + std::to_string(deviation).substr(0, 5) + " %",
    { points, points, 1 },
    [=](double x, double y, double)
    { return x * x + y * y + scale * random->Normal() * where(x); });
}

/// A perceptron 2 - 16 - 16 - 3 on random samples.
class Perceptron
{
public:
  static constexpr int Samples = 48;
  static constexpr int Classes = 3;

  explicit Perceptron(Random& random)
  {
    for (int sample = 0; sample < Samples; ++sample)
    {
      this->Inputs.push_back({ random.Normal(), random.Normal() });
      this->Targets.push_back(static_cast<int>(random.Below(Classes)));
    }
  }

  static std::vector<double> RandomWeights(Random& random)
  {
    std::vector<double> weights;
    for (std::size_t layer = 0; layer + 1 < Widths.size(); ++layer)
    {
      for (int i = 0; i < Widths[layer] * Widths[layer + 1]; ++i)
      {
        weights.push_back(random.Normal() * std::sqrt(2.0 / Widths[layer]));
      }
    }
    return weights;
  }

  double Loss(const std::vector<double>& weights) const
  {
    double sum = 0.0;
    for (int sample = 0; sample < Samples; ++sample)
    {
      const auto outputs = this->Outputs(weights, this->Inputs[sample]);
      double exponentials = 0.0;
      for (const double output : outputs)
      {
        exponentials += std::exp(output - outputs[this->Targets[sample]]);
      }
      sum += std::log(exponentials);
    }
    return sum / Samples;
  }

private:
  static constexpr std::array<int, 4> Widths = { 2, 16, 16, Classes };

  static std::vector<double> Outputs(const std::vector<double>& weights, std::vector<double> values)
  {
    auto weight = weights.begin();
    for (std::size_t layer = 1; layer < Widths.size(); ++layer)
    {
      std::vector<double> next(Widths[layer], 0.0);
      for (double& output : next)
      {
        for (const double value : values)
        {
          output += *weight++ * value;
        }
        output = layer + 1 < Widths.size() ? std::max(output, 0.0) : output;
      }
      values = next;
    }
    return values;
  }

  std::vector<std::vector<double>> Inputs;
  std::vector<int> Targets;
};

} // namespace

double Surface::Range() const
{
  double lowest = Infinity;
  double highest = -Infinity;
  for (const double value : this->Values)
  {
    if (std::isfinite(value))
    {
      lowest = std::min(lowest, value);
      highest = std::max(highest, value);
    }
  }
  return highest - lowest;
}

Surface Sampled(const std::string& name, const std::array<int, 3>& resolution, const Function& f)
{
  const Grid grid(3, resolution, { -1.0, 1.0, -1.0, 1.0, -1.0, 1.0 });
  Surface surface = { name, grid, {} };
  for (int k = 0; k < resolution[2]; ++k)
  {
    for (int j = 0; j < resolution[1]; ++j)
    {
      for (int i = 0; i < resolution[0]; ++i)
      {
        surface.Values.push_back(
          f(grid.Coordinate(0, i), grid.Coordinate(1, j), grid.Coordinate(2, k)));
      }
    }
  }
  return surface;
}

std::vector<Surface> AnalyticSurfaces(int points)
{
  std::vector<Surface> surfaces;
  for (int kind = 0; kind < NumberOfAnalyticKinds; ++kind)
  {
    const auto function = MakeAnalyticFunction(static_cast<AnalyticKind>(kind), 2);
    const auto& text = function->Description();
    Surface surface = { text.Name, Grid(2, { points, points, 1 }, text.DefaultBounds), {} };
    surface.Values.resize(std::size_t(points) * points);
    EvaluateOnGrid(
      *function, surface.Points, surface.Points.WholeExtent(), surface.Values.data(), {});
    surfaces.push_back(std::move(surface));
  }
  return surfaces;
}

std::vector<Surface> SyntheticSurfaces(int points)
{
  const std::array<int, 3> plane = { points, points, 1 };
  std::vector<Surface> all;
  const auto add = [&](const char* name, const Function& f)
  { all.push_back(Sampled(name, plane, f)); };
  add("bilinear", [](double x, double y, double) { return 1.0 + x + 2.0 * y + 3.0 * x * y; });
  add(
    "exponential bowl", [](double x, double y, double) { return std::exp(4.0 * (x * x + y * y)); });
  add("narrow hill",
    [](double x, double y, double)
    { return std::exp(-(Square(x - 0.13) + Square(y - 0.31)) / 0.02); });
  add("cone", [](double x, double y, double) { return std::hypot(x - 0.1, y + 0.2); });
  add("diagonal kink", [](double x, double y, double) { return std::abs(x + 0.7 * y - 0.1); });
  add("step", [](double x, double, double) { return x > 0.313 ? 1.0 : 0.0; });
  add("disc", [](double x, double y, double) { return x * x + y * y > 0.3 ? 1.0 : 0.0; });
  add("island of NaN",
    [](double x, double y, double)
    { return std::hypot(x - 0.3, y) < 0.2 ? NAN : std::exp(x + y); });
  for (const std::uint64_t seed : { 1, 2, 3 })
  {
    all.push_back(Sampled("random hills " + std::to_string(seed), plane, RandomHills(seed)));
  }
  for (const double deviation : { 0.05, 0.1, 0.15, 0.2, 0.3 })
  {
    all.push_back(NoisyBowl("noise", points, deviation, [](double) { return 1.0; }));
    all.push_back(NoisyBowl("noise at one side", points, deviation,
      [](double x) { return std::max(0.0, 3.0 * x - 1.0); }));
  }
  return all;
}

Surface PerceptronSurface(int points, double reach, std::uint64_t seed)
{
  Random random(seed);
  const Perceptron network(random);
  const auto centre = Perceptron::RandomWeights(random);
  const auto first = Perceptron::RandomWeights(random);
  const auto second = Perceptron::RandomWeights(random);
  return Sampled("perceptron " + std::to_string(seed), { points, points, 1 },
    [&](double x, double y, double)
    {
      std::vector<double> weights = centre;
      for (std::size_t i = 0; i < weights.size(); ++i)
      {
        weights[i] += reach * (x * first[i] + y * second[i]);
      }
      return network.Loss(weights);
    });
}

Trial Try(const Surface& surface, const sampling::AdaptiveOptions& options)
{
  Trial trial;
  const auto measure =
    [&](const std::vector<std::int64_t>& points, sampling::AdaptiveSample& sample, const Progress&)
  {
    ++trial.Batches;
    for (const std::int64_t point : points)
    {
      trial.Twice += sample.Evaluated[point];
      sample.Fields[0][point] = surface.Values[point];
      sample.Fields[1][point] = -surface.Values[point];
      sample.Evaluated[point] = 1;
    }
  };
  sampling::SampleAdaptively(surface.Points, options, 2, measure, trial.Sample);
  return trial;
}

double TrueMaxError(const Surface& surface, const sampling::AdaptiveSample& sample)
{
  double largest = 0.0;
  for (std::size_t point = 0; point < surface.Values.size(); ++point)
  {
    if (!sample.Evaluated[point])
    {
      const double error = std::abs(sample.Fields[0][point] - surface.Values[point]);
      largest = std::isfinite(error) ? std::max(largest, error) : Infinity;
    }
  }
  return largest;
}

double EvaluatedShare(const sampling::AdaptiveSample& sample)
{
  return static_cast<double>(sample.NumberOfEvaluations) /
    static_cast<double>(sample.Evaluated.size());
}

} // namespace sampling_testing
