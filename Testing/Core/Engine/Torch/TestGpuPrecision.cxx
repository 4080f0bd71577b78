// SPDX-License-Identifier: BSD-3-Clause
// Truth: the same operations in double precision on the processor. TF32 keeps 11 significant bits
// of each factor, single precision 24: an error tells which of them an operation ran in.
#include "Testing/Core/Engine/GpuTesting.h"

#include "Core/Engine/Torch/GpuPrecision.h"
#include "Core/Engine/Torch/Workers.h"

#include <array>
#include <functional>
#include <thread>

using namespace losslandscape;

namespace
{

/// Errors below the one are those of single precision, above the other those of TF32.
constexpr double SinglePrecision = 1e-5;
constexpr double ReducedPrecision = 5e-5;

struct Operation
{
  const char* Name;
  std::vector<std::int64_t> Input;
  std::vector<std::int64_t> Weight;
  torch::Tensor (*Apply)(const torch::Tensor& input, const torch::Tensor& weight);
};

void PrintTo(const Operation& operation, std::ostream* stream)
{
  *stream << operation.Name;
}

torch::Tensor Convolve(const torch::Tensor& input, const torch::Tensor& weight)
{
  return torch::conv2d(
    input.contiguous(torch::MemoryFormat::ChannelsLast), weight, {}, /*stride=*/1, /*padding=*/1);
}

torch::Tensor Multiply(const torch::Tensor& input, const torch::Tensor& weight)
{
  return torch::matmul(input, weight);
}

/// Outputs, gradient, and product of the Hessian with a vector: what a forward pass, a backward
/// pass and a backward pass through that one give.
using Passes = std::array<torch::Tensor, 3>;
constexpr std::array<const char*, 3> PassNames = { "forward", "backward", "twice backward" };

Passes Run(const Operation& operation, const torch::TensorOptions& options)
{
  torch::manual_seed(8);
  const auto input = torch::randn(operation.Input).to(options);
  const auto along = torch::randn(operation.Weight).to(options);
  const auto weight = torch::randn(operation.Weight).to(options).set_requires_grad(true);
  const auto outputs = operation.Apply(input, weight);
  const auto gradient =
    torch::autograd::grad({ outputs.square().mean() }, { weight }, {}, true, true)[0];
  const auto product = torch::autograd::grad({ gradient }, { weight }, { along })[0];
  return { outputs.detach(), gradient.detach(), product.detach() };
}

std::array<double, 3> ErrorsOnGpu(const Operation& operation)
{
  const Passes exact = Run(operation, torch::kFloat64);
  const Passes found = Run(operation, torch::TensorOptions(Gpu).dtype(torch::kFloat32));
  std::array<double, 3> errors = {};
  for (std::size_t i = 0; i < errors.size(); ++i)
  {
    const auto difference = found[i].to(torch::kCPU, torch::kFloat64) - exact[i];
    errors[i] = (difference.norm() / exact[i].norm()).item<double>();
  }
  return errors;
}

/// Runs `work` as a task of a worker on the GPU.
void RunTask(const std::function<void()>& work)
{
  RunTasks(1, { 1, Gpu },
    [&]() -> Task { return [&](std::int64_t, const std::function<bool()>&) { work(); }; }, {});
}

/// Looks at LibTorch's switches while a backward pass runs through it.
struct Probe : torch::autograd::Function<Probe>
{
  static torch::Tensor forward(torch::autograd::AutogradContext*, const torch::Tensor& input)
  {
    return input.clone();
  }

  static torch::autograd::variable_list backward(
    torch::autograd::AutogradContext*, torch::autograd::variable_list gradients)
  {
    Thread = std::this_thread::get_id();
    AllowsTF32 = ProgramAllowsTF32::Now();
    return gradients;
  }

  inline static std::thread::id Thread;
  inline static bool AllowsTF32 = false;
};

void RunThroughProbe()
{
  const auto input = torch::ones({ 4 }, torch::TensorOptions(Gpu)).set_requires_grad(true);
  Probe::Thread = std::this_thread::get_id();
  Probe::apply(input).sum().backward();
  EXPECT_NE(Probe::Thread, std::this_thread::get_id());
}

} // namespace

class GpuSwitches : public OnGpu
{
};

/// LibTorch runs backward passes on a GPU in threads of its own.
TEST_F(GpuSwitches, HoldInTheThreadsOfBackwardPasses)
{
  const ProgramAllowsTF32 program(true);
  RunTask(
    []
    {
      RunThroughProbe();
      EXPECT_FALSE(Probe::AllowsTF32);
      const GpuPrecision reduced(Precision::TensorFloat32, Gpu);
      RunThroughProbe();
      EXPECT_TRUE(Probe::AllowsTF32);
    });
  RunThroughProbe();
  EXPECT_TRUE(Probe::AllowsTF32);
}

class GpuOperation : public OnGpu, public testing::WithParamInterface<Operation>
{
};

TEST_P(GpuOperation, IsInSinglePrecisionInEveryPass)
{
  const ProgramAllowsTF32 program(true);
  std::array<double, 3> errors = {};
  RunTask([&] { errors = ErrorsOnGpu(GetParam()); });
  for (std::size_t i = 0; i < errors.size(); ++i)
  {
    NoteError(PassNames[i], errors[i]);
    EXPECT_LT(errors[i], SinglePrecision) << PassNames[i];
  }
}

/// Without this the test above would prove nothing.
TEST_P(GpuOperation, IsInTF32InEveryPassIfThatIsAskedFor)
{
  if (!GpuHasReducedPrecision(Gpu))
  {
    GTEST_SKIP() << "this GPU has no TF32";
  }
  const GpuPrecision reduced(Precision::TensorFloat32, Gpu);
  const auto errors = ErrorsOnGpu(GetParam());
  for (std::size_t i = 0; i < errors.size(); ++i)
  {
    NoteError(PassNames[i], errors[i]);
    EXPECT_GT(errors[i], ReducedPrecision) << PassNames[i];
    EXPECT_LT(errors[i], 1e-2) << PassNames[i];
  }
}

INSTANTIATE_TEST_SUITE_P(All, GpuOperation,
  testing::Values(Operation{ "convolution", { 16, 64, 16, 16 }, { 64, 64, 3, 3 }, Convolve },
    Operation{ "product", { 256, 512 }, { 512, 256 }, Multiply },
    Operation{ "batched_product", { 8, 128, 64 }, { 8, 64, 128 }, Multiply }),
  [](const auto& info) { return std::string(info.param.Name); });
