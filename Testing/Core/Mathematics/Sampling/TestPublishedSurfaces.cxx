// SPDX-License-Identifier: BSD-3-Clause
// Landscapes that others have published; built if they are beside the source tree.
#include "Core/Files/Landscapes/PlyLandscape.h"
#include "SamplingTesting.h"

#include <gtest/gtest.h>

using namespace sampling_testing;

TEST(PublishedSurfaces, AreSampledWithinTheTolerance)
{
  for (const char* name : { "ResNet_PCA", "VGG_PCA" })
  {
    const auto landscape = losslandscape::ReadPlyLandscape(
      std::string(LOSSLANDSCAPE_SHARED_DATA "/landscapes/") + name + ".ply");
    const Surface surface = { name, landscape.Points, landscape.Arrays.front().second };
    for (const double tolerance : { 0.05, 0.01 })
    {
      const Trial trial = Try(surface, { tolerance, 0 });
      EXPECT_LE(TrueMaxError(surface, trial.Sample), tolerance * surface.Range()) << name;
      EXPECT_LT(EvaluatedShare(trial.Sample), 1.0) << name;
    }
  }
}
