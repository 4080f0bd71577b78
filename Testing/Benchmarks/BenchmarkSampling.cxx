// SPDX-License-Identifier: BSD-3-Clause
// What adaptive sampling saves and what it costs in accuracy, on surfaces of which every value is
// known.
//   BenchmarkSampling [tolerance, default 0.01] [landscape file ...]
// Landscapes are .ply or .npz files. Each surface is sampled with several seeds of the error
// sample; printed are the mean share of evaluated points, the largest true error of any
// interpolated point and the largest error of the error sample, both as multiples of the tolerance.
#include "Core/Files/Landscapes/NpzLandscape.h"
#include "Core/Files/Landscapes/PlyLandscape.h"
#include "Testing/Core/Mathematics/Sampling/SamplingTesting.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>

using namespace losslandscape;
using namespace sampling_testing;

namespace
{

constexpr int Seeds = 10;
constexpr int Points = 101;

Surface Read(const std::string& path)
{
  const SampledLandscape landscape =
    IsPlyFile(path) ? ReadPlyLandscape(path) : ReadNpzLandscape(path, {});
  return { path.substr(path.rfind('/') + 1), landscape.Points, landscape.Arrays.front().second };
}

void Measure(const Surface& surface, double tolerance)
{
  const double absolute = tolerance * surface.Range();
  double share = 0.0;
  double largest = 0.0;
  double reported = 0.0;
  for (std::uint64_t seed = 0; seed < Seeds; ++seed)
  {
    const Trial trial = Try(surface, { tolerance, seed });
    share += EvaluatedShare(trial.Sample) / Seeds;
    largest = std::max(largest, TrueMaxError(surface, trial.Sample) / absolute);
    reported = std::max(reported, trial.Sample.MaxError / absolute);
  }
  std::printf("%-32s %5.1f %% %6.1f times fewer   true %5.2f   sampled %5.2f%s\n",
    surface.Name.c_str(), 100.0 * share, 1.0 / share, largest, reported,
    largest > 1.0 ? "   BEYOND THE TOLERANCE" : "");
}

void Run(double tolerance, const std::vector<std::string>& files)
{
  for (const auto& file : files)
  {
    Measure(Read(file), tolerance);
  }
  for (const auto& surface : AnalyticSurfaces(Points))
  {
    Measure(surface, tolerance);
  }
  for (const auto& surface : SyntheticSurfaces(Points))
  {
    Measure(surface, tolerance);
  }
  for (std::uint64_t seed = 1; seed <= 10; ++seed)
  {
    Measure(PerceptronSurface(Points, seed % 2 ? 1.0 : 3.0, seed), tolerance);
  }
}

} // namespace

int main(int argc, char** argv)
{
  try
  {
    Run(argc > 1 ? std::atof(argv[1]) : 0.01, { argv + std::min(argc, 2), argv + argc });
    return EXIT_SUCCESS;
  }
  catch (const std::exception& error)
  {
    std::fprintf(stderr, "%s\n", error.what());
    return EXIT_FAILURE;
  }
}
