// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/ArrayLandscape.h"
#include "Core/Files/Landscapes/ArrayTrajectory.h"
#include "LandscapesTesting.h"

#include <array>

using namespace losslandscape;

namespace
{

const std::vector<double> Xs = { -1.0, -0.5, 0.0, 0.5 };
const std::vector<double> Ys = { 0.0, 0.25, 0.5 };

DenseArray Axis(const std::vector<double>& values)
{
  return DenseArray::FromDouble({ static_cast<std::int64_t>(values.size()) }, values);
}

/// The losses of the grid with x fastest, declared to have this shape.
DenseArray LossArray(const std::vector<std::int64_t>& shape)
{
  std::vector<double> values;
  for (const double y : Ys)
  {
    for (const double x : Xs)
    {
      values.push_back(LossAt(x, y));
    }
  }
  return DenseArray::FromDouble(shape, values);
}

NamedArrays Original(const std::vector<std::int64_t>& shape)
{
  return { { "xcoordinates", Axis(Xs) }, { "ycoordinates", Axis(Ys) },
    { "train_loss", LossArray(shape) } };
}

NamedArrays Line(const std::vector<double>& loss, const std::vector<double>& accuracy = {})
{
  std::vector<double> x;
  for (std::size_t i = 0; i < loss.size(); ++i)
  {
    x.push_back(static_cast<double>(i));
  }
  NamedArrays arrays = { { "xcoordinates", Axis(x) }, { "train_loss", Axis(loss) } };
  if (!accuracy.empty())
  {
    arrays.emplace_back("train_acc", Axis(accuracy));
  }
  return arrays;
}

/// What the usual loop `for i, x: for j, y: loss[i, j] = 10 i + j` leaves, and the value that then
/// belongs to a point of the image.
DenseArray LoopArray(std::int64_t nx, std::int64_t ny)
{
  std::vector<double> values;
  for (std::int64_t i = 0; i < nx; ++i)
  {
    for (std::int64_t j = 0; j < ny; ++j)
    {
      values.push_back(static_cast<double>(10 * i + j));
    }
  }
  return DenseArray::FromDouble({ nx, ny }, values);
}

void ExpectLoop(const SampledLandscape& landscape, const std::string& name)
{
  const std::vector<double>* values = FindArray(landscape.Arrays, name);
  ASSERT_NE(values, nullptr) << name;
  const int nx = landscape.Points.Resolution()[0];
  for (std::size_t point = 0; point < values->size(); ++point)
  {
    EXPECT_EQ((*values)[point], 10.0 * (point % nx) + point / nx) << name << " " << point;
  }
}

std::vector<double> Ramp(std::int64_t count, double first, double step)
{
  std::vector<double> values;
  for (std::int64_t i = 0; i < count; ++i)
  {
    values.push_back(first + step * static_cast<double>(i));
  }
  return values;
}

/// A file of dnn-mode-connectivity, whose grid[i, j] = (alphas[i] dx, betas[j] dy); `turned` has
/// the other order throughout.
NamedArrays ConnectivityPlane(std::int64_t nx, std::int64_t ny, bool turned)
{
  constexpr double dx = 0.5;
  constexpr double dy = 0.125;
  const std::vector<double> alphas = Ramp(nx, -0.25, 0.25);
  const std::vector<double> betas = Ramp(ny, -0.25, 0.25);
  std::vector<double> places;
  std::vector<double> losses;
  for (std::int64_t row = 0; row < (turned ? ny : nx); ++row)
  {
    for (std::int64_t column = 0; column < (turned ? nx : ny); ++column)
    {
      const std::int64_t i = turned ? column : row;
      const std::int64_t j = turned ? row : column;
      places.push_back(alphas[i] * dx);
      places.push_back(betas[j] * dy);
      losses.push_back(static_cast<double>(10 * i + j));
    }
  }
  const std::int64_t rows = turned ? ny : nx;
  const std::int64_t columns = turned ? nx : ny;
  const DenseArray loss = DenseArray::FromDouble({ rows, columns }, losses);
  return { { "alphas", Axis(alphas) }, { "betas", Axis(betas) },
    { "grid", DenseArray::FromDouble({ rows, columns, 2 }, places) }, { "tr_loss", loss },
    { "tr_acc", loss },
    { "te_loss", DenseArray::FromDouble(loss.Shape, std::vector<double>(losses.size(), 7)) } };
}

std::vector<std::uint8_t> MissingOf(const NamedArrays& arrays, bool minusOne = true)
{
  return LandscapeFromArrays(arrays, { ArrayOrder::Automatic, minusOne }).Missing;
}

} // namespace

