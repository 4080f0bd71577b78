// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_LandscapeSetting_h
#define losslandscape_Sources_LandscapeSetting_h

#include "Core/Common/Grid.h"
#include "Core/Engine/Plane/Plane.h"

#include <memory>
#include <optional>

namespace losslandscape
{

/// All that the values of a landscape depend on. Settings are equal if a landscape of one need not
/// be evaluated again for the other.
struct LandscapeSetting
{
  std::shared_ptr<const Plane> OfPlane;
  Grid OfGrid;
  /// Tolerance of adaptive sampling; no value if every point is evaluated.
  std::optional<double> Tolerance = {};
};

inline bool operator==(const LandscapeSetting& one, const LandscapeSetting& other)
{
  return one.OfPlane == other.OfPlane && one.OfGrid.Resolution() == other.OfGrid.Resolution() &&
    one.OfGrid.Origin() == other.OfGrid.Origin() &&
    one.OfGrid.Spacing() == other.OfGrid.Spacing() && one.Tolerance == other.Tolerance;
}

} // namespace losslandscape

#endif
