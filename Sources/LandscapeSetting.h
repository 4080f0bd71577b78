// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_LandscapeSetting_h
#define losslandscape_Sources_LandscapeSetting_h

#include "Core/Common/Grid.h"
#include "Core/Engine/Plane/Plane.h"

#include <memory>

namespace losslandscape
{

/// What the values of a landscape depend on.
struct LandscapeSetting
{
  std::shared_ptr<const Plane> OfPlane;
  Grid OfGrid;
};

inline bool operator==(const LandscapeSetting& one, const LandscapeSetting& other)
{
  return one.OfPlane == other.OfPlane && one.OfGrid.Resolution() == other.OfGrid.Resolution() &&
    one.OfGrid.Origin() == other.OfGrid.Origin() && one.OfGrid.Spacing() == other.OfGrid.Spacing();
}

} // namespace losslandscape

#endif