TEST(ArrayLandscape, FlatOrderCountsWhateverTheShapeOfTheOriginalProgram)
{
  for (const std::vector<std::int64_t>& shape :
    { std::vector<std::int64_t>{ 4, 3 }, { 3, 4 }, { 12 } })
  {
    ExpectPlane(LandscapeFromArrays(Original(shape), {}));
  }
}

TEST(ArrayLandscape, OrderCanBeSet)
{
  NamedArrays arrays = Original({ 4, 3 });
  std::vector<double> values;
  for (const double x : Xs)
  {
    for (const double y : Ys)
    {
      values.push_back(LossAt(x, y));
    }
  }
  arrays[2].second = DenseArray::FromDouble({ 4, 3 }, values);
  ExpectPlane(LandscapeFromArrays(arrays, { ArrayOrder::XSlowest, true }));
  arrays[0].first = "x";
  arrays[1].first = "y";
  ExpectPlane(LandscapeFromArrays(arrays, {}));
}

TEST(ArrayLandscape, SquaresOfTheUsualLoopHaveXSlowest)
{
  for (const auto& names : { std::array<const char*, 2>{ "alpha", "beta" }, { "x", "y" },
         { "alphas", "betas" }, { "xs", "ys" }, { "X", "Y" } })
  {
    for (const std::int64_t ny : { 4, 3 })
    {
      const NamedArrays arrays = { { names[0], Axis(Ramp(4, 0, 1)) },
        { names[1], Axis(Ramp(ny, 0, 1)) }, { "loss", LoopArray(4, ny) } };
      const SampledLandscape landscape = LandscapeFromArrays(arrays, {});
      ExpectLoop(landscape, "loss");
      ASSERT_EQ(landscape.Warnings.size(), ny == 4 ? 1u : 0u);
    }
  }
}

TEST(ArrayLandscape, GuessedOrderIsToldAndCanBeSet)
{
  const NamedArrays arrays = { { "x", Axis(Ramp(4, 0, 1)) }, { "y", Axis(Ramp(4, 0, 1)) },
    { "loss", LoopArray(4, 4) }, { "accuracy", LoopArray(4, 4) } };
  const SampledLandscape guessed = LandscapeFromArrays(arrays, {});
  ASSERT_EQ(guessed.Warnings.size(), 1u);
  EXPECT_NE(guessed.Warnings[0].find("loss (4, 4)"), std::string::npos) << guessed.Warnings[0];
  EXPECT_NE(guessed.Warnings[0].find("array[x][y]"), std::string::npos);
  EXPECT_NE(guessed.Warnings[0].find("set ArrayOrder to X Fastest"), std::string::npos);
  const SampledLandscape turned = LandscapeFromArrays(arrays, { ArrayOrder::XFastest, true });
  EXPECT_EQ(turned.Arrays[0].second, arrays[2].second.ToDouble());
  EXPECT_TRUE(turned.Warnings.empty());
  EXPECT_TRUE(LandscapeFromArrays(Original({ 3, 4 }), {}).Warnings.empty());
  EXPECT_TRUE(LandscapeFromArrays(Line({ 1, 2 }), {}).Warnings.empty());
}

