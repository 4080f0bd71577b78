// SPDX-License-Identifier: BSD-3-Clause
// Private to the suite.
#ifndef losslandscape_Pipeline_OutputArrays_h
#define losslandscape_Pipeline_OutputArrays_h

#include "vtkCellArray.h"
#include "vtkFieldData.h"
#include "vtkNew.h"
#include "vtkPoints.h"
#include "vtkPolyData.h"

#include <functional>
#include <string>
#include <tuple>
#include <type_traits>
#include <vector>

namespace losslandscape
{

/// Adds a new array with undefined values to point, cell, row or field data, and returns it.
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

/// Adds a new array with a tuple for each item: what `get` (a member or a function) gives for it,
/// which may be a number, a std::array of numbers or a text.
template <typename ArrayType, typename Item, typename Get>
void AddColumn(vtkFieldData* fields, const char* name, const std::vector<Item>& items, Get&& get)
{
  using Value = std::decay_t<std::invoke_result_t<Get, const Item&>>;
  const auto tuples = static_cast<vtkIdType>(items.size());
  if constexpr (std::is_arithmetic_v<Value> || std::is_enum_v<Value>)
  {
    using Number = typename ArrayType::ValueType;
    auto* array = AddArray<ArrayType>(fields, name, 1, tuples);
    for (vtkIdType id = 0; id < tuples; ++id)
    {
      array->SetValue(id, static_cast<Number>(std::invoke(get, items[id])));
    }
  }
  else if constexpr (std::is_convertible_v<Value, std::string>)
  {
    auto* array = AddArray<ArrayType>(fields, name, 1, tuples);
    for (vtkIdType id = 0; id < tuples; ++id)
    {
      array->SetValue(id, std::invoke(get, items[id]));
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

/// Adds a new array with a tuple for each of the values.
template <typename ArrayType, typename Value>
void AddValues(vtkFieldData* fields, const char* name, const std::vector<Value>& values)
{
  AddColumn<ArrayType>(
    fields, name, values, [](const Value& value) -> const Value& { return value; });
}

/// Gives `output` a point and a vertex for each item, at the position that `get` gives for it.
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

} // namespace losslandscape

#endif
