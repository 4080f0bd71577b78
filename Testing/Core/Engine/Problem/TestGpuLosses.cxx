// SPDX-License-Identifier: BSD-3-Clause
// Truth: the losses of the same problem on the processor.
#include "Testing/Core/Engine/GpuTesting.h"

#include "Core/Engine/Evaluation/PrecisionError.h"
#include "Core/Engine/Torch/GpuPrecision.h"

#include <algorithm>
#include <cmath>
#include <thread>

using namespace losslandscape;

namespace
{

/// Largest relative difference between a loss on the GPU and on the processor.
constexpr double Tolerance = 1e-5;

using Places = std::vector<std::array<double, 3>>;
using Numbers = std::vector<double>;

const Places Some = { { 0.0, 0.0, 0.0 }, { -0.5, 0.25, 0.0 }, { 0.25, 0.5, 0.0 },
  { 1.0, -1.0, 0.0 } };

std::vector<LossValue> ValuesAt(const Plane& plane, const Places& places, int threads = 1)
{
  std::vector<LossValue> values(places.size());
  const PlanePoints points = { static_cast<std::int64_t>(places.size()),
    [&](std::int64_t point) { return places[point]; } };
  EvaluatePoints(plane, points, threads,
    [&](std::int64_t point, const LossValue& value) { values[point] = value; });
  return values;
}

Numbers LossesAt(const Plane& plane, const Places& places, int threads = 1)
{
  Numbers losses;
  for (const LossValue& value : ValuesAt(plane, places, threads))
  {
    losses.push_back(value.Loss);
  }
  return losses;
}

Plane GpuPlane(const ProblemOptions& options, Precision precision = Precision::NetworksOwn)
{
  ProblemOptions reduced = options;
  reduced.Precision = precision;
  return WholePlane(GpuProblem(reduced));
}

double RelativeDifference(double found, double right)
{
  return std::fabs(found - right) / std::fabs(right);
}

} // namespace

class GpuLosses : public OnGpu, public testing::WithParamInterface<RandomCase>
{
};

TEST_P(GpuLosses, AreThoseOfTheProcessor)
{
  const ProblemOptions options = GetParam().Make();
  const auto found = ValuesAt(GpuPlane(options), Some);
  const auto right = ValuesAt(WholePlane(std::make_shared<const Problem>(options)), Some);
  double largest = 0.0;
  for (std::size_t i = 0; i < Some.size(); ++i)
  {
    SCOPED_TRACE(i);
    const double difference = RelativeDifference(found[i].Loss, right[i].Loss);
    largest = std::max(largest, difference);
    EXPECT_LT(difference, Tolerance) << right[i].Loss;
    EXPECT_LT(RelativeDifference(found[i].StandardError, right[i].StandardError), 10 * Tolerance);
    EXPECT_EQ(found[i].Accuracy, right[i].Accuracy);
  }
  NoteError("losses", largest);
}

/// Rates of arithmetic are computed from this.
TEST_P(GpuLosses, CountAsManyMultiplyAddsAsOnTheProcessor)
{
  const ProblemOptions options = GetParam().Make();
  EXPECT_EQ(
    GpuProblem(options)->Description().MultiplyAdds, Problem(options).Description().MultiplyAdds);
}

TEST_P(GpuLosses, HaveTheSameBitsInAnyOrderAndWithAnyThreads)
{
  const Plane plane = GpuPlane(GetParam().Make());
  const Numbers losses = LossesAt(plane, Some);
  const Numbers again = LossesAt(plane, { Some.rbegin(), Some.rend() });
  EXPECT_EQ(Numbers(again.rbegin(), again.rend()), losses);
  EXPECT_EQ(LossesAt(plane, Some, 2), losses);
  EXPECT_EQ(LossesAt(plane, { Some[2] }), Numbers{ losses[2] });
}

TEST_P(GpuLosses, DoNotUseTF32ThoughTheProgramDoes)
{
  const ProblemOptions options = GetParam().Make();
  Numbers losses;
  {
    const ProgramAllowsTF32 program(false);
    losses = LossesAt(GpuPlane(options), Some);
  }
  const ProgramAllowsTF32 program(true);
  EXPECT_EQ(LossesAt(GpuPlane(options), Some), losses);
  EXPECT_TRUE(ProgramAllowsTF32::Now());
}

INSTANTIATE_TEST_SUITE_P(All, GpuLosses, testing::ValuesIn(RandomCases()),
  [](const auto& info) { return info.param.Name; });

