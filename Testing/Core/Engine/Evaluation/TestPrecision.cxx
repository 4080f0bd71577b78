// SPDX-License-Identifier: BSD-3-Clause
// Truth: Testing/Python/reference/make_bfloat16.py, which rounds weights and activations by itself
// and computes in double precision between.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Evaluation/EvaluationKey.h"
#include "Core/Engine/Evaluation/PrecisionError.h"
#include "Core/Engine/Plane/PlaneInternals.h"
#include "Core/Engine/Problem/Executor.h"
#include "Core/Engine/Torch/GpuPrecision.h"
#include "Core/Engine/Torch/TorchVersion.h"
#include "Core/Files/NumPy/Npz.h"

#include <algorithm>
#include <cmath>
#include <limits>

using namespace losslandscape;

namespace
{

using Numbers = std::vector<double>;

constexpr double Infinity = std::numeric_limits<double>::infinity();
constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

Numbers Truth(const std::string& network, const std::string& array)
{
  for (const auto& [name, values] : ReadNpz(Reference("bfloat16/" + network + ".npz")))
  {
    if (name == array)
    {
      return values.ToDouble();
    }
  }
  ADD_FAILURE() << array << " is missing";
  return {};
}

ProblemOptions ReducedProblem(const std::string& network)
{
  ProblemOptions options;
  options.Network.Architecture = network;
  options.Network.HiddenWidths = { 32, 16 };
  options.Network.WeightsFile = Reference(network + "_state_dict.pt");
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Reference("bfloat16/" + network + ".npz");
  options.Device = "cpu";
  options.BatchSize = 9;
  options.Precision = Precision::BFloat16;
  return options;
}

Plane PlaneOf(const ProblemOptions& options)
{
  return Plane(std::make_shared<const Problem>(options), 2, {});
}

Numbers SampleLosses(Executor& network, const Plane& plane)
{
  const torch::NoGradGuard noGradient;
  Numbers losses;
  network.MoveTo({ 0.0, 0.0, 0.0 });
  for (const auto& batch : plane.GetProblem().GetInternals().Batches)
  {
    const auto found = network.Losses(batch).Losses;
    losses.insert(losses.end(), found.data_ptr<double>(), found.data_ptr<double>() + found.numel());
  }
  return losses;
}

double RootMeanSquareDifference(const Numbers& one, const Numbers& other)
{
  double sum = 0.0;
  for (std::size_t i = 0; i < one.size(); ++i)
  {
    sum += (one[i] - other[i]) * (one[i] - other[i]);
  }
  return std::sqrt(sum / static_cast<double>(one.size()));
}

/// What suffices for every precision on a processor.
PrecisionMeans EverythingOnTheProcessor()
{
  PrecisionMeans means;
  means.IsSinglePrecision = true;
  means.HasFusedKernels = true;
  means.ProcessorHasBFloat16 = true;
  means.HasKernelsAlone = true;
  return means;
}

std::string RefusalOf(Precision precision, const PrecisionMeans& means)
{
  return ErrorText([&] { RequirePrecision(precision, means); });
}

} // namespace

/// Networks in bfloat16; where the processor has none, that they are refused is what can be tested.
class ReducedNetwork : public testing::TestWithParam<const char*>
{
protected:
  void SetUp() override
  {
    if (!FusedKernelsHaveBFloat16())
    {
      ExpectContains(ErrorText([] { Problem(ReducedProblem(GetParam())); }), "AVX512-BF16");
      GTEST_SKIP() << "this processor does not compute in bfloat16";
    }
  }
};

/// Sums in another order flip some roundings of activations (see make_bfloat16.py); a weight or an
/// activation that was not rounded, or rounded elsewhere, would be seen as most of the error that
/// rounding makes.
TEST_P(ReducedNetwork, RoundsWeightsAndActivationsAndNothingElse)
{
  const Plane plane = PlaneOf(ReducedProblem(GetParam()));
  const auto network = MakeExecutor(plane.GetProblem(), plane.GetInternals().Moves);
  const Numbers losses = SampleLosses(*network, plane);
  const Numbers rounded = Truth(GetParam(), "losses");
  const Numbers exact = Truth(GetParam(), "exact_losses");
  ASSERT_EQ(losses.size(), rounded.size());
  const double ofRounding = RootMeanSquareDifference(rounded, exact);
  EXPECT_LT(RootMeanSquareDifference(losses, rounded), 0.3 * ofRounding);
  EXPECT_GT(RootMeanSquareDifference(losses, exact), 0.5 * ofRounding);
}

