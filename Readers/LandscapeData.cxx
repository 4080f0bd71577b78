// SPDX-License-Identifier: BSD-3-Clause
#include "LandscapeData.h"

#include "Core/Common/Error.h"
#include "Core/Files/Landscapes/UniformAxis.h"
#include "Pipeline/OutputArrays.h"

#include "vtkCellArray.h"
#include "vtkDataSetAttributes.h"
#include "vtkDoubleArray.h"
#include "vtkFieldData.h"
#include "vtkImageData.h"
#include "vtkNew.h"
#include "vtkPointData.h"
#include "vtkPolyData.h"
#include "vtkStringArray.h"
#include "vtkUnsignedCharArray.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

constexpr const char* LossName = "loss";
constexpr const char* EvaluatedName = "evaluated";

/// Calls `visit` for each point of the extent, in VTK's order, with the point's index in the whole
/// grid.
template <typename Visit>
void ForEachPlace(const int* extent, const Grid& grid, Visit&& visit)
{
  const std::size_t row = grid.Resolution()[0];
  const std::size_t slice = row * grid.Resolution()[1];
  for (int k = extent[4]; k <= extent[5]; ++k)
  {
    for (int j = extent[2]; j <= extent[3]; ++j)
    {
      for (int i = extent[0]; i <= extent[1]; ++i)
      {
        visit(i + row * j + slice * k);
      }
    }
  }
}

template <typename ArrayType, typename Value>
ArrayType* AddPart(
  const std::string& name, const std::vector<Value>& whole, const Grid& grid, vtkImageData* image)
{
  auto* array =
    AddArray<ArrayType>(image->GetPointData(), name.c_str(), 1, image->GetNumberOfPoints());
  vtkIdType next = 0;
  ForEachPlace(
    image->GetExtent(), grid, [&](std::size_t place) { array->SetValue(next++, whole[place]); });
  return array;
}

void HideMissing(const SampledLandscape& landscape, vtkImageData* image)
{
  if (NumberOfMissing(landscape) == 0)
  {
    return;
  }
  std::vector<std::uint8_t> ghosts;
  for (const std::uint8_t missing : landscape.Missing)
  {
    ghosts.push_back(missing ? vtkDataSetAttributes::HIDDENPOINT : 0);
  }
  AddPart<vtkUnsignedCharArray>(
    vtkDataSetAttributes::GhostArrayName(), ghosts, landscape.Points, image);
}

std::vector<double> AxisOf(vtkImageData* image, int axis)
{
  const int* extent = image->GetExtent();
  std::vector<double> coordinates;
  for (int i = extent[2 * axis]; i <= extent[2 * axis + 1]; ++i)
  {
    coordinates.push_back(image->GetOrigin()[axis] + i * image->GetSpacing()[axis]);
  }
  return coordinates;
}

/// The grid of the image. Trailing axes with the single coordinate 0 do not count, so that a plane
/// has two axes.
Grid GridOf(vtkImageData* image)
{
  const std::vector<std::string> names = { "x", "y", "z" };
  std::vector<std::vector<double>> axes;
  for (int axis = 0; axis < 3; ++axis)
  {
    axes.push_back(AxisOf(image, axis));
  }
  while (axes.size() > 1 && axes.back() == std::vector<double>{ 0.0 })
  {
    axes.pop_back();
  }
  return MakeGrid(names, axes);
}

std::vector<double> ValuesOf(vtkDataArray* array)
{
  std::vector<double> values;
  for (vtkIdType id = 0; id < array->GetNumberOfTuples(); ++id)
  {
    values.push_back(array->GetComponent(id, 0));
  }
  return values;
}

vtkDataArray* LossOf(vtkImageData* image)
{
  vtkPointData* points = image->GetPointData();
  vtkDataArray* loss = points->GetArray(LossName);
  loss = loss ? loss : points->GetScalars();
  if (!loss || loss->GetNumberOfComponents() != 1 || !loss->GetName())
  {
    throw Error("nothing to write")
      .Expected("an image with a point array 'loss', or with active scalars of one component")
      .Advice("choose the array with the filter Calculator, result name loss");
  }
  return loss;
}

bool IsMask(const std::string& name)
{
  return name == EvaluatedName || name == vtkDataSetAttributes::GhostArrayName();
}