TEST(ArrayLandscape, PlacesOfThePointsGiveOrderAndGeometry)
{
  for (const bool turned : { false, true })
  {
    for (const std::int64_t ny : { 5, 3 })
    {
      const SampledLandscape landscape = LandscapeFromArrays(ConnectivityPlane(5, ny, turned), {});
      EXPECT_EQ(landscape.Points.Resolution(), (std::array<int, 3>{ 5, static_cast<int>(ny), 1 }));
      EXPECT_EQ(landscape.Points.Coordinate(0, 0), -0.125);
      EXPECT_EQ(landscape.Points.Coordinate(0, 4), 0.375);
      EXPECT_EQ(landscape.Points.Coordinate(1, 0), -0.03125);
      EXPECT_EQ(landscape.Points.Coordinate(1, 2), 0.03125);
      for (const char* name : { "loss", "tr_loss", "accuracy", "tr_acc" })
      {
        ExpectLoop(landscape, name);
      }
      EXPECT_EQ(*FindArray(landscape.Arrays, "te_loss"), std::vector<double>(5 * ny, 7));
      EXPECT_TRUE(landscape.Warnings.empty());
      EXPECT_TRUE(landscape.Skipped.empty());
    }
  }
}

TEST(ArrayLandscape, AGridOfSomethingElseIsPassedOver)
{
  NamedArrays arrays = { { "x", Axis(Ramp(3, 0, 1)) }, { "y", Axis(Ramp(3, 0, 1)) },
    { "loss", LoopArray(3, 3) },
    { "grid", DenseArray::FromDouble({ 3, 3, 2 }, std::vector<double>(18, 0.5)) } };
  const SampledLandscape landscape = LandscapeFromArrays(arrays, {});
  ExpectLoop(landscape, "loss");
  EXPECT_EQ(landscape.Skipped, (std::vector<std::string>{ "grid (3, 3, 2)" }));
  EXPECT_EQ(landscape.Points.Spacing()[0], 1.0);
}

TEST(ArrayLandscape, LossesOfASplitServeAsLossIfThereIsNoOther)
{
  const auto names = [](const NamedArrays& values)
  {
    NamedArrays arrays = { { "x", Axis({ 0, 1 }) } };
    arrays.insert(arrays.end(), values.begin(), values.end());
    std::vector<std::string> found;
    for (const auto& entry : LandscapeFromArrays(arrays, {}).Arrays)
    {
      found.push_back(entry.first);
    }
    return found;
  };
  using Names = std::vector<std::string>;
  const DenseArray values = Axis({ 3, 4 });
  EXPECT_EQ(names({ { "te_acc", values }, { "te_loss", values }, { "tr_loss", values } }),
    (Names{ "loss", "te_acc", "te_loss", "tr_loss" }));
  EXPECT_EQ(names({ { "test_acc", values }, { "test_loss", values } }),
    (Names{ "loss", "accuracy", "test_acc", "test_loss" }));
  EXPECT_EQ(names({ { "tr_loss", values }, { "loss", values } }), (Names{ "loss", "tr_loss" }));
}

TEST(ArrayLandscape, ValuesThatDoNotFitAreNotAskedToWait)
{
  ExpectErrorWith(
    []()
    {
      LandscapeFromArrays({ { "x", Axis({ 0, 1, 2 }) }, { "y", Axis({ 0, 1 }) },
                            { "loss_0_0", Axis({ 1 }) }, { "loss_0_1", Axis({ 2 }) } },
        {});
    },
    { "no values", "loss_0_0 (1), loss_0_1 (1)", "put the values into one array" });
}

