// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Studies/Decision/InputPlane.h"

#include <cmath>

using namespace losslandscape;

namespace
{

/// Samples of three numbers each, all of one class unless said otherwise.
Dataset Vectors(const std::vector<float>& inputs, std::vector<std::int64_t> labels = {})
{
  Dataset data;
  data.Name = "vectors";
  data.SampleShape = { 3 };
  data.NumberOfSamples = static_cast<std::int64_t>(inputs.size()) / 3;
  data.Inputs = inputs;
  data.Labels =
    labels.empty() ? std::vector<std::int64_t>(data.NumberOfSamples) : std::move(labels);
  data.NumberOfClasses = 3;
  data.Mean = { 0.0, 0.0, 0.0 };
  data.StandardDeviation = { 1.0, 1.0, 1.0 };
  return data;
}

/// Points of a plane, normalised.
Dataset Points(const std::vector<float>& stored, double mean, double deviation)
{
  Dataset data = Vectors({});
  data.SampleShape = { 2 };
  data.NumberOfSamples = static_cast<std::int64_t>(stored.size()) / 2;
  data.Mean = { mean, -mean };
  data.StandardDeviation = { deviation, 2.0 * deviation };
  for (std::size_t i = 0; i < stored.size(); ++i)
  {
    data.Inputs.push_back(
      static_cast<float>((stored[i] - data.Mean[i % 2]) / data.StandardDeviation[i % 2]));
  }
  return data;
}

InputPlane Through(const Dataset& data, const std::array<std::int64_t, 3>& samples)
{
  return InputPlane(data, { InputPlaneKind::ThreeSamples, samples });
}

std::array<std::int64_t, 3> ChosenFor(
  const Dataset& data, const std::array<std::int64_t, 3>& samples)
{
  const InputPlane plane = Through(data, samples);
  return { plane.Samples()[0].Index, plane.Samples()[1].Index, plane.Samples()[2].Index };
}

double Distance(const std::vector<float>& a, const std::vector<float>& b)
{
  double squares = 0.0;
  for (std::size_t i = 0; i < a.size(); ++i)
  {
    squares += (a[i] - b[i]) * (a[i] - b[i]);
  }
  return std::sqrt(squares);
}

std::vector<float> InputAt(const InputPlane& plane, double x, double y)
{
  std::vector<float> input(plane.InputSize());
  plane.CopyInput(x, y, input.data());
  return input;
}

/// Corners of a box, so that four of them lie on no common plane.
const std::vector<float> Corners = { 0, 0, 0, 4, 0, 0, 0, 3, 0, 0, 0, 5, 4, 3, 5 };

} // namespace

TEST(InputPlane, GoesThroughThreeSamplesWithTrueDistances)
{
  const Dataset data = Vectors({ 1, 2, 3, 4, 2, 7, -1, 5, 4 });
  const InputPlane plane = Through(data, { 0, 1, 2 });
  EXPECT_EQ(plane.Kind(), InputPlaneKind::ThreeSamples);
  const auto& samples = plane.Samples();
  ASSERT_EQ(samples.size(), 3u);
  // b - a = (3, 0, 4) of length 5; c - a = (-2, 3, 1): along b - a (-6 + 4) / 5, squared length 14.
  EXPECT_EQ(samples[0].Position, (std::array<double, 3>{ 0, 0, 0 }));
  EXPECT_NEAR(samples[1].Position[0], 5.0, 1e-12);
  EXPECT_EQ(samples[1].Position[1], 0.0);
  EXPECT_NEAR(samples[2].Position[0], -0.4, 1e-12);
  EXPECT_NEAR(samples[2].Position[1], std::sqrt(14.0 - 0.16), 1e-12);
  for (const auto& sample : samples)
  {
    const auto input = InputAt(plane, sample.Position[0], sample.Position[1]);
    for (int i = 0; i < 3; ++i)
    {
      EXPECT_NEAR(input[i], data.Inputs[3 * sample.Index + i], 1e-6);
    }
  }
  EXPECT_NEAR(Distance(InputAt(plane, -7, 2), InputAt(plane, -4, -2)), 5.0, 1e-5);
}

