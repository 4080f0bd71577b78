// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_FiltersTopology_OutputArrays_h
#define losslandscape_FiltersTopology_OutputArrays_h

#include "LandscapeImage.h"

#include "vtkCellArray.h"
#include "vtkFieldData.h"
#include "vtkImageData.h"
#include "vtkNew.h"
#include "vtkPointData.h"
#include "vtkPoints.h"
#include "vtkPolyData.h"

#include <algorithm>
#include <array>
#include <functional>
#include <type_traits>
#include <vector>

namespace losslandscape
{

/// A new array in point, cell, row or field data, with undefined values.
template <typename ArrayType>
ArrayType* AddArray(vtkFieldData* fields, const char* name, int components, vtkIdType tuples)
{
  vtkNew<ArrayType> array;
  array->SetName(name);
  array->SetNumberOfComponents(components);
  array->SetNumberOfTuples(tuples);
  fields->AddArray(array);
  return array;
}

inline std::array<double, 9> Flat(const std::array<topology::Vector3, 3>& rows)
{
  std::array<double, 9> values;
  for (int row = 0; row < 3; ++row)
  {
    std::copy(rows[row].begin(), rows[row].end(), values.begin() + 3 * row);
  }
  return values;
}

/// A new array with a tuple for each item: what `get` (a member or a function) gives for it, a
/// number or a std::array of them.
template <typename ArrayType, typename Item, typename Get>
void AddColumn(vtkFieldData* fields, const char* name, const std::vector<Item>& items, Get&& get)
{
  using Value = std::decay_t<std::invoke_result_t<Get, const Item&>>;
  using Number = typename ArrayType::ValueType;
  const auto tuples = static_cast<vtkIdType>(items.size());
  if constexpr (std::is_arithmetic_v<Value> || std::is_enum_v<Value>)
  {
    auto* array = AddArray<ArrayType>(fields, name, 1, tuples);
    for (vtkIdType id = 0; id < tuples; ++id)
    {
      array->SetValue(id, static_cast<Number>(std::invoke(get, items[id])));
    }
  }
  else
  {
    auto* array = AddArray<ArrayType>(fields, name, std::tuple_size_v<Value>, tuples);
    for (vtkIdType id = 0; id < tuples; ++id)
    {
      array->SetTypedTuple(id, std::invoke(get, items[id]).data());
    }
  }
}

/// A vertex for each item, at the position that `get` gives for it.
template <typename Item, typename Get>
void AddVertices(vtkPolyData* output, const std::vector<Item>& items, Get&& get)
{
  const auto count = static_cast<vtkIdType>(items.size());
  vtkNew<vtkPoints> points;
  points->SetDataTypeToDouble();
  points->SetNumberOfPoints(count);
  vtkNew<vtkCellArray> vertices;
  vertices->AllocateExact(count, count);
  for (vtkIdType id = 0; id < count; ++id)
  {
    points->SetPoint(id, std::invoke(get, items[id]).data());
    vertices->InsertNextCell(1, &id);
  }
  output->SetPoints(points);
  output->SetVerts(vertices);
}

/// The part of `whole` (`components` values for each point of the whole image) that belongs to the
/// points of `output`, as a point array.
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
