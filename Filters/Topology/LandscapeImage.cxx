// SPDX-License-Identifier: BSD-3-Clause
#include "LandscapeImage.h"

#include "Core/Common/Error.h"

#include "vtkArrayDispatch.h"
#include "vtkDataArray.h"
#include "vtkDataArrayRange.h"
#include "vtkDataSetAttributes.h"
#include "vtkDoubleArray.h"
#include "vtkImageData.h"
#include "vtkMatrix3x3.h"
#include "vtkMultiProcessController.h"
#include "vtkUnsignedCharArray.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>

namespace losslandscape
{

namespace
{

constexpr Extent Nothing = { 0, -1, 0, -1, 0, -1 };

Extent ExtentOf(vtkImageData* image)
{
  Extent extent;
  std::copy_n(image->GetExtent(), 6, extent.begin());
  return NumberOfPoints(extent) > 0 ? extent : Nothing;
}

Extent Union(const Extent& a, const Extent& b)
{
  if (NumberOfPoints(a) == 0 || NumberOfPoints(b) == 0)
  {
    return NumberOfPoints(a) == 0 ? b : a;
  }
  Extent both;
  for (int axis = 0; axis < 3; ++axis)
  {
    both[2 * axis] = std::min(a[2 * axis], b[2 * axis]);
    both[2 * axis + 1] = std::max(a[2 * axis + 1], b[2 * axis + 1]);
  }
  return both;
}

topology::Size SizeOf(const Extent& extent)
{
  return { extent[1] - extent[0] + 1, extent[3] - extent[2] + 1, extent[5] - extent[4] + 1 };
}

void RequireNoRotation(vtkImageData* image)
{
  if (!image->GetDirectionMatrix()->IsIdentity())
  {
    throw Error("axes of the image are rotated")
      .Where("direction matrix")
      .Expected("the identity")
      .Advice("reset it: coordinates of a landscape are multiples of its direction vectors");
  }
}

struct CopyToDouble
{
  template <typename ArrayType>
  void operator()(ArrayType* array, std::vector<double>& values)
  {
    const auto range = vtk::DataArrayValueRange<1>(array);
    std::transform(range.begin(), range.end(), values.begin(),
      [](const auto value) { return static_cast<double>(value); });
  }
};

std::vector<double> AsDouble(vtkDataArray* array)
{
  std::vector<double> values(array->GetNumberOfTuples());
  CopyToDouble worker;
  if (!vtkArrayDispatch::Dispatch::Execute(array, worker, values))
  {
    worker(array, values);
  }
  return values;
}

bool IsHidden(unsigned char ghost)
{
  return (ghost & vtkDataSetAttributes::HIDDENPOINT) != 0;
}

/// Extents and geometry of the pieces of all ranks. They are the same on all ranks, so that every
/// decision made from them is too.
struct Pieces
{
  std::vector<Extent> Extents;
  std::vector<std::array<double, 6>> Geometry; ///< origin and spacing

  Pieces(vtkImageData* own, const RankGroup& ranks) : Extents(ranks.Size()), Geometry(ranks.Size())
  {
    const Extent extent = ExtentOf(own);
    std::array<double, 6> geometry;
    own->GetOrigin(geometry.data());
    own->GetSpacing(geometry.data() + 3);
    if (ranks.IsAlone())
    {
      this->Extents[0] = extent;
      this->Geometry[0] = geometry;
      return;
    }
    ranks.Controller()->AllGather(extent.data(), this->Extents[0].data(), 6);
    ranks.Controller()->AllGather(geometry.data(), this->Geometry[0].data(), 6);
  }

  bool Has(std::size_t rank) const { return NumberOfPoints(this->Extents[rank]) > 0; }

  Extent Whole() const
  {
    return std::accumulate(this->Extents.begin(), this->Extents.end(), Nothing, Union);
  }

  /// Origin and spacing of the first piece that has points.
  const std::array<double, 6>& CommonGeometry() const
  {
    std::size_t first = 0;
    while (first + 1 < this->Extents.size() && !this->Has(first))
    {
      ++first;
    }
    return this->Geometry[first];
  }

  void RequireOneGeometry() const
  {
    for (std::size_t rank = 0; rank < this->Extents.size(); ++rank)
    {
      if (this->Has(rank) && this->Geometry[rank] != this->CommonGeometry())
      {
        throw Error("pieces of the image differ in origin or spacing")
          .Where("process " + std::to_string(rank))
          .Expected("those of process 0")
          .Advice("pieces of one image share its origin and spacing");
      }
    }
  }

  /// Whether an earlier piece has all points of this one, as when each process read all of a file.
  bool IsRepeated(std::size_t rank) const
  {
    const Extent& own = this->Extents[rank];
    return std::any_of(this->Extents.begin(), this->Extents.begin() + rank,
      [&](const Extent& other) { return NumberOfPoints(other) > 0 && Union(own, other) == other; });
  }

