// SPDX-License-Identifier: BSD-3-Clause
// Times the evaluation of landscape points, and single-precision matrix products beside it.
//
//   BenchmarkLandscape FOLDER NETWORK POINTS THREADS PRECISION [OPTION ...] [WIDTH ...]
//
// FOLDER holds weights.pt, images.pt (inputs, targets), direction1.pt and direction2.pt. NETWORK is
// a built-in network, or a network file: what ends in .pt or .pt2. POINTS of
// the plane lie on the line from (-1, 0.25) to (1, 0.25); PRECISION is `own`, `bfloat16` or `TF32`;
// WIDTHs are those of a perceptron's hidden layers. Options:
//
//   --device NAME       where the network runs: cpu, which is the default, or a GPU such as cuda
//   --batch-size N      samples per forward pass; 0, which is the default, is automatic
//   --seconds S         evaluates no further points after so many seconds
//
// Prints as JSON: seconds per point, how many points were evaluated, the matrix products' GFLOP/s
// before and after (on the processor with the same number of workers, on a GPU in the same
// precision), the batch size, the multiply-adds of a sample and the losses. evaluator.py and gpu.py
// call it.
#include "Core/Common/Error.h"
#include "Core/Common/TextEnds.h"
#include "Core/Engine/Evaluation/PointEvaluation.h"
#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Engine/Torch/GpuPrecision.h"
#include "Core/Engine/Torch/ThreadControl.h"

#include <torch/torch.h>

#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <limits>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

using namespace losslandscape;

namespace
{

struct Arguments
{
  std::string Folder;
  NetworkOptions Network;
  int Points = 0;
  int Threads = 0;
  losslandscape::Precision Precision = losslandscape::Precision::NetworksOwn;
  std::string Device = "cpu";
  std::int64_t BatchSize = 0;
  double Seconds = std::numeric_limits<double>::infinity();
};

Precision PrecisionOf(const std::string& name)
{
  return name == "bfloat16" ? Precision::BFloat16
    : name == "TF32"        ? Precision::TensorFloat32
                            : Precision::NetworksOwn;
}

Arguments Parse(char** begin, char** end)
{
  Arguments arguments;
  arguments.Folder = begin[0];
  const std::string network = begin[1];
  (EndsWith(network, ".pt") || EndsWith(network, ".pt2") ? arguments.Network.NetworkFile
                                                         : arguments.Network.Architecture) =
    network;
  arguments.Network.HiddenWidths.clear();
  arguments.Points = std::atoi(begin[2]);
  arguments.Threads = std::atoi(begin[3]);
  arguments.Precision = PrecisionOf(begin[4]);
  for (char** next = begin + 5; next < end; ++next)
  {
    const std::string name = *next;
    const char* value = next + 1 < end ? next[1] : "";
    if (name == "--device")
    {
      arguments.Device = value;
    }
    else if (name == "--batch-size")
    {
      arguments.BatchSize = std::atoll(value);
    }
    else if (name == "--seconds")
    {
      arguments.Seconds = std::atof(value);
    }
    else
    {
      arguments.Network.HiddenWidths.push_back(std::atoll(*next));
      continue;
    }
    ++next;
  }
  return arguments;
}

class Clock
{
public:
  double Seconds() const
  {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - this->Start).count();
  }

private:
  const std::chrono::steady_clock::time_point Start = std::chrono::steady_clock::now();
};

/// GFLOP/s of `count` products of square matrices.
double Rate(double size, double count, double seconds)
{
  return 2.0 * size * size * size * count / seconds / 1e9;
}

/// The processor's rate of 1024 x 1024 products, each worker with its own matrices on one thread.
double ProcessorRate(int workers)
{
  constexpr int size = 1024;
  constexpr int repeats = 20;
  const SequentialBlas sequentialBlas;
  const Clock clock;
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
  return Rate(size, repeats * workers, clock.Seconds());
}

/// A GPU's rate of 8192 x 8192 products.
double GpuRate(const torch::Device& device, Precision precision)
{
  constexpr int size = 8192;
  constexpr int repeats = 10;
  const torch::NoGradGuard noGradient;
  const bool isHalf = precision == Precision::BFloat16;
  const GpuPrecision guard(isHalf ? Precision::NetworksOwn : precision, device);
  // Zeros would cost the card less power, and be multiplied faster.
  const auto a = torch::randn({ size, size }, torch::TensorOptions(device))
                   .to(isHalf ? torch::kBFloat16 : torch::kFloat32);
  auto product = torch::mm(a, a);
  torch::cuda::synchronize();
  const Clock clock;
  for (int i = 0; i < repeats; ++i)
  {
    torch::mm_out(product, a, a);
  }
  torch::cuda::synchronize();
  return Rate(size, repeats, clock.Seconds());
}

