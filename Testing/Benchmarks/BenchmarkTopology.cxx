// SPDX-License-Identifier: BSD-3-Clause
// Times critical points, persistence and the Morse complex of a noisy image: 40 Gaussians plus
// uniform noise, as in the reference whose times for the Topology ToolKit stand in the README.
//   BenchmarkTopology [points per axis, default 2048] [threads, default 1]
#include "Core/Common/Random.h"
#include "Core/Mathematics/Topology/Critical/CriticalPoints.h"
#include "Core/Mathematics/Topology/Morse/DiscreteGradient.h"
#include "Core/Mathematics/Topology/Morse/MorseComplex.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <string>
#include <vector>

using namespace losslandscape;
using namespace losslandscape::topology;

namespace
{

struct Hill
{
  double X, Y, Width, Height;
};

double Uniform(Random& random, double low, double high)
{
  return low + (high - low) * random.Uniform();
}

std::vector<double> NoisyImage(std::int64_t size)
{
  Random random(20231123);
  std::vector<Hill> hills(40);
  for (auto& hill : hills)
  {
    hill = { random.Uniform(), random.Uniform(), Uniform(random, 0.03, 0.15),
      Uniform(random, -1.0, 1.0) };
  }
  // Each Gaussian is a product of one of x and one of y.
  std::vector<double> alongX;
  for (std::int64_t i = 0; i < size; ++i)
  {
    for (const auto& hill : hills)
    {
      const double x =
        (static_cast<double>(i) / static_cast<double>(size - 1) - hill.X) / hill.Width;
      alongX.push_back(std::exp(-0.5 * x * x));
    }
  }
  std::vector<double> values(static_cast<std::size_t>(size * size));
  for (std::int64_t j = 0; j < size; ++j)
  {
    double alongY[40];
    for (int h = 0; h < 40; ++h)
    {
      const double y =
        (static_cast<double>(j) / static_cast<double>(size - 1) - hills[h].Y) / hills[h].Width;
      alongY[h] = hills[h].Height * std::exp(-0.5 * y * y);
    }
    for (std::int64_t i = 0; i < size; ++i)
    {
      double value = Uniform(random, -0.05, 0.05);
      for (int h = 0; h < 40; ++h)
      {
        value += alongX[40 * i + h] * alongY[h];
      }
      values[i + size * j] = std::round(value * 0x1p24) / 0x1p24;
    }
  }
  return values;
}

/// Highest use of memory so far, in GB.
double PeakMemory()
{
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
  {
    if (word == "VmHWM:")
    {
      double kilobytes = 0.0;
      status >> kilobytes;
      return kilobytes / 1e6;
    }
  }
  return NAN;
}

/// The shortest of several runs, as many as fit into a second: the first one also waits for the
/// system to hand out memory.
template <typename Work>
void Time(const char* what, std::int64_t points, Work&& work)
{
  double shortest = INFINITY;
  double total = 0.0;
  std::size_t found = 0;
  for (int run = 0; run < 5 && total < 1.0; ++run)
  {
    const auto start = std::chrono::steady_clock::now();
    found = work();
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    shortest = std::min(shortest, seconds.count());
    total += seconds.count();
  }
  std::printf("%-28s %9.3f s %9.2f Mpoints/s %11zu found   peak memory %.2f GB\n", what, shortest,
    static_cast<double>(points) / shortest / 1e6, found, PeakMemory());
  std::fflush(stdout);
}

void Run(std::int64_t size, int threads)
{
  const auto values = NoisyImage(size);
  const double step = 1.0 / static_cast<double>(size - 1);
  const std::int64_t points = size * size;
  const Execution execution = { threads, {} };
  std::printf("%lld x %lld points, %d thread(s), image %.2f GB\n", static_cast<long long>(size),
    static_cast<long long>(size), threads, static_cast<double>(points) * 8e-9);
  const ScalarField field(
    values.data(), { size, size, 1 }, { 0.0, 0.0, 0.0 }, { step, step, 1.0 }, execution);
  Time("critical points", points, [&] { return FindCriticalVertices(field, execution).size(); });
  Time("discrete gradient", points,
    [&] { return DiscreteGradient(field, false, execution).CriticalEdges.size(); });
  Time("persistence", points,
    [&] { return ComputePersistence(field, MaximumPairing::Sublevel, execution).size(); });
  Time("Morse complex", points,
    [&] { return ComputeMorseComplex(field, {}, execution).Separatrices.size(); });
  Time("  simplified at 10 %", points,
    [&] {
      return ComputeMorseComplex(field, { 0.1, true }, execution).Separatrices.size();
    });
  CriticalPointOptions fits;
  fits.PersistenceThreshold = 0.01;
  Time("critical points, 1 %, fitted", points,
    [&] { return FindCriticalPoints(field, fits, execution).size(); });
}

} // namespace

int main(int argc, char** argv)
{
  try
  {
    Run(argc > 1 ? std::atoll(argv[1]) : 2048, argc > 2 ? std::atoi(argv[2]) : 1);
    return EXIT_SUCCESS;
  }
  catch (const std::exception& error)
  {
    std::fprintf(stderr, "%s\n", error.what());
    return EXIT_FAILURE;
  }
}
