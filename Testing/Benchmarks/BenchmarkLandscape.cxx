// SPDX-License-Identifier: BSD-3-Clause
// How fast landscape points are evaluated, next to what the machine can do at most.
//
//   BenchmarkLandscape [architecture] [images] [points]
//
// A CIFAR-shaped network (default resnet20) with random weights on random 3x32x32 images (default
// 1,000); points per second with one worker and with all, the arithmetic rate of the network (2 x
// multiply-adds of convolutions and linear layers), and the rate of single-precision matrix
// products with the same number of single-threaded workers in the same run.
#include "Core/Common/Random.h"
#include "Core/Files/Checkpoint.h"
#include "Core/Network/BuiltInNetwork.h"
#include "Core/Network/DenseTensor.h"
#include "Core/Network/GridEvaluation.h"
#include "Core/Network/ThreadControl.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

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

/// Multiply-adds of one image, counted from the shapes: a convolution's weights times its pixels.
double MultiplyAdds(const NamedTensors& parameters)
{
  double total = 0.0;
  double pixels = 32 * 32;
  for (const auto& [name, tensor] : parameters)
  {
    if (name == "layer2.0.conv1.weight" || name == "layer3.0.conv1.weight")
    {
      pixels /= 4;
    }
    if (tensor.dim() >= 2)
    {
      total += static_cast<double>(tensor.numel()) * (tensor.dim() == 4 ? pixels : 1.0);
    }
  }
  return total;
}

std::string WriteImages(const std::filesystem::path& folder, std::int64_t count)
{
  Random random(1);
  std::vector<float> inputs(static_cast<std::size_t>(count * 3 * 32 * 32));
  for (float& value : inputs)
  {
    value = static_cast<float>(random.Normal());
  }
  std::vector<std::int64_t> labels(static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i)
  {
    labels[i] = i % 10;
  }
  const auto path = (folder / "images.pt").string();
  WriteCheckpoint(path,
    { { "inputs", DenseArray::FromFloat({ count, 3, 32, 32 }, inputs) },
      { "targets", DenseArray::FromInt64({ count }, labels) } });
  return path;
}

std::string WriteWeights(const std::filesystem::path& folder, const NamedTensors& state)
{
  NamedArrays arrays;
  for (const auto& [name, tensor] : state)
  {
    arrays.emplace_back(name, ToDenseArray(tensor));
  }
  const auto path = (folder / "weights.pt").string();
  WriteCheckpoint(path, arrays);
  return path;
}

void Measure(const Plane& plane, int points, int threads, double flopPerPoint)
{
  const Grid grid(1, { points, 1, 1 }, { -1, 1, 0, 0, 0, 0 });
  std::vector<double> loss(points), accuracy(points), error(points);
  const auto evaluate = [&](const Extent& extent) {
    EvaluateGrid(plane, grid, extent, threads, { loss.data(), accuracy.data(), error.data() });
  };
  evaluate({ 0, threads - 1, 0, 0, 0, 0 });
  const double product = MatrixProductRate(threads);
  const double seconds = Seconds([&] { evaluate(grid.WholeExtent()); });
  const double rate = flopPerPoint * points / seconds / 1e9;
  std::printf("%8d %12.3f %14.2f %12.1f %16.1f %8.0f %%\n", threads, points / seconds,
    seconds / points, rate, product, 100.0 * rate / product);
}

} // namespace

int main(int argc, char** argv)
{
  const std::string architecture = argc > 1 ? argv[1] : "resnet20";
  const std::int64_t images = argc > 2 ? std::atoll(argv[2]) : 1000;
  const int points = argc > 3 ? std::atoi(argv[3]) : 8;
  const auto folder = std::filesystem::temp_directory_path() / "losslandscape-benchmark";
  std::filesystem::create_directories(folder);
  try
  {
    const auto network = MakeBuiltInNetwork({ architecture, {}, { 3, 32, 32 }, 10 });
    ProblemOptions options;
    options.Network.Architecture = architecture;
    options.Network.WeightsFile = WriteWeights(folder, network->State());
    options.Data.Kind = DatasetKind::TensorFile;
    options.Data.Path = WriteImages(folder, images);
    options.Device = "cpu";
    const Plane plane(std::make_shared<const Problem>(options), 1, {});
    const double flop = 2.0 * MultiplyAdds(network->Parameters()) * static_cast<double>(images);
    std::printf("%s, %lld images of 3x32x32, %.1f GFLOP per landscape point, batches of %lld\n",
      architecture.c_str(), static_cast<long long>(images), flop / 1e9,
      static_cast<long long>(plane.GetProblem().BatchSize()));
    std::printf("%8s %12s %14s %12s %16s %10s\n", "workers", "points/s", "seconds/point", "GFLOP/s",
      "sgemm GFLOP/s", "share");
    for (int threads = 1; threads <= AvailableThreads(); ++threads)
    {
      Measure(plane, points, threads, flop);
    }
  }
  catch (const std::exception& error)
  {
    std::fprintf(stderr, "%s\n", error.what());
    std::filesystem::remove_all(folder);
    return 1;
  }
  std::filesystem::remove_all(folder);
  return 0;
}
