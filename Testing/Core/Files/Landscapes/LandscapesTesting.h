// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Landscapes_LandscapesTesting_h
#define losslandscape_Files_Landscapes_LandscapesTesting_h

#include "Core/Common/Error.h"
#include "Core/Files/Landscapes/SampledLandscape.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <gtest/gtest.h>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace losslandscape
{

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

/// Path of a file that Testing/Data/make_landscapes.py wrote.
inline std::string LandscapeFixture(const std::string& name)
{
  return std::string(LOSSLANDSCAPE_TEST_DATA "/landscapes/") + name;
}

/// Names of all such files with one of these extensions.
inline std::vector<std::string> LandscapeFixtures(const std::set<std::string>& extensions)
{
  std::set<std::string> names;
  for (const auto& entry :
    std::filesystem::directory_iterator(LOSSLANDSCAPE_TEST_DATA "/landscapes"))
  {
    if (extensions.count(entry.path().extension().string()) > 0)
    {
      names.insert(entry.path().filename().string());
    }
  }
  return { names.begin(), names.end() };
}

/// The name of a test of such a file.
inline std::string FixtureTestName(const testing::TestParamInfo<std::string>& parameter)
{
  std::string name = parameter.param;
  std::replace_if(
    name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

/// The formulas of make_landscapes.py.
inline double LossAt(double x, double y, double z = 0.0)
{
  return 3.0 + x + 10.0 * y + 100.0 * z;
}

inline double AccuracyAt(double x, double y)
{
  return 50.0 + x - y;
}

/// Expects the array to be that function of the coordinates, to the bit or within `tolerance`.
template <typename Function>
void ExpectFunction(const SampledLandscape& landscape, const std::string& name, Function expected,
  double tolerance = 1e-12)
{
  const std::vector<double>* values = FindArray(landscape.Arrays, name);
  ASSERT_NE(values, nullptr) << name;
  const auto& count = landscape.Points.Resolution();
  ASSERT_EQ(values->size(), std::size_t(count[0]) * count[1] * count[2]) << name;
  for (std::size_t point = 0; point < values->size(); ++point)
  {
    const std::size_t row = point / count[0];
    const double x = landscape.Points.Coordinate(0, static_cast<int>(point % count[0]));
    const double y = landscape.Points.Coordinate(1, static_cast<int>(row % count[1]));
    const double z = landscape.Points.Coordinate(2, static_cast<int>(row / count[1]));
    EXPECT_NEAR((*values)[point], expected(x, y, z), tolerance) << name << " " << point;
  }
}

/// Expects the grid of make_landscapes.py with its loss at every point.
inline void ExpectPlane(const SampledLandscape& landscape, double tolerance = 1e-12)
{
  ASSERT_EQ(landscape.Points.Dimension(), 2);
  EXPECT_EQ(landscape.Points.Resolution(), (std::array<int, 3>{ 4, 3, 1 }));
  EXPECT_EQ(landscape.Points.Origin(), (std::array<double, 3>{ -1.0, 0.0, 0.0 }));
  EXPECT_EQ(landscape.Points.Spacing()[0], 0.5);
  EXPECT_EQ(landscape.Points.Spacing()[1], 0.25);
  EXPECT_EQ(landscape.Arrays.front().first, "loss");
  ExpectFunction(landscape, "loss", LossAt, tolerance);
  EXPECT_EQ(NumberOfMissing(landscape), 0);
}

/// Expects that `call` throws an Error whose message holds every one of `parts`.
template <typename Call>
void ExpectErrorWith(Call&& call, const std::vector<std::string>& parts)
{
  try
  {
    call();
  }
  catch (const Error& error)
  {
    const std::string message = error.what();
    for (const std::string& part : parts)
    {
      EXPECT_NE(message.find(part), std::string::npos) << "'" << part << "' not in: " << message;
    }
    return;
  }
  ADD_FAILURE() << "no error";
}

} // namespace losslandscape

#endif
