// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Mathematics/Analytic/AnalyticFunction.h"

#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <set>

using namespace losslandscape;

namespace
{

std::string MessageOf(AnalyticKind kind, int dimension)
{
  try
  {
    MakeAnalyticFunction(kind, dimension);
  }
  catch (const Error& error)
  {
    return error.what();
  }
  return {};
}

/// One line of derivatives.txt.
struct Reference
{
  int Kind, Dimension;
  Vector3 X;
  double Value;
  Vector3 Gradient;
  Matrix3 Hessian;
};

bool Read(std::istream& stream, Vector3& vector)
{
  return static_cast<bool>(stream >> vector[0] >> vector[1] >> vector[2]);
}

bool Read(std::istream& stream, Reference& reference)
{
  return stream >> reference.Kind >> reference.Dimension && Read(stream, reference.X) &&
    stream >> reference.Value && Read(stream, reference.Gradient) &&
    Read(stream, reference.Hessian[0]) && Read(stream, reference.Hessian[1]) &&
    Read(stream, reference.Hessian[2]);
}

double Tolerance(double scale)
{
  return 1e-12 * std::max(1.0, std::abs(scale));
}

} // namespace

TEST(AnalyticFunction, MatchesAutomaticDifferentiation)
{
  std::ifstream file(LOSSLANDSCAPE_TEST_DATA "/analytic/derivatives.txt");
  Reference reference;
  int lines = 0;
  for (; Read(file, reference); ++lines)
  {
    SCOPED_TRACE("line " + std::to_string(lines + 1));
    const auto function =
      MakeAnalyticFunction(static_cast<AnalyticKind>(reference.Kind), reference.Dimension);
    EXPECT_NEAR(function->Value(reference.X), reference.Value, Tolerance(reference.Value));
    const Vector3 gradient = function->Gradient(reference.X);
    const Matrix3 hessian = function->Hessian(reference.X);
    for (int i = 0; i < 3; ++i)
    {
      EXPECT_NEAR(gradient[i], reference.Gradient[i], 10 * Tolerance(reference.Gradient[i]));
      for (int j = 0; j < 3; ++j)
      {
        EXPECT_NEAR(
          hessian[i][j], reference.Hessian[i][j], 100 * Tolerance(reference.Hessian[i][j]));
      }
    }
  }
  EXPECT_EQ(lines, 96);
}

TEST(AnalyticFunction, HasTheKnownGlobalMinima)
{
  const auto valueAt = [](AnalyticKind kind, int dimension, const Vector3& x)
  { return MakeAnalyticFunction(kind, dimension)->Value(x); };
  EXPECT_EQ(valueAt(AnalyticKind::Himmelblau, 2, { 3, 2, 0 }), 0.0);
  EXPECT_NEAR(valueAt(AnalyticKind::SixHumpCamel, 2, { 0.0898, -0.7126, 0 }), -1.0316, 5e-5);
  EXPECT_NEAR(valueAt(AnalyticKind::MuellerBrown, 2, { -0.558, 1.442, 0 }), -146.70, 5e-3);
  for (const int dimension : { 2, 3 })
  {
    EXPECT_EQ(valueAt(AnalyticKind::Rastrigin, dimension, { 0, 0, 0 }), 0.0);
    EXPECT_NEAR(valueAt(AnalyticKind::Ackley, dimension, { 0, 0, 0 }), 0.0, 1e-15);
    EXPECT_EQ(valueAt(AnalyticKind::Rosenbrock, dimension, { 1, 1, 1 }), 0.0);
    EXPECT_EQ(valueAt(AnalyticKind::SumOfCosines, dimension, { 1, -1, 1 }), -dimension);
  }
}

TEST(AnalyticFunction, IgnoresTheThirdCoordinateInThePlane)
{
  for (int kind = 0; kind < NumberOfAnalyticKinds; ++kind)
  {
    const auto function = MakeAnalyticFunction(static_cast<AnalyticKind>(kind), 2);
    EXPECT_EQ(function->Value({ 0.3, 0.7, 0.0 }), function->Value({ 0.3, 0.7, 1.3 }));
    EXPECT_EQ(function->Gradient({ 0.3, 0.7, 1.3 })[2], 0.0);
    EXPECT_EQ(function->Hessian({ 0.3, 0.7, 1.3 })[2], (Vector3{ 0.0, 0.0, 0.0 }));
  }
}

TEST(AnalyticFunction, IsDescribed)
{
  std::set<std::string> names;
  for (int kind = 0; kind < NumberOfAnalyticKinds; ++kind)
  {
    const auto function = MakeAnalyticFunction(static_cast<AnalyticKind>(kind), 2);
    const auto& description = function->Description();
    EXPECT_EQ(static_cast<int>(description.Kind), kind);
    EXPECT_FALSE(description.Formula.empty());
    EXPECT_FALSE(description.Reference.empty());
    EXPECT_LT(description.DefaultBounds[0], description.DefaultBounds[1]);
    EXPECT_LT(description.DefaultBounds[2], description.DefaultBounds[3]);
    EXPECT_EQ(description.DefaultBounds[4], 0.0);
    EXPECT_EQ(description.DefaultBounds[5], 0.0);
    names.insert(description.Name);
  }
  EXPECT_EQ(names.size(), static_cast<std::size_t>(NumberOfAnalyticKinds));
}

TEST(AnalyticFunction, SaysWhichFunctionsHaveThreeDimensions)
{
  for (const auto kind : { AnalyticKind::Himmelblau, AnalyticKind::SixHumpCamel,
         AnalyticKind::MuellerBrown, AnalyticKind::MonkeySaddle })
  {
    const auto name = MakeAnalyticFunction(kind, 2)->Description().Name;
    EXPECT_EQ(MessageOf(kind, 3),
      "function has no third dimension: " + name +
        ": expected dimension 2, found 3; "
        "Rastrigin, Ackley, Rosenbrock and Sum of Cosines have three dimensions");
  }
  for (const auto kind : { AnalyticKind::Rastrigin, AnalyticKind::Ackley, AnalyticKind::Rosenbrock,
         AnalyticKind::SumOfCosines })
  {
    EXPECT_EQ(MakeAnalyticFunction(kind, 3)->Dimension(), 3);
  }
}

TEST(AnalyticFunction, RefusesOtherDimensionsAndKinds)
{
  EXPECT_EQ(
    MessageOf(AnalyticKind::Ackley, 1), "dimension is out of range: expected 2 or 3, found 1");
  EXPECT_EQ(
    MessageOf(AnalyticKind::Ackley, 4), "dimension is out of range: expected 2 or 3, found 4");
  EXPECT_EQ(MessageOf(static_cast<AnalyticKind>(8), 2),
    "function is unknown: expected a number from 0 to 7, found 8");
  EXPECT_EQ(MessageOf(static_cast<AnalyticKind>(-1), 2),
    "function is unknown: expected a number from 0 to 7, found -1");
}
