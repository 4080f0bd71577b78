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
/// Points that vtkGhostType marks as hidden are NaN, hence cut out. An array of double whose points
/// are all here and visible is used in place; everything else is copied.
class LandscapeImage
{
public:
  /// To be called by all ranks. `scalars` are point scalars of `input`; null if it has no points.
  /// `announced`: what the input said that the pieces of all ranks would be. Throws Error (on all
  /// ranks) if they do not make that image: some rank may have failed to compute its piece.
  LandscapeImage(vtkImageData* input, vtkDataArray* scalars, const Extent& announced,
    const RankGroup& ranks, const Execution& execution);

  LandscapeImage(const LandscapeImage&) = delete;
  void operator=(const LandscapeImage&) = delete;

  /// The piece of this process.
  vtkImageData* Input() const { return this->Piece; }
  /// Its point scalars; may be null if there are no points.
  vtkDataArray* Scalars() const { return this->Array; }

  const topology::ScalarField& Field() const { return *this->Whole; }
  /// Of the whole image; empty if it has no points.
  const Extent& WholeExtent() const { return this->All; }
  bool HasDomain() const
  {
    return this->Field().NumberOfNonFinite() < this->Field().NumberOfPoints();
  }

  /// Axes of the whole image with more than one point.
  int Dimension() const;

  const RankGroup& Ranks() const { return this->Group; }

private:
  const double* LocalValues();

  vtkImageData* Piece;
  vtkDataArray* Array;
  RankGroup Group;
  Extent All;
  std::vector<double> Copy;   ///< of the piece's values, if they cannot be used in place
  std::vector<double> Values; ///< of the whole image, if it is in pieces
  std::unique_ptr<topology::ScalarField> Whole;
};

/// Calls `visit(id)` with the id in the image `whole` of each point of `part`, in the order of
/// VTK's ids of `part`.
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