TEST_P(ReducedNetwork, HasTheSameBitsForAnyThreadsAndExtents)
{
  const Plane plane = PlaneOf(ReducedProblem(GetParam()));
  const Grid grid(2, { 4, 3, 1 }, { -1, 1, -1, 1, 0, 0 });
  const Numbers one = EvaluateAll(plane, grid, 1).Loss;
  EXPECT_EQ(EvaluateAll(plane, grid, 3).Loss, one);
  EXPECT_EQ(EvaluateExtent(plane, grid, { 0, 3, 1, 1, 0, 0 }).Loss,
    Numbers(one.begin() + 4, one.begin() + 8));
}

INSTANTIATE_TEST_SUITE_P(All, ReducedNetwork,
  testing::Values("mlp", "resnet8", "resnet8-noskip", "resnet20"),
  [](const auto& info)
  {
    std::string name = info.param;
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
  });

TEST(Precision, ErrorIsTheDifferenceOfTwoLandscapes)
{
  if (!FusedKernelsHaveBFloat16())
  {
    GTEST_SKIP() << "this processor does not compute in bfloat16";
  }
  ProblemOptions options = ReducedProblem("resnet8");
  const Plane reduced = PlaneOf(options);
  options.Precision = Precision::NetworksOwn;
  const Plane own = PlaneOf(options);
  // Of 5 x 9 points the corners, the middle of the sides and the centre.
  const Grid grid(2, { 5, 9, 1 }, { -1, 1, -0.5, 0.75, 0, 0 });
  const Numbers reducedLosses = EvaluateAll(reduced, grid).Loss;
  const Numbers ownLosses = EvaluateAll(own, grid).Loss;
  double absolute = 0.0;
  double relative = 0.0;
  for (const int j : { 0, 4, 8 })
  {
    for (const int i : { 0, 2, 4 })
    {
      const double difference = std::fabs(reducedLosses[5 * j + i] - ownLosses[5 * j + i]);
      absolute = std::max(absolute, difference);
      relative = std::max(relative, difference / ownLosses[5 * j + i]);
    }
  }
  EvaluationStore nowhere;
  const PrecisionError error = MeasurePrecisionError(nowhere, reduced, grid, 2);
  EXPECT_EQ(error.Samples, 9);
  EXPECT_EQ(error.Absolute, absolute);
  EXPECT_EQ(error.Relative, relative);
  EXPECT_GT(absolute, 0.0);
}

TEST(Precision, OfTwoPrecisionsHaveDifferentKeys)
{
  if (!FusedKernelsHaveBFloat16())
  {
    GTEST_SKIP() << "this processor does not compute in bfloat16";
  }
  ProblemOptions options = ReducedProblem("mlp");
  const std::string reduced = EvaluationKey(PlaneOf(options));
  options.Precision = Precision::NetworksOwn;
  EXPECT_NE(EvaluationKey(PlaneOf(options)), reduced);
}

TEST(Precision, ErrorsOfLossesThatAreNotFinite)
{
  const PrecisionError none = CompareLosses({ NaN, Infinity }, { NaN, NaN });
  EXPECT_EQ(none.Samples, 0);
  EXPECT_TRUE(std::isnan(none.Absolute) && std::isnan(none.Relative));

  const PrecisionError some = CompareLosses({ 2.0, NaN, 0.0, 4.5 }, { 2.5, Infinity, 0.0, 4.0 });
  EXPECT_EQ(some.Samples, 3);
  EXPECT_EQ(some.Absolute, 0.5);
  EXPECT_EQ(some.Relative, 0.2);

  EXPECT_EQ(CompareLosses({ NaN, 1.0 }, { 1.0, 1.0 }).Absolute, Infinity);
  EXPECT_EQ(CompareLosses({ 1.0 }, { NaN }).Relative, Infinity);
  EXPECT_EQ(CompareLosses({ 1.0 }, { 0.0 }).Relative, Infinity);
}

TEST(Precision, SamplesAreCornersCentreAndSomeBetween)
{
  using Places = std::vector<std::array<double, 3>>;
  EXPECT_EQ(PrecisionSamples(Grid(1, { 3, 1, 1 }, { -1, 1, 0, 0, 0, 0 })),
    (Places{ { -1, 0, 0 }, { 0, 0, 0 }, { 1, 0, 0 } }));
  EXPECT_EQ(PrecisionSamples(Grid(1, { 101, 1, 1 }, { 0, 1, 0, 0, 0, 0 })).size(), 9u);
  EXPECT_EQ(PrecisionSamples(Grid(2, { 1, 1, 1 }, { 2, 2, 4, 4, 0, 0 })), (Places{ { 2, 4, 0 } }));
  const Places volume = PrecisionSamples(Grid(3, { 3, 5, 7 }, { -1, 1, 0, 4, 0, 6 }));
  EXPECT_EQ(volume.size(), 9u);
  for (const auto& place : Places{ { -1, 0, 0 }, { 1, 4, 0 }, { 1, 0, 6 }, { 0, 2, 3 } })
  {
    EXPECT_NE(std::find(volume.begin(), volume.end(), place), volume.end());
  }
}

