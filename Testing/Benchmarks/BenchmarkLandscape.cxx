// SPDX-License-Identifier: BSD-3-Clause
// Times the evaluation of landscape points, and single-precision matrix products beside it.
//
//   BenchmarkLandscape FOLDER ARCHITECTURE POINTS THREADS PRECISION [WIDTH ...]
//
// FOLDER holds weights.pt, images.pt (inputs, targets), direction1.pt and direction2.pt; POINTS of
// the plane lie on the line from (-1, 0.25) to (1, 0.25); PRECISION is `own` or `bfloat16`; WIDTHs
// are those of a perceptron's hidden layers. Prints as JSON: seconds per point, the matrix
// products' GFLOP/s with the same number of workers before and after, the batch size and the
// losses. evaluator.py calls it.
#include "Core/Engine/Evaluation/PointEvaluation.h"
#include "Core/Engine/Torch/ThreadControl.h"

#include <torch/torch.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <thread>
#include <vector>

using namespace losslandscape;

namespace
{

double Seconds(const std::function<void()>& work)
{
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// GFLOP/s of 1024 x 1024 matrix products, each worker with its own matrices on one thread.
double MatrixProductRate(int workers)
{
  constexpr int size = 1024;
  constexpr int repeats = 20;
  const SequentialBlas sequentialBlas;
  const double seconds = Seconds(
    [workers]
    {
      std::vector<std::thread> threads;
      for (int worker = 0; worker < workers; ++worker)
      {
        threads.emplace_back(
          []
          {
            MakeThisThreadSequential();
            const torch::NoGradGuard noGradient;
            const auto a = torch::ones({ size, size });
            auto product = torch::empty({ size, size });
            for (int i = 0; i < repeats; ++i)
            {
              torch::mm_out(product, a, a);
            }
          });
      }
      for (auto& thread : threads)
      {
        thread.join();
      }
    });
  return 2.0 * size * size * size * repeats * workers / seconds / 1e9;
}

Plane MakePlane(
  const std::string& folder, const NetworkOptions& network, const std::string& precision)
{
  ProblemOptions options;
  options.Network = network;
  options.Network.WeightsFile = folder + "/weights.pt";
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = folder + "/images.pt";
  options.Device = "cpu";
  options.Precision = precision == "bfloat16" ? Precision::BFloat16 : Precision::NetworksOwn;
  DirectionOptions directions;
  directions.Method = DirectionMethod::File;
  directions.Files = { folder + "/direction1.pt", folder + "/direction2.pt" };
  return Plane(std::make_shared<const Problem>(options), 2, directions);
}

void Measure(const Plane& plane, int count, int threads)
{
  std::vector<double> losses(static_cast<std::size_t>(count));
  PlanePoints points = { threads,
    [count](std::int64_t point) -> std::array<double, 3> {
      return { -1.0 + 2.0 * static_cast<double>(point) / (count - 1), 0.25, 0.0 };
    } };
  const auto evaluate = [&]
  {
    EvaluationStore nowhere;
    EvaluatePoints(nowhere, plane, points, threads,
      [&](std::int64_t point, const LossValue& value) { losses[point] = value.Loss; });
  };
  evaluate();
  const double before = MatrixProductRate(threads);
  points.Count = count;
  const double seconds = Seconds(evaluate);
  const double after = MatrixProductRate(threads);
  std::printf("{\"seconds_per_point\": %.6g, \"matrix_product_gflops\": [%.6g, %.6g], "
              "\"batch_size\": %lld, \"losses\": [",
    seconds / count, before, after, static_cast<long long>(plane.GetProblem().BatchSize()));
  for (int i = 0; i < count; ++i)
  {
    std::printf("%s%.17g", i ? ", " : "", losses[i]);
  }
  std::printf("]}\n");
}

} // namespace

int main(int argc, char** argv)
{
  if (argc < 6)
  {
    std::fprintf(stderr,
      "usage: BenchmarkLandscape FOLDER ARCHITECTURE POINTS THREADS PRECISION [WIDTH ...]\n");
    return 2;
  }
  try
  {
    NetworkOptions network;
    network.Architecture = argv[2];
    network.HiddenWidths.clear();
    for (int i = 6; i < argc; ++i)
    {
      network.HiddenWidths.push_back(std::atoll(argv[i]));
    }
    Measure(MakePlane(argv[1], network, argv[5]), std::atoi(argv[3]), std::atoi(argv[4]));
  }
  catch (const std::exception& error)
  {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
