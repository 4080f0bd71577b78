// SPDX-License-Identifier: BSD-3-Clause
// Folders of a network, two directions and what PyTorch computes in their plane, as
// Testing/Data/exported and Testing/Python/reference/make_tasks.py make them.
#ifndef TruthTesting_h
#define TruthTesting_h

#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Files/NumPy/Npz.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace losslandscape
{

/// The grid of the truth: x = -1, 0, 1 and y = -0.5, 0.5.
inline Grid TruthGrid()
{
  return Grid(2, { 3, 2, 0 }, { -1.0, 1.0, -0.5, 0.5, 0.0, 0.0 });
}

inline PlanePoints TruthPoints()
{
  return { 6, [](std::int64_t i) -> std::array<double, 3> {
            return { static_cast<double>(i % 3) - 1.0, static_cast<double>(i / 3) - 0.5, 0.0 };
          } };
}

inline std::vector<double> ArrayIn(const std::string& path, const std::string& name)
{
  for (const auto& [key, array] : ReadNpz(path))
  {
    if (key == name)
    {
      return array.ToDouble();
    }
  }
  ADD_FAILURE() << "no array " << name << " in " << path;
  return {};
}

inline std::unique_ptr<Plane> PlaneIn(const std::string& folder, const ProblemOptions& options)
{
  DirectionOptions directions;
  directions.Method = DirectionMethod::File;
  directions.Files = { folder + "direction1.pt", folder + "direction2.pt" };
  return std::make_unique<Plane>(std::make_shared<Problem>(options), 2, directions);
}

inline void ExpectClose(
  const std::vector<double>& values, const std::vector<double>& truth, double tolerance)
{
  ASSERT_EQ(values.size(), truth.size());
  double largest = 0.0;
  for (const double value : truth)
  {
    largest = std::max(largest, std::fabs(value));
  }
  for (std::size_t i = 0; i < truth.size(); ++i)
  {
    EXPECT_NEAR(values[i], truth[i], tolerance * largest) << i;
  }
}

} // namespace losslandscape

#endif