TEST(ArrayLandscape, MinusOneMeansNotComputedOnlyWithoutAccuracy)
{
  using Flags = std::vector<std::uint8_t>;
  EXPECT_EQ(MissingOf(Line({ 0.5, -1, -1, NaN }, { 10, -1, 20, 30 })), (Flags{ 0, 1, 0, 1 }));
  EXPECT_EQ(MissingOf(Line({ 0.5, -1, -2 })), (Flags{ 0, 1, 0 }));
  EXPECT_EQ(MissingOf(Line({ 0.5, -1, NaN }), false), (Flags{ 0, 0, 1 }));
  EXPECT_EQ(MissingOf(Line({ INFINITY, 1.0, 0.0 }, { 0, 0, 0 })), (Flags{ 0, 0, 0 }));
}

TEST(ArrayLandscape, MissingPointsHaveNoValues)
{
  const auto landscape = LandscapeFromArrays(Line({ 0.5, -1, 2 }, { 10, -1, -1 }), {});
  EXPECT_TRUE(std::isnan(landscape.Arrays[0].second[1]));
  EXPECT_TRUE(std::isnan(landscape.Arrays[1].second[1]));
  EXPECT_TRUE(std::isnan(landscape.Arrays[1].second[2]));
  EXPECT_EQ(landscape.Arrays[0].second[2], 2.0);
  EXPECT_EQ(landscape.Evaluated, (std::vector<std::uint8_t>{ 1, 0, 1 }));
}

TEST(ArrayLandscape, NamesAndOrderOfArrays)
{
  NamedArrays arrays = Line({ 1, 2 }, { 10, 20 });
  arrays.emplace(arrays.begin(), "test_loss", Axis({ 5, -1 }));
  arrays.emplace_back("test_acc", Axis({ 7, -1 }));
  arrays.emplace_back("loss", Axis({ 8, 9 }));
  arrays.emplace_back("other", Axis({ 1, 2, 3 }));
  const auto landscape = LandscapeFromArrays(arrays, {});
  std::vector<std::string> names;
  for (const auto& entry : landscape.Arrays)
  {
    names.push_back(entry.first);
  }
  EXPECT_EQ(
    names, (std::vector<std::string>{ "loss", "accuracy", "test_loss", "test_acc", "loss_2" }));
  EXPECT_TRUE(std::isnan(landscape.Arrays[2].second[1]));
  EXPECT_TRUE(std::isnan(landscape.Arrays[3].second[1]));
  EXPECT_EQ(landscape.Skipped, (std::vector<std::string>{ "other (3)" }));
}

TEST(ArrayLandscape, EigenvaluesWithoutALoss)
{
  NamedArrays arrays = { { "xcoordinates", Axis({ 0, 1, 2 }) }, { "max_eig", Axis({ 4, -1, -1 }) },
    { "min_eig", Axis({ -2, 1, -3 }) } };
  const auto landscape = LandscapeFromArrays(arrays, {});
  EXPECT_EQ(landscape.Arrays[0].first, "max_eig");
  EXPECT_EQ(landscape.Missing, (std::vector<std::uint8_t>{ 0, 1, 0 }));
  EXPECT_TRUE(std::isnan(landscape.Arrays[1].second[1]));
  EXPECT_EQ(landscape.Arrays[0].second[2], -1.0);
}

TEST(ArrayLandscape, CoordinatesInSinglePrecisionAreUniform)
{
  std::vector<float> x;
  std::vector<double> loss;
  for (int i = 0; i < 501; ++i)
  {
    x.push_back(-1.0f + 2.0f * (static_cast<float>(i) / 500.0f));
    loss.push_back(i);
  }
  const NamedArrays arrays = { { "xcoordinates", DenseArray::FromFloat({ 501 }, x) },
    { "train_loss", Axis(loss) } };
  EXPECT_EQ(LandscapeFromArrays(arrays, {}).Points.Resolution()[0], 501);
}

