// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Decision/InputPlane.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/EnumName.h"
#include "Core/Common/NumberText.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

namespace losslandscape
{
namespace
{

using Vector = std::vector<double>;
using SampleTriple = std::array<std::int64_t, 3>;

std::size_t SizeOfInput(const Dataset& data)
{
  return data.Inputs.size() / static_cast<std::size_t>(data.NumberOfSamples);
}

Vector InputOf(const Dataset& data, std::int64_t sample)
{
  const auto size = static_cast<std::ptrdiff_t>(SizeOfInput(data));
  const auto first = data.Inputs.begin() + sample * size;
  const Vector input(first, first + size);
  if (!std::all_of(input.begin(), input.end(), [](double value) { return std::isfinite(value); }))
  {
    throw Error("an input is not finite")
      .Where(data.Name + ", sample " + std::to_string(sample))
      .Expected("numbers")
      .Found("NaN or infinity")
      .Advice("mend the data set: such a sample has no place in the plane");
  }
  return input;
}

double Dot(const Vector& a, const Vector& b)
{
  return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

double Length(const Vector& a)
{
  return std::sqrt(Dot(a, a));
}

/// The vector a + factor * b.
Vector Sum(const Vector& a, double factor, const Vector& b)
{
  Vector sum(a.size());
  for (std::size_t i = 0; i < a.size(); ++i)
  {
    sum[i] = a[i] + factor * b[i];
  }
  return sum;
}

Vector Scaled(const Vector& a, double factor)
{
  return Sum(Vector(a.size(), 0.0), factor, a);
}

void CheckGivenSamples(const Dataset& data, const SampleTriple& samples)
{
  if (data.NumberOfSamples < 3)
  {
    throw Error("a plane needs three samples")
      .Where(data.Name)
      .Found(std::to_string(data.NumberOfSamples))
      .Advice("raise NumberOfSamples");
  }
  for (const std::int64_t sample : samples)
  {
    if (sample >= data.NumberOfSamples)
    {
      throw Error("there is no such sample")
        .Where("Images, " + data.Name)
        .Expected("0 to " + std::to_string(data.NumberOfSamples - 1) +
          ", places among the samples in use; -1: automatic")
        .Found(std::to_string(sample));
    }
  }
}

/// The first sample that is none of `taken` and, if possible, of another class than they are.
std::int64_t FirstOtherSample(const Dataset& data, const SampleTriple& taken)
{
  std::int64_t other = -1;
  for (std::int64_t sample = 0; sample < data.NumberOfSamples; ++sample)
  {
    if (std::find(taken.begin(), taken.end(), sample) != taken.end())
    {
      continue;
    }
    const bool isNewClass = data.HasLabels() &&
      std::none_of(taken.begin(), taken.end(),
        [&](std::int64_t one) { return one >= 0 && data.Labels[one] == data.Labels[sample]; });
    if (isNewClass)
    {
      return sample;
    }
    other = other < 0 ? sample : other;
  }
  return other;
}

SampleTriple ChooseSamples(const Dataset& data, SampleTriple samples)
{
  CheckGivenSamples(data, samples);
  for (std::int64_t& sample : samples)
  {
    sample = sample < 0 ? FirstOtherSample(data, samples) : sample;
  }
  return samples;
}

[[noreturn]] void RefuseSamples(
  const Dataset& data, const SampleTriple& samples, const std::string& found)
{
  std::string where = data.Name + ", samples";
  for (const std::int64_t sample : samples)
  {
    where += " " + std::to_string(sample);
  }
  throw Error("the samples do not span a plane")
    .Where(where)
    .Expected("three samples that do not lie on a line")
    .Found(found)
    .Advice("choose others in Images");
}

InputPlaneKind KindFor(const Dataset& data, InputPlaneKind wanted)
{
  const bool isPlanar = SizeOfInput(data) == 2;
  if (wanted == InputPlaneKind::Automatic)
  {
    return isPlanar ? InputPlaneKind::AllInputs : InputPlaneKind::ThreeSamples;
  }
  if (wanted == InputPlaneKind::AllInputs && !isPlanar)
  {
    throw Error("the inputs are no points of a plane")
      .Where(data.Name)
      .Expected("inputs of two numbers")
      .Found("shape " + ShapeText(data.SampleShape))
      .Advice("choose Plane = Three Samples");
  }
  return wanted;
}

} // namespace

const char* InputPlaneName(InputPlaneKind kind)
{
  return EnumName(kind, { "Automatic", "All Inputs", "Three Samples" }, Error("unknown plane"));
}

InputPlane::InputPlane(const Dataset& data, const InputPlaneOptions& options)
  : UsedKind(KindFor(data, options.Kind))
{
  if (this->UsedKind == InputPlaneKind::AllInputs)
  {
    this->SpanAllInputs(data);
  }
  else
  {
    this->SpanThreeSamples(data, options.Samples);
  }
}

void InputPlane::SpanAllInputs(const Dataset& data)
{
  // The data set has two channels of one number each, or one channel of two numbers.
  const std::size_t other = data.Mean.size() - 1;
  const Vector mean = { data.Mean[0], data.Mean[other] };
  const Vector deviation = { data.StandardDeviation[0], data.StandardDeviation[other] };
  this->Origin = { -mean[0] / deviation[0], -mean[1] / deviation[1] };
  this->AlongX = { 1.0 / deviation[0], 0.0 };
  this->AlongY = { 0.0, 1.0 / deviation[1] };
  for (std::int64_t sample = 0; sample < data.NumberOfSamples; ++sample)
  {
    const Vector input = InputOf(data, sample);
    this->InPlane.push_back(
      { sample, { input[0] * deviation[0] + mean[0], input[1] * deviation[1] + mean[1], 0.0 } });
  }
}

void InputPlane::SpanThreeSamples(const Dataset& data, const std::array<std::int64_t, 3>& wanted)
{
  // What is left of a difference between single-precision numbers by rounding is below this.
  constexpr double roundingError = 1e-6;
  const SampleTriple samples = ChooseSamples(data, wanted);
  const Vector first = InputOf(data, samples[0]);
  const Vector second = InputOf(data, samples[1]);
  const Vector third = InputOf(data, samples[2]);
  const double smallest =
    roundingError * std::max({ Length(first), Length(second), Length(third) });

  const Vector toSecond = Sum(second, -1.0, first);
  const double distance = Length(toSecond);
  if (!(distance > smallest))
  {
    RefuseSamples(data, samples, "the first two are equal");
  }
  this->Origin = first;
  this->AlongX = Scaled(toSecond, 1.0 / distance);
  const Vector toThird = Sum(third, -1.0, first);
  const double along = Dot(toThird, this->AlongX);
  const Vector rest = Sum(toThird, -along, this->AlongX);
  const double height = Length(rest);
  if (!(height > smallest))
  {
    RefuseSamples(data, samples, "samples on a line");
  }
  this->AlongY = Scaled(rest, 1.0 / height);
  this->InPlane = { { samples[0], { 0.0, 0.0, 0.0 } }, { samples[1], { distance, 0.0, 0.0 } },
    { samples[2], { along, height, 0.0 } } };
}

std::array<double, 6> InputPlane::BoundsAround(double margin) const
{
  if (!std::isfinite(margin) || margin < 0.0)
  {
    throw Error("margin is out of range")
      .Where("BoundsMargin")
      .Expected("0 or more")
      .Found(NumberText(margin));
  }
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::array<double, 6> bounds = { infinity, -infinity, infinity, -infinity, 0.0, 0.0 };
  for (const Sample& sample : this->InPlane)
  {
    for (int axis = 0; axis < 2; ++axis)
    {
      bounds[2 * axis] = std::min(bounds[2 * axis], sample.Position[axis]);
      bounds[2 * axis + 1] = std::max(bounds[2 * axis + 1], sample.Position[axis]);
    }
  }
  const double longest = std::max(bounds[1] - bounds[0], bounds[3] - bounds[2]);
  const double added = margin * (longest > 0.0 ? longest : 1.0);
  for (int axis = 0; axis < 2; ++axis)
  {
    bounds[2 * axis] -= added;
    bounds[2 * axis + 1] += added;
  }
  return bounds;
}

void InputPlane::CopyInput(double x, double y, float* input) const
{
  for (std::size_t i = 0; i < this->Origin.size(); ++i)
  {
    input[i] = static_cast<float>(this->Origin[i] + x * this->AlongX[i] + y * this->AlongY[i]);
  }
}

} // namespace losslandscape
