// SPDX-License-Identifier: BSD-3-Clause
#include "LandscapeScalars.h"

#include "Core/Common/Error.h"

#include "vtkCellData.h"
#include "vtkDataArray.h"
#include "vtkDataObject.h"
#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkPointData.h"

#include <string>

namespace losslandscape
{

namespace
{

constexpr const char* DefaultName = "loss";
constexpr const char* CellAdvice = "the filter Cell Data to Point Data turns it into a point array";

/// The names of all arrays for a message, such as "a, b (3 components)", or "none".
std::string NamesIn(vtkDataSetAttributes* data)
{
  std::string names;
  for (int i = 0; i < data->GetNumberOfArrays(); ++i)
  {
    vtkAbstractArray* array = data->GetAbstractArray(i);
    names += names.empty() ? "" : ", ";
    names += array->GetName() ? array->GetName() : "one without a name";
    if (array->GetNumberOfComponents() != 1)
    {
      names += " (" + std::to_string(array->GetNumberOfComponents()) + " components)";
    }
  }
  return names.empty() ? "none" : names;
}

std::string ArraysOf(vtkImageData* image)
{
  return "point arrays: " + NamesIn(image->GetPointData()) +
    "; cell arrays: " + NamesIn(image->GetCellData());
}

bool IsGhostArray(vtkAbstractArray* array)
{
  return array->GetName() &&
    std::string(array->GetName()) == vtkDataSetAttributes::GhostArrayName();
}

bool IsScalar(vtkAbstractArray* array)
{
  return vtkDataArray::SafeDownCast(array) && array->GetNumberOfComponents() == 1 &&
    !IsGhostArray(array);
}

vtkDataArray* OnlyScalars(vtkPointData* data)
{
  vtkDataArray* only = nullptr;
  for (int i = 0; i < data->GetNumberOfArrays(); ++i)
  {
    vtkAbstractArray* array = data->GetAbstractArray(i);
    if (IsScalar(array))
    {
      if (only)
      {
        return nullptr;
      }
      only = vtkDataArray::SafeDownCast(array);
    }
  }
  return only;
}

vtkDataArray* DefaultScalars(vtkImageData* image)
{
  vtkPointData* data = image->GetPointData();
  if (data->GetScalars() && IsScalar(data->GetScalars()))
  {
    return data->GetScalars();
  }
  if (data->GetArray(DefaultName) && IsScalar(data->GetArray(DefaultName)))
  {
    return data->GetArray(DefaultName);
  }
  if (vtkDataArray* only = OnlyScalars(data))
  {
    return only;
  }
  throw Error("the image has no point array that can be chosen by itself")
    .Expected("active point scalars, an array named loss, or a single array of one component")
    .Found(ArraysOf(image))
    .Advice("choose one in Scalars");
}

bool Names(vtkInformation* request)
{
  return request && request->Has(vtkDataObject::FIELD_NAME()) &&
    request->Get(vtkDataObject::FIELD_NAME()) && *request->Get(vtkDataObject::FIELD_NAME()) != '\0';
}

bool WantsCells(vtkInformation* request)
{
  return request && request->Has(vtkDataObject::FIELD_ASSOCIATION()) &&
    request->Get(vtkDataObject::FIELD_ASSOCIATION()) == vtkDataObject::FIELD_ASSOCIATION_CELLS;
}

vtkDataArray* CheckedScalars(vtkAbstractArray* array, const std::string& name)
{
  if (array->GetNumberOfComponents() != 1)
  {
    throw Error("array is not scalar")
      .Where(name)
      .Expected("1 component")
      .Found(std::to_string(array->GetNumberOfComponents()))
      .Advice("choose one of its components, or its magnitude, with the filter Calculator");
  }
  vtkDataArray* numbers = vtkDataArray::SafeDownCast(array);
  if (!numbers)
  {
    throw Error("array holds no numbers")
      .Where(name)
      .Expected("floating-point numbers or integers")
      .Found(array->GetClassName())
      .Advice("choose another array in Scalars");
  }
  return numbers;
}

vtkDataArray* NamedScalars(vtkImageData* image, const std::string& name, bool ofCells)
{
  vtkAbstractArray* array = image->GetPointData()->GetAbstractArray(name.c_str());
  if (ofCells || (!array && image->GetCellData()->GetAbstractArray(name.c_str())))
  {
    throw Error("array belongs to the cells of the image")
      .Where(name)
      .Expected("a point array")
      .Found(ArraysOf(image))
      .Advice(CellAdvice);
  }
  if (!array)
  {
    throw Error("image has no such array")
      .Where(name)
      .Expected("a point array")
      .Found(ArraysOf(image))
      .Advice("choose one of these in Scalars");
  }
  return CheckedScalars(array, name);
}

} // namespace

vtkDataArray* ChooseScalars(vtkImageData* image, vtkInformation* request)
{
  if (!Names(request))
  {
    return DefaultScalars(image);
  }
  return NamedScalars(image, request->Get(vtkDataObject::FIELD_NAME()), WantsCells(request));
}

} // namespace losslandscape