class GpuReducedPrecision : public OnGpu, public testing::WithParamInterface<RandomCase>
{
protected:
  void SetUp() override
  {
    OnGpu::SetUp();
    if (!IsSkipped() && !GpuHasReducedPrecision(Gpu))
    {
      GTEST_SKIP() << "this GPU computes neither in bfloat16 nor in TF32";
    }
  }
};

/// How far losses are off depends on the network: what is looked at is that they are, not more than
/// so many bits explain, and that the exact ones are exact afterwards.
TEST_P(GpuReducedPrecision, IsOffByWhatItsBitsExplain)
{
  const ProblemOptions options = GetParam().Make();
  const Grid grid(2, { 3, 3, 1 }, { -1, 1, -1, 1, 0, 0 });
  const Plane own = GpuPlane(options);
  const Numbers losses = LossesAt(own, Some);
  EvaluationStore nowhere;
  const auto single =
    MeasurePrecisionError(nowhere, GpuPlane(options, Precision::TensorFloat32), grid, 1);
  const auto half = MeasurePrecisionError(nowhere, GpuPlane(options, Precision::BFloat16), grid, 1);
  NoteError("TF32", single.Relative);
  NoteError("bfloat16", half.Relative);
  EXPECT_EQ(single.Samples, 9);
  EXPECT_EQ(half.Samples, 9);
  EXPECT_GT(single.Relative, 0.0);
  EXPECT_LT(single.Relative, 0.02);
  EXPECT_GT(half.Relative, single.Relative);
  EXPECT_LT(half.Relative, 0.2);
  EXPECT_EQ(LossesAt(own, Some), losses);
}

INSTANTIATE_TEST_SUITE_P(First, GpuReducedPrecision, testing::ValuesIn(FirstOf(RandomCases(), 3)),
  [](const auto& info) { return info.param.Name; });

class GpuPlanes : public OnGpu
{
};

/// A window evaluates landscapes in the background.
TEST_F(GpuPlanes, OfTwoPrecisionsCanBeEvaluatedAtOnce)
{
  if (!GpuHasReducedPrecision(Gpu))
  {
    GTEST_SKIP() << "this GPU has no TF32";
  }
  const ProblemOptions options = RandomCases()[0].Make();
  const Plane own = GpuPlane(options);
  const Plane reduced = GpuPlane(options, Precision::TensorFloat32);
  const Numbers ownLosses = LossesAt(own, Some);
  const Numbers reducedLosses = LossesAt(reduced, Some);
  ASSERT_NE(ownLosses, reducedLosses);
  const auto expectOften = [](const Plane& plane, const Numbers& losses)
  {
    for (int i = 0; i < 5; ++i)
    {
      EXPECT_EQ(LossesAt(plane, Some), losses);
    }
  };
  std::thread other([&] { expectOften(reduced, reducedLosses); });
  expectOften(own, ownLosses);
  other.join();
}

TEST_F(GpuPlanes, InDoublePrecisionHaveTheLossesOfTheProcessor)
{
  const ProblemOptions options = RandomCases()[0].Make();
  const auto cpu = std::make_shared<const Problem>(options);
  const Numbers found = LossesAt(WholePlane(Problem::InDoublePrecision(GpuProblem(options))), Some);
  const Numbers right = LossesAt(WholePlane(Problem::InDoublePrecision(cpu)), Some);
  for (std::size_t i = 0; i < Some.size(); ++i)
  {
    EXPECT_LT(RelativeDifference(found[i], right[i]), 1e-12);
  }
}

class GpuRandomNumbers : public OnGpu, public testing::WithParamInterface<ScriptedPart>
{
};

/// Not those of the processor, whose generator is another one.
TEST_P(GpuRandomNumbers, AreTheSameAtEveryPoint)
{
  const Plane plane = WholePlane(GpuProblem(ScriptedProblem(GetParam(), 16)));
  EXPECT_FALSE(plane.GetProblem().Description().RandomOperators.empty());
  const Numbers losses = LossesAt(plane, Some);
  torch::manual_seed(1);
  const Numbers again = LossesAt(plane, { Some.rbegin(), Some.rend() });
  EXPECT_EQ(Numbers(again.rbegin(), again.rend()), losses);
}

INSTANTIATE_TEST_SUITE_P(All, GpuRandomNumbers,
  testing::Values(ScriptedPart::Noise, ScriptedPart::Dropout),
  [](const auto& info) { return info.param == ScriptedPart::Noise ? "noise" : "dropout"; });
