// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_FiltersTopology_OutputArrays_h
#define losslandscape_FiltersTopology_OutputArrays_h

#include "LandscapeImage.h"
#include "Pipeline/OutputArrays.h"

#include "vtkImageData.h"
#include "vtkPointData.h"

#include <algorithm>
#include <array>
#include <vector>

namespace losslandscape
{

inline std::array<double, 9> Flat(const std::array<topology::Vector3, 3>& rows)
{
  std::array<double, 9> values;
  for (int row = 0; row < 3; ++row)
  {
    std::copy(rows[row].begin(), rows[row].end(), values.begin() + 3 * row);
  }
  return values;
}

/// Adds a point array with the part of `whole` (`components` values for each point of the whole
/// image) that belongs to the points of `output`.
template <typename ArrayType, typename Value>
void AddPart(const LandscapeImage& landscape, vtkImageData* output, const char* name,
  int components, const std::vector<Value>& whole)
{
  auto* array =
    AddArray<ArrayType>(output->GetPointData(), name, components, output->GetNumberOfPoints());
  auto* next = array->GetPointer(0);
  Extent part;
  std::copy_n(output->GetExtent(), 6, part.begin());
  ForEachPoint(part, landscape.WholeExtent(),
    [&](std::int64_t id)
    {
      const auto first = whole.begin() + id * components;
      next = std::copy(first, first + components, next);
    });
}

} // namespace losslandscape

#endif