void TakeOthers(vtkImageData* image, vtkDataArray* loss, SampledLandscape& landscape)
{
  vtkPointData* points = image->GetPointData();
  for (int i = 0; i < points->GetNumberOfArrays(); ++i)
  {
    vtkDataArray* array = points->GetArray(i);
    const char* name = points->GetArrayName(i);
    if (array == loss || (name && IsMask(name)))
    {
      continue;
    }
    if (array && name && array->GetNumberOfComponents() == 1)
    {
      landscape.Arrays.emplace_back(name, ValuesOf(array));
    }
    else
    {
      landscape.Skipped.push_back(name ? name : "unnamed");
    }
  }
}

void TakeMasks(vtkImageData* image, SampledLandscape& landscape)
{
  MarkMissing(landscape);
  vtkDataArray* evaluated = image->GetPointData()->GetArray(EvaluatedName);
  vtkUnsignedCharArray* ghosts = image->GetPointGhostArray();
  for (std::size_t id = 0; id < landscape.Missing.size(); ++id)
  {
    if (evaluated && evaluated->GetComponent(static_cast<vtkIdType>(id), 0) == 0.0)
    {
      landscape.Evaluated[id] = 0;
    }
    if (ghosts &&
      (ghosts->GetValue(static_cast<vtkIdType>(id)) & vtkDataSetAttributes::HIDDENPOINT))
    {
      landscape.Missing[id] = 1;
      landscape.Evaluated[id] = 0;
    }
  }
}

void TakeTexts(vtkImageData* image, SampledLandscape& landscape)
{
  for (const char* name : { "LossLandscapeRecipe", "dir_file" })
  {
    auto* text = vtkStringArray::SafeDownCast(image->GetFieldData()->GetAbstractArray(name));
    if (text && text->GetNumberOfValues() == 1)
    {
      landscape.Texts[name] = text->GetValue(0);
    }
  }
}

} // namespace

void FillImage(const SampledLandscape& landscape, vtkImageData* image)
{
  for (const auto& [name, values] : landscape.Arrays)
  {
    AddPart<vtkDoubleArray>(name, values, landscape.Points, image);
  }
  image->GetPointData()->SetActiveScalars(landscape.Arrays.front().first.c_str());
  AddPart<vtkUnsignedCharArray>(EvaluatedName, landscape.Evaluated, landscape.Points, image);
  HideMissing(landscape, image);
  for (const auto& [name, text] : landscape.Texts)
  {
    AddLines(name, { text }, image);
  }
  AddLines("skipped_arrays", landscape.Skipped, image);
}

SampledLandscape LandscapeOf(vtkImageData* image)
{
  if (!image || image->GetNumberOfPoints() == 0)
  {
    throw Error("nothing to write").Expected("an image with at least one point");
  }
  vtkDataArray* loss = LossOf(image);
  SampledLandscape landscape = { GridOf(image), { { LossName, ValuesOf(loss) } }, {}, {}, {}, {} };
  TakeOthers(image, loss, landscape);
  TakeMasks(image, landscape);
  TakeTexts(image, landscape);
  return landscape;
}

void FillTrajectory(const SampledTrajectory& trajectory, vtkPolyData* output)
{
  using Place = std::array<double, 2>;
  AddVertices(output, trajectory.Points,
    [](const Place& place) {
      return std::array<double, 3>{ place[0], place[1], 0.0 };
    });
  const auto count = static_cast<vtkIdType>(trajectory.Points.size());
  if (count > 1)
  {
    vtkNew<vtkCellArray> line;
    line->InsertNextCell(static_cast<int>(count));
    for (vtkIdType id = 0; id < count; ++id)
    {
      line->InsertCellPoint(id);
    }
    output->SetLines(line);
  }
  for (const auto& [name, values] : trajectory.Arrays)
  {
    AddValues<vtkDoubleArray>(output->GetPointData(), name.c_str(), values);
  }
  const bool hasLoss = FindArray(trajectory.Arrays, LossName) != nullptr;
  output->GetPointData()->SetActiveScalars(hasLoss ? LossName : "epoch");
}

void AddLines(const std::string& name, const std::vector<std::string>& lines, vtkDataObject* output)
{
  if (!lines.empty())
  {
    AddValues<vtkStringArray>(output->GetFieldData(), name.c_str(), lines);
  }
}

} // namespace losslandscape