  /// How many values each rank sends; none if its piece is repeated.
  std::vector<vtkIdType> Counts() const
  {
    std::vector<vtkIdType> counts;
    for (std::size_t rank = 0; rank < this->Extents.size(); ++rank)
    {
      counts.push_back(this->IsRepeated(rank) ? 0 : NumberOfPoints(this->Extents[rank]));
    }
    return counts;
  }
};

/// The places at which the values of each rank start among those of all.
std::vector<vtkIdType> Offsets(const std::vector<vtkIdType>& counts)
{
  std::vector<vtkIdType> offsets(counts.size(), 0);
  std::partial_sum(counts.begin(), counts.end() - 1, offsets.begin() + 1);
  return offsets;
}

Error Incomplete(std::int64_t expected, std::int64_t found)
{
  return Error("the pieces of all processes do not make a whole image")
    .Expected(std::to_string(expected) + " points")
    .Found(std::to_string(found))
    .Advice("a process has stopped or failed before; its messages say why");
}

/// Throws Error if `found` lacks points of `announced`. An image without any points is no error.
void RequireAll(const Extent& announced, const Extent& found)
{
  if (NumberOfPoints(found) > 0 && Union(announced, found) != found)
  {
    throw Incomplete(NumberOfPoints(announced), NumberOfPoints(found));
  }
}

/// Puts the values of all pieces, one piece after the other, where they belong in the whole image.
std::vector<double> Assemble(
  const Pieces& pieces, const Extent& whole, const std::vector<double>& values)
{
  std::vector<double> all(NumberOfPoints(whole));
  std::vector<bool> seen(all.size(), false);
  const auto counts = pieces.Counts();
  auto next = values.begin();
  for (std::size_t rank = 0; rank < counts.size(); ++rank)
  {
    if (counts[rank] > 0)
    {
      ForEachPoint(pieces.Extents[rank], whole,
        [&](std::int64_t id)
        {
          all[id] = *next++;
          seen[id] = true;
        });
    }
  }
  const auto missing = std::count(seen.begin(), seen.end(), false);
  if (missing > 0)
  {
    throw Incomplete(static_cast<std::int64_t>(all.size()), all.size() - missing);
  }
  return all;
}

/// Returns the values of the whole image, on all ranks. `own`: the values of this rank's piece.
std::vector<double> Gather(
  const Pieces& pieces, const Extent& whole, const double* own, const RankGroup& ranks)
{
  auto counts = pieces.Counts();
  auto offsets = Offsets(counts);
  const vtkIdType total = offsets.back() + counts.back();
  std::vector<double> received;
  ranks.Together(
    [&]
    {
      if (total > std::numeric_limits<int>::max())
      {
        throw Error("image is too large to be gathered")
          .Expected("less than 2^31 points")
          .Found(std::to_string(total));
      }
      received.resize(total);
    });
  ranks.Controller()->AllGatherV(
    own, received.data(), counts[ranks.Rank()], counts.data(), offsets.data());
  std::vector<double> values;
  ranks.Together([&] { values = Assemble(pieces, whole, received); });
  return values;
}

} // namespace

LandscapeImage::LandscapeImage(vtkImageData* input, vtkDataArray* scalars, const Extent& announced,
  const RankGroup& ranks, const Execution& execution)
  : Piece(input), Array(scalars), Group(ranks)
{
  const double* values = nullptr;
  ranks.Together(
    [&]
    {
      RequireNoRotation(input);
      values = this->LocalValues();
    });
  const Pieces pieces(input, ranks);
  pieces.RequireOneGeometry();
  this->All = pieces.Whole();
  if (!ranks.IsAlone())
  {
    ranks.Together([&] { RequireAll(announced, this->All); });
    this->Values = Gather(pieces, this->All, values, ranks);
    this->Copy = {};
    values = this->Values.data();
  }
  ranks.Together(
    [&]
    {
      const auto& geometry = pieces.CommonGeometry();
      topology::Vector3 first;
      topology::Vector3 step;
      for (int axis = 0; axis < 3; ++axis)
      {
        step[axis] = geometry[3 + axis];
        first[axis] = geometry[axis] + this->All[2 * axis] * step[axis];
      }
      this->Whole =
        std::make_unique<topology::ScalarField>(values, SizeOf(this->All), first, step, execution);
    });
}

const double* LandscapeImage::LocalValues()
{
  if (!this->Array || this->Piece->GetNumberOfPoints() == 0)
  {
    return nullptr;
  }
  if (this->Array->GetNumberOfTuples() != this->Piece->GetNumberOfPoints())
  {
    throw Error("array does not fit the image")
      .Expected(std::to_string(this->Piece->GetNumberOfPoints()) + " values")
      .Found(std::to_string(this->Array->GetNumberOfTuples()));
  }
  vtkUnsignedCharArray* ghosts = this->Piece->GetPointGhostArray();
  const bool hides = ghosts &&
    std::any_of(ghosts->GetPointer(0), ghosts->GetPointer(ghosts->GetNumberOfValues()), IsHidden);
  auto* doubles = vtkDoubleArray::SafeDownCast(this->Array);
  if (doubles && !hides)
  {
    return doubles->GetPointer(0);
  }
  this->Copy = AsDouble(this->Array);
  for (std::size_t id = 0; hides && id < this->Copy.size(); ++id)
  {
    if (IsHidden(ghosts->GetValue(id)))
    {
      this->Copy[id] = std::numeric_limits<double>::quiet_NaN();
    }
  }
  return this->Copy.data();
}

int LandscapeImage::Dimension() const
{
  const auto& size = this->Field().Size();
  return static_cast<int>(
    std::count_if(size.begin(), size.end(), [](std::int64_t points) { return points > 1; }));
}

} // namespace losslandscape