double MatrixProductRate(const Problem& problem, int workers)
{
  const torch::Device device = problem.GetInternals().Device;
  return device.is_cuda() ? GpuRate(device, problem.Options().Precision) : ProcessorRate(workers);
}

Plane MakePlane(const Arguments& arguments)
{
  ProblemOptions options;
  options.Network = arguments.Network;
  options.Network.WeightsFile = arguments.Folder + "/weights.pt";
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = arguments.Folder + "/images.pt";
  options.Device = arguments.Device;
  options.BatchSize = arguments.BatchSize;
  options.Precision = arguments.Precision;
  DirectionOptions directions;
  directions.Method = DirectionMethod::File;
  directions.Files = { arguments.Folder + "/direction1.pt", arguments.Folder + "/direction2.pt" };
  return Plane(std::make_shared<const Problem>(options), 2, directions);
}

/// The points that were evaluated, and when the last of them was.
struct Measurement
{
  std::vector<double> Losses;
  int Points = 0;
  double Seconds = 0.0;
};

/// Evaluates the first `count` of all points, as long as there is time.
Measurement Evaluate(const Plane& plane, const Arguments& arguments, int count)
{
  constexpr double NaN = std::numeric_limits<double>::quiet_NaN();
  Measurement measurement = { std::vector<double>(static_cast<std::size_t>(count), NaN) };
  const PlanePoints points = { count,
    [&](std::int64_t point) -> std::array<double, 3> {
      return { -1.0 + 2.0 * static_cast<double>(point) / (arguments.Points - 1), 0.25, 0.0 };
    } };
  std::mutex mutex;
  const Clock clock;
  try
  {
    EvaluationStore nowhere;
    EvaluatePoints(
      nowhere, plane, points, arguments.Threads,
      [&](std::int64_t point, const LossValue& value)
      {
        const std::lock_guard<std::mutex> lock(mutex);
        measurement.Losses[static_cast<std::size_t>(point)] = value.Loss;
        measurement.Seconds = clock.Seconds();
        ++measurement.Points;
      },
      [&](double) { return clock.Seconds() < arguments.Seconds; });
  }
  catch (const Aborted&)
  {
    // The time is up.
  }
  if (measurement.Points == 0)
  {
    throw Error("no point was evaluated in the time").Advice("give it more --seconds");
  }
  return measurement;
}

void Measure(const Plane& plane, const Arguments& arguments)
{
  const Problem& problem = plane.GetProblem();
  Evaluate(plane, arguments, arguments.Threads);
  const double before = MatrixProductRate(problem, arguments.Threads);
  const Measurement measurement = Evaluate(plane, arguments, arguments.Points);
  const double after = MatrixProductRate(problem, arguments.Threads);
  std::printf("{\"seconds_per_point\": %.6g, \"points\": %d, "
              "\"matrix_product_gflops\": [%.6g, %.6g], \"batch_size\": %lld, "
              "\"multiply_adds\": %lld, \"losses\": [",
    measurement.Seconds / measurement.Points, measurement.Points, before, after,
    static_cast<long long>(problem.BatchSize()),
    static_cast<long long>(problem.Description().MultiplyAdds));
  const char* separator = "";
  for (const double loss : measurement.Losses)
  {
    // JSON has no NaN.
    std::isnan(loss) ? std::printf("%snull", separator) : std::printf("%s%.17g", separator, loss);
    separator = ", ";
  }
  std::printf("]}\n");
}

} // namespace

int main(int argc, char** argv)
{
  if (argc < 6)
  {
    std::fprintf(stderr,
      "usage: BenchmarkLandscape FOLDER NETWORK POINTS THREADS PRECISION [--device NAME] "
      "[--batch-size N] [--seconds S] [WIDTH ...]\n");
    return 2;
  }
  try
  {
    const Arguments arguments = Parse(argv + 1, argv + argc);
    Measure(MakePlane(arguments), arguments);
  }
  catch (const std::exception& error)
  {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
