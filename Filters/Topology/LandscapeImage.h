// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_FiltersTopology_LandscapeImage_h
#define losslandscape_FiltersTopology_LandscapeImage_h

#include "Core/Common/Grid.h"
#include "Core/Mathematics/Topology/Field/ScalarField.h"
#include "Pipeline/RankGroup.h"

#include <memory>
#include <vector>

class vtkDataArray;
class vtkImageData;

namespace losslandscape
{

/// The image of a filter's input as Core sees it: all of its points, whichever process has them.
/// Points that vtkGhostType marks as hidden are NaN, hence cut out. An array of double without
/// hidden points is used in place if this process is alone; everything else is copied.
class LandscapeImage
{
public:
  /// All ranks must call it. `scalars`: point scalars of `input`; null if it has no points.
  /// `announced`: the extent that the pieces of all ranks make together, as the input announced it.
  /// Throws Error (on all ranks) if they do not make it, since some rank may have failed to compute
  /// its piece.
  LandscapeImage(vtkImageData* input, vtkDataArray* scalars, const Extent& announced,
    const RankGroup& ranks, const Execution& execution);

  LandscapeImage(const LandscapeImage&) = delete;
  void operator=(const LandscapeImage&) = delete;

  /// The piece of this process.
  vtkImageData* Input() const { return this->Piece; }
  /// The point scalars of the piece; may be null if it has no points.
  vtkDataArray* Scalars() const { return this->Array; }

  const topology::ScalarField& Field() const { return *this->Whole; }
  /// The extent of the whole image; empty if it has no points.
  const Extent& WholeExtent() const { return this->All; }
  /// Whether at least one point of the whole image has a finite value.
  bool HasDomain() const
  {
    return this->Field().NumberOfNonFinite() < this->Field().NumberOfPoints();
  }

  /// Number of axes of the whole image with more than one point.
  int Dimension() const;

  const RankGroup& Ranks() const { return this->Group; }

private:
  const double* LocalValues();

  vtkImageData* Piece;
  vtkDataArray* Array;
  RankGroup Group;
  Extent All;
  std::vector<double> Copy;   ///< the piece's values, if they cannot be used in place
  std::vector<double> Values; ///< values of the whole image, if there are several processes
  std::unique_ptr<topology::ScalarField> Whole;
};

/// Calls `visit(id)` for each point of the extent `part`, in VTK's order of points. `id` is the
/// point's id in an image of the extent `whole`.
template <typename Visit>
void ForEachPoint(const Extent& part, const Extent& whole, Visit&& visit)
{
  const std::int64_t row = whole[1] - whole[0] + 1;
  const std::int64_t slice = row * (whole[3] - whole[2] + 1);
  for (int k = part[4]; k <= part[5]; ++k)
  {
    for (int j = part[2]; j <= part[3]; ++j)
    {
      for (int i = part[0]; i <= part[1]; ++i)
      {
        visit((i - whole[0]) + row * (j - whole[2]) + slice * (k - whole[4]));
      }
    }
  }
}

} // namespace losslandscape

#endif
