// SPDX-License-Identifier: BSD-3-Clause
// Landscapes and trajectories that others have published; built if they are beside the source tree.
#include "Core/Files/Landscapes/CsvTrajectory.h"
#include "Core/Files/Landscapes/PlyLandscape.h"
#include "LandscapesTesting.h"

#include <algorithm>
#include <cmath>

using namespace losslandscape;

namespace
{

class PublishedLandscapes : public testing::TestWithParam<const char*>
{
protected:
  std::string Path(const char* end) const
  {
    return std::string(LOSSLANDSCAPE_SHARED_DATA "/landscapes/") + this->GetParam() + end;
  }
};

std::size_t NearestIndex(const Grid& grid, int axis, double coordinate)
{
  return static_cast<std::size_t>(
    std::lround((coordinate - grid.Origin()[axis]) / grid.Spacing()[axis]));
}

} // namespace

TEST_P(PublishedLandscapes, PathDescendsWithinTheLandscape)
{
  const SampledLandscape landscape = ReadPlyLandscape(this->Path(".ply"));
  const Grid& grid = landscape.Points;
  EXPECT_EQ(grid.Resolution(), (std::array<int, 3>{ 26, 26, 1 }));
  EXPECT_EQ(grid.Origin()[0], -9.0);
  EXPECT_EQ(grid.Spacing()[1], 0.75);
  const SampledTrajectory path = ReadCsvTrajectory(this->Path("_gradient_descent_results.csv"));
  EXPECT_EQ(path.Points.size(), 11u);
  const std::vector<double>& loss = *FindArray(landscape.Arrays, "loss");
  std::vector<double> along;
  for (const auto& [x, y] : path.Points)
  {
    const std::size_t i = NearestIndex(grid, 0, x);
    const std::size_t j = NearestIndex(grid, 1, y);
    ASSERT_LT(i, 26u);
    ASSERT_LT(j, 26u);
    along.push_back(loss[i + 26 * j]);
  }
  EXPECT_LT(along.back(), 0.5 * along.front());
  const double largest = *std::max_element(loss.begin(), loss.end());
  EXPECT_LT(along.front(), largest);
}

INSTANTIATE_TEST_SUITE_P(Both, PublishedLandscapes, testing::Values("ResNet_PCA", "VGG_PCA"));