TEST(ArrayLandscape, BadCoordinatesAreErrors)
{
  const auto with = [](const std::vector<double>& x)
  {
    return [x]() {
      LandscapeFromArrays({ { "xcoordinates", Axis(x) }, { "train_loss", Axis(x) } }, {});
    };
  };
  ExpectErrorWith(with({ 0, 1, 2.1 }), { "not uniform", "xcoordinates[1]", "1.05", "interpolate" });
  ExpectErrorWith(with({ 0, 2, 1 }), { "do not increase", "xcoordinates[2]", "1 after 2" });
  ExpectErrorWith(with({ 1, 1 }), { "do not increase" });
  ExpectErrorWith(with({ NaN, 1 }), { "xcoordinates[0]", "nan" });
  ExpectErrorWith(with({ 0, INFINITY }), { "xcoordinates" });
  ExpectErrorWith(with({}), { "no coordinates" });
  ExpectErrorWith([]() { LandscapeFromArrays({}, {}); }, { "no coordinates", "xcoordinates" });
  ExpectErrorWith(
    []() {
      LandscapeFromArrays({ { "xcoordinates", Axis({ 0, 1 }) } }, {});
    },
    { "no values", "coordinates alone" });
}

TEST(ArrayLandscape, BackToTheOriginalProgramsArrays)
{
  SampledLandscape landscape = LandscapeFromArrays(Original({ 3, 4 }), {});
  landscape.Arrays.emplace_back("extra", std::vector<double>(12, 7.0));
  landscape.Missing[5] = 1;
  landscape.Evaluated[5] = 0;
  landscape.Evaluated[6] = 0;
  const NamedArrays arrays = ArraysFromLandscape(landscape);
  const DenseArray* loss = FindDense(arrays, "train_loss");
  ASSERT_NE(loss, nullptr);
  EXPECT_EQ(loss->Shape, (std::vector<std::int64_t>{ 3, 4 }));
  EXPECT_EQ(loss->ToDouble()[5], -1.0);
  EXPECT_EQ(FindDense(arrays, "train_acc")->ToDouble(), std::vector<double>(12, -1.0));
  const SampledLandscape again = LandscapeFromArrays(arrays, {});
  EXPECT_EQ(again.Missing, landscape.Missing);
  EXPECT_EQ(again.Evaluated, landscape.Evaluated);
  EXPECT_EQ(again.Arrays.size(), 2u);
  EXPECT_EQ(again.Points.Spacing(), landscape.Points.Spacing());
}

TEST(ArrayTrajectory, CoordinatesAndArraysOfTheirLength)
{
  const auto trajectory = TrajectoryFromArrays({ { "proj_xcoord", Axis({ 2, 1 }) },
    { "proj_ycoord", Axis({ 4, 3 }) }, { "loss", Axis({ 6, 5 }) }, { "other", Axis({ 1 }) } });
  ASSERT_EQ(trajectory.Points.size(), 2u);
  EXPECT_EQ(trajectory.Points[1], (std::array<double, 2>{ 1, 3 }));
  ASSERT_EQ(trajectory.Arrays.size(), 2u);
  EXPECT_EQ(trajectory.Arrays[0].first, "epoch");
  EXPECT_EQ(trajectory.Arrays[0].second, (std::vector<double>{ 0, 1 }));
  EXPECT_EQ(trajectory.Arrays[1].second, (std::vector<double>{ 6, 5 }));
}

TEST(ArrayTrajectory, BadCoordinatesAreErrors)
{
  ExpectErrorWith(
    []() {
      TrajectoryFromArrays({ { "proj_xcoord", Axis({ 2, 1 }) } });
    },
    { "proj_ycoord", "nothing of that name" });
  ExpectErrorWith(
    []() {
      TrajectoryFromArrays({ { "proj_xcoord", Axis({ 2, 1 }) }, { "proj_ycoord", Axis({ 4 }) } });
    },
    { "differ in number", "2", "1" });
  ExpectErrorWith(
    []() {
      TrajectoryFromArrays({ { "proj_xcoord", Axis({ NaN }) }, { "proj_ycoord", Axis({ 4 }) } });
    },
    { "proj_xcoord[0]", "not finite" });
}