TEST(InputPlane, CoordinatesOfAllInputsAreThoseOfTheData)
{
  const std::vector<float> stored = { 10, -3, 12, 8, 11, 5, 11, 5 };
  const Dataset data = Points(stored, 9.0, 2.5);
  const InputPlane plane(data, {});
  EXPECT_EQ(plane.Kind(), InputPlaneKind::AllInputs);
  ASSERT_EQ(plane.Samples().size(), 4u);
  for (int i = 0; i < 4; ++i)
  {
    const auto& sample = plane.Samples()[i];
    EXPECT_EQ(sample.Index, i);
    EXPECT_NEAR(sample.Position[0], stored[2 * i], 1e-5);
    EXPECT_NEAR(sample.Position[1], stored[2 * i + 1], 1e-5);
    const auto input = InputAt(plane, stored[2 * i], stored[2 * i + 1]);
    EXPECT_NEAR(input[0], data.Inputs[2 * i], 1e-6);
    EXPECT_NEAR(input[1], data.Inputs[2 * i + 1], 1e-6);
  }
}

TEST(InputPlane, BoundsHaveTheMarginOfTheLongerSide)
{
  const InputPlane plane(Points({ 0, 0, 4, 1, 2, -1 }, 0.0, 1.0), {});
  const auto bounds = plane.BoundsAround(0.25);
  const std::array<double, 6> expected = { -1, 5, -2, 2, 0, 0 };
  for (int i = 0; i < 6; ++i)
  {
    EXPECT_NEAR(bounds[i], expected[i], 1e-12) << i;
  }
  const InputPlane point(Points({ 3, 4 }, 0.0, 1.0), {});
  EXPECT_EQ(point.BoundsAround(0.5), (std::array<double, 6>{ 2.5, 3.5, 3.5, 4.5, 0, 0 }));
  ExpectContains(ErrorText([&] { plane.BoundsAround(-0.1); }), "-0.1");
  ExpectContains(ErrorText([&] { plane.BoundsAround(std::nan("")); }), "BoundsMargin");
}

TEST(InputPlane, ChoosesTheFirstSamplesOfDifferentClasses)
{
  using Three = std::array<std::int64_t, 3>;
  const Dataset classes = Vectors(Corners, { 2, 2, 0, 0, 1 });
  EXPECT_EQ(ChosenFor(classes, { -1, -1, -1 }), (Three{ 0, 2, 4 }));
  EXPECT_EQ(ChosenFor(classes, { -1, 3, -1 }), (Three{ 0, 3, 4 }));
  EXPECT_EQ(ChosenFor(classes, { -1, -1, 1 }), (Three{ 2, 4, 1 }));
  EXPECT_EQ(ChosenFor(classes, { 4, 1, 3 }), (Three{ 4, 1, 3 }));
  const Dataset two = Vectors(Corners, { 1, 1, 1, 0, 0 });
  EXPECT_EQ(ChosenFor(two, { -1, -1, -1 }), (Three{ 0, 3, 1 }));
}

TEST(InputPlane, RefusesSamplesThatSpanNoPlane)
{
  // The third is the middle of the first two up to rounding, the fourth equals the first.
  const Dataset data =
    Vectors({ 0.1f, 0.2f, 0.3f, 0.7f, 0.9f, 0.8f, 0.4f, 0.55f, 0.55f, 0.1f, 0.2f, 0.3f, 5, 5, 6 });
  const auto error = [&](const std::array<std::int64_t, 3>& samples)
  { return ErrorText([&] { Through(data, samples); }); };
  ExpectContains(error({ 0, 0, 0 }), "samples 0 0 0");
  ExpectContains(error({ 0, 3, 1 }), "the first two are equal");
  ExpectContains(error({ 0, 1, 3 }), "on a line");
  ExpectContains(error({ 0, 1, 2 }), "on a line");
  ExpectContains(error({ 0, 1, 5 }), "0 to 4");
  ExpectContains(error({ 0, 1, 5 }), "found 5");
  EXPECT_EQ(Through(data, { 0, 1, 4 }).Samples().size(), 3u);
}

TEST(InputPlane, RefusesDataThatDoNotFit)
{
  ExpectContains(ErrorText(
                   [] {
                     InputPlane(Vectors(Corners), { InputPlaneKind::AllInputs, {} });
                   }),
    "Three Samples");
  ExpectContains(ErrorText([] { InputPlane(Vectors({ 1, 2, 3, 4, 5, 7 }), {}); }), "three samples");
  const auto broken = Points({ 0, 0, 1, NAN, 2, 5 }, 0.0, 1.0);
  ExpectContains(ErrorText([&] { InputPlane(broken, {}); }), "sample 1");
}