TEST(Precision, IsRefusedWhereItCannotBeHad)
{
  const auto everything = EverythingOnTheProcessor();
  EXPECT_NO_THROW(RequirePrecision(Precision::BFloat16, everything));
  EXPECT_NO_THROW(RequirePrecision(Precision::NetworksOwn, PrecisionMeans()));
  ExpectContains(RefusalOf(Precision::TensorFloat32, everything), "NVIDIA GPU");

  PrecisionMeans means = everything;
  means.IsSinglePrecision = false;
  ExpectContains(RefusalOf(Precision::BFloat16, means), "single precision");
  means = everything;
  means.HasFusedKernels = false;
  ExpectContains(RefusalOf(Precision::BFloat16, means), "oneDNN");
  means = everything;
  means.ProcessorHasBFloat16 = false;
  ExpectContains(RefusalOf(Precision::BFloat16, means), "AVX512-BF16");
  means = everything;
  means.HasKernelsAlone = false;
  const std::string text = RefusalOf(Precision::BFloat16, means);
  ExpectContains(text, "bfloat16");
  ExpectContains(text, "operators that have no such kernel");
  ExpectContains(text, "choose Precision = Network's Own");
}

TEST(Precision, OnAGpuNeedsOneThatComputesInIt)
{
  PrecisionMeans means;
  means.IsSinglePrecision = true;
  means.IsOnGpu = true;
  for (const Precision precision : { Precision::BFloat16, Precision::TensorFloat32 })
  {
    means.GpuHasReducedPrecision = true;
    EXPECT_NO_THROW(RequirePrecision(precision, means));
    means.GpuHasReducedPrecision = false;
    ExpectContains(RefusalOf(precision, means), "compute capability");
  }
}

TEST(Precision, ProblemsSayWhatTheyLack)
{
  ProblemOptions options = ReducedProblem("mlp");
  options.Precision = Precision::TensorFloat32;
  ExpectContains(ErrorText([&] { Problem problem(options); }), "NVIDIA GPU");
  if (FusedKernelsHaveBFloat16())
  {
    options.Precision = Precision::BFloat16;
    options.Network.NetworkFile = Reference("mlp/objective_scripted.pt");
    options.Network.WeightsFile.clear();
    options.Loss = LossKind::NetworkOutput;
    ExpectContains(ErrorText([&] { Problem problem(options); }), "computes its own loss");
  }
}

/// LibTorch's switches can be looked at without a GPU.
TEST(Precision, OnAGpuIsSwitchedForOneBatch)
{
  const torch::Device gpu(torch::kCUDA, 0);
  const at::Context& context = at::globalContext();
  const bool before = context.allowTF32CuDNN();
  {
    const GpuPrecision own(Precision::NetworksOwn, gpu);
    EXPECT_FALSE(context.allowTF32CuDNN() || context.allowTF32CuBLAS());
    EXPECT_FALSE(IsGpuAutocastEnabled());
  }
  {
    const GpuPrecision single(Precision::TensorFloat32, gpu);
    EXPECT_TRUE(context.allowTF32CuDNN() && context.allowTF32CuBLAS());
    EXPECT_FALSE(IsGpuAutocastEnabled());
  }
  {
    const GpuPrecision half(Precision::BFloat16, gpu);
    EXPECT_TRUE(IsGpuAutocastEnabled());
    EXPECT_FALSE(at::autocast::is_autocast_cache_enabled());
    EXPECT_EQ(GpuAutocastType(), torch::kBFloat16);
    EXPECT_FALSE(context.allowTF32CuDNN() || context.allowTF32CuBLAS());
  }
  EXPECT_FALSE(IsGpuAutocastEnabled());
  EXPECT_TRUE(at::autocast::is_autocast_cache_enabled());
  EXPECT_EQ(context.allowTF32CuDNN(), before);
  const GpuPrecision nothing(Precision::BFloat16, torch::kCPU);
  EXPECT_FALSE(IsGpuAutocastEnabled());
}
