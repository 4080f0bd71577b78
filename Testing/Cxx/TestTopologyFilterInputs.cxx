// SPDX-License-Identifier: BSD-3-Clause
// What the topology filters accept, refuse and leave alone.
#include "TopologyFilterFixtures.h"

#include "vtkAnalyticLandscapeSource.h"
#include "vtkFloatArray.h"
#include "vtkIdTypeArray.h"
#include "vtkIntArray.h"
#include "vtkMatrix3x3.h"
#include "vtkStringArray.h"
#include "vtkUnsignedCharArray.h"

#include <limits>

namespace
{

const double NaN = std::numeric_limits<double>::quiet_NaN();

vtkDoubleArray* Loss(vtkImageData* image)
{
  return vtkDoubleArray::SafeDownCast(image->GetPointData()->GetArray("loss"));
}

/// The filter's outputs on the image; expects that there is no error.
void Apply(vtkLandscapeFilter* filter, vtkImageData* image)
{
  filter->SetInputDataObject(image);
  MessageCollector errors(filter);
  UpdateAll(filter);
  EXPECT_EQ(errors.Text, "") << filter->GetClassName();
}

/// The same values as another type of array.
template <typename ArrayType>
Image WithType(vtkImageData* image)
{
  auto converted = Image::New();
  converted->CopyStructure(image);
  vtkNew<ArrayType> array;
  array->SetName("loss");
  for (const double value : ValuesOf(Loss(image)))
  {
    array->InsertNextValue(static_cast<typename ArrayType::ValueType>(value));
  }
  converted->GetPointData()->SetScalars(array);
  return converted;
}

void ExpectEmpty(vtkAlgorithm* filter, bool imagesToo)
{
  for (int port = 0; port < filter->GetNumberOfOutputPorts(); ++port)
  {
    vtkDataObject* output = filter->GetOutputDataObject(port);
    if (!imagesToo && vtkImageData::SafeDownCast(output))
    {
      continue;
    }
    int arrays = 0;
    for (vtkFieldData* data : AttributesOf(output))
    {
      EXPECT_EQ(data->GetNumberOfTuples(), 0) << filter->GetClassName() << " port " << port;
      arrays += data->GetNumberOfArrays();
    }
    EXPECT_GE(arrays, 1) << filter->GetClassName() << " port " << port;
  }
}

/// Hides points 0, 7, 14, ... by the ghost array, or makes them NaN.
Image WithHoles(Image image, bool hidden)
{
  auto holed = Image::New();
  holed->DeepCopy(image);
  vtkNew<vtkUnsignedCharArray> ghosts;
  ghosts->SetName(vtkDataSetAttributes::GhostArrayName());
  for (vtkIdType id = 0; id < holed->GetNumberOfPoints(); ++id)
  {
    const bool hole = id % 7 == 0;
    ghosts->InsertNextValue(hole ? vtkDataSetAttributes::HIDDENPOINT : 0);
    if (hole && !hidden)
    {
      Loss(holed)->SetValue(id, id % 2 ? NaN : std::numeric_limits<double>::infinity());
    }
  }
  if (hidden)
  {
    holed->GetPointData()->AddArray(ghosts);
  }
  return holed;
}

} // namespace

TEST(TopologyFilters, SayWhichArraysThereAre)
{
  for (const auto& filter : AllFilters())
  {
    Image image = HillsImage();
    image->GetPointData()->Initialize();
    EXPECT_TRUE(Contains(ErrorOf(filter, image), "no point array that can be chosen"));
    vtkNew<vtkDoubleArray> wind;
    wind->SetName("wind");
    wind->SetNumberOfComponents(3);
    wind->SetNumberOfTuples(image->GetNumberOfPoints());
    wind->Fill(1.0);
    image->GetPointData()->AddArray(wind);
    vtkNew<vtkDoubleArray> area;
    area->SetName("area");
    area->SetNumberOfTuples(image->GetNumberOfCells());
    area->Fill(1.0);
    image->GetCellData()->AddArray(area);
    EXPECT_TRUE(
      Contains(ErrorOf(filter, image), "point arrays: wind (3 components); cell arrays: area"));
  }
}

TEST(TopologyFilters, RefuseUnsuitableArrays)
{
  for (const auto& filter : AllFilters())
  {
    Image image = HillsImage();
    vtkNew<vtkFloatArray> wind;
    wind->SetName("wind");
    wind->SetNumberOfComponents(2);
    wind->SetNumberOfTuples(image->GetNumberOfPoints());
    wind->Fill(1.0);
    image->GetPointData()->AddArray(wind);
    vtkNew<vtkFloatArray> area;
    area->SetName("area");
    area->SetNumberOfTuples(image->GetNumberOfCells());
    image->GetCellData()->AddArray(area);
    vtkNew<vtkStringArray> names;
    names->SetName("names");
    names->SetNumberOfTuples(image->GetNumberOfPoints());
    image->GetPointData()->AddArray(names);

    constexpr int points = vtkDataObject::FIELD_ASSOCIATION_POINTS;
    constexpr int cells = vtkDataObject::FIELD_ASSOCIATION_CELLS;
    filter->SetInputArrayToProcess(0, 0, 0, points, "wind");
    EXPECT_TRUE(
      Contains(ErrorOf(filter, image), "array is not scalar: wind: expected 1 component, found 2"));
    filter->SetInputArrayToProcess(0, 0, 0, cells, "area");
    EXPECT_TRUE(Contains(ErrorOf(filter, image), "array belongs to the cells of the image: area"));
    filter->SetInputArrayToProcess(0, 0, 0, points, "area");
    EXPECT_TRUE(Contains(ErrorOf(filter, image), "Cell Data to Point Data"));
    filter->SetInputArrayToProcess(0, 0, 0, points, "names");
    EXPECT_TRUE(Contains(ErrorOf(filter, image), "array holds no numbers: names"));
    filter->SetInputArrayToProcess(0, 0, 0, points, "height");
    EXPECT_TRUE(Contains(ErrorOf(filter, image),
      "image has no such array: height: expected a point array, found point arrays: loss, wind"));
    filter->SetInputArrayToProcess(0, 0, 0, points, "loss");
    EXPECT_EQ(ErrorOf(filter, image), "") << "works again";
  }
}

TEST(TopologyFilters, RefuseRotatedAxesAndBadSpacing)
{
  for (const auto& filter : AllFilters())
  {
    Image image = HillsImage();
    vtkNew<vtkMatrix3x3> swap;
    swap->SetElement(0, 0, 0.0);
    swap->SetElement(1, 1, 0.0);
    swap->SetElement(0, 1, 1.0);
    swap->SetElement(1, 0, -1.0);
    image->SetDirectionMatrix(swap);
    EXPECT_TRUE(Contains(ErrorOf(filter, image), "axes of the image are rotated"));
    Image mirrored = HillsImage();
    mirrored->SetSpacing(0.1, -0.1, 1.0);
    EXPECT_NE(ErrorOf(filter, mirrored), "");
  }
}

TEST(TopologyFilters, ChooseTheArrayByThemselves)
{
  // Without active scalars: `loss` among others, or the only one.
  for (const bool several : { true, false })
  {
    vtkNew<vtkLandscapePersistence> chosen;
    Image image = HillsImage();
    image->GetPointData()->SetActiveScalars(nullptr);
    if (several)
    {
      vtkNew<vtkDoubleArray> other;
      other->SetName("another");
      other->SetNumberOfTuples(image->GetNumberOfPoints());
      other->Fill(3.0);
      image->GetPointData()->AddArray(other);
    }
    else
    {
      Loss(image)->SetName("height");
    }
    Apply(chosen, image);
    vtkNew<vtkLandscapePersistence> expected;
    Apply(expected, HillsImage());
    ExpectSameOutputs(expected, chosen);
  }
}

TEST(TopologyFilters, TakeNumbersOfAnyType)
{
  for (const Image& image : { HillsImage(), HillsVolume() })
  {
    const auto doubles = AllFilters();
    const auto floats = AllFilters();
    const auto integers = AllFilters();
    for (std::size_t i = 0; i < doubles.size(); ++i)
    {
      Apply(doubles[i], image);
      Apply(floats[i], WithType<vtkFloatArray>(image));
      Apply(integers[i], WithType<vtkIntArray>(image));
      ExpectSameOutputs(doubles[i], floats[i], "loss");
      ExpectSameOutputs(doubles[i], integers[i], "loss");
    }
  }
}

TEST(TopologyFilters, CutOutHiddenPointsLikeNaN)
{
  const auto hidden = AllFilters();
  const auto nan = AllFilters();
  for (std::size_t i = 0; i < hidden.size(); ++i)
  {
    MessageCollector warnings(hidden[i], vtkCommand::WarningEvent);
    hidden[i]->SetInputDataObject(WithHoles(HillsImage(), true));
    hidden[i]->Update();
    EXPECT_EQ(warnings.Count, 1);
    EXPECT_TRUE(Contains(warnings.Text, "72 of 500 points were cut out"));
    MessageCollector others(nan[i], vtkCommand::WarningEvent);
    nan[i]->SetInputDataObject(WithHoles(HillsImage(), false));
    nan[i]->Update();
    EXPECT_EQ(others.Count, 1);
    for (int port = 0; port < hidden[i]->GetNumberOfOutputPorts(); ++port)
    {
      vtkDataObject* output = hidden[i]->GetOutputDataObject(port);
      auto* count =
        vtkIdTypeArray::SafeDownCast(output->GetFieldData()->GetArray("non_finite_points"));
      ASSERT_TRUE(count && count->GetNumberOfTuples() == 1);
      EXPECT_EQ(count->GetValue(0), 72);
      // Of the images compare what was computed; the ghost array is only with the hidden points.
      if (vtkFieldData* data = output->GetAttributesAsFieldData(vtkDataObject::POINT))
      {
        data->RemoveArray(vtkDataSetAttributes::GhostArrayName());
      }
    }
    ExpectSameOutputs(hidden[i], nan[i], "loss");
  }
}

TEST(TopologyFilters, PassGhostArraysToImages)
{
  vtkNew<vtkLandscapeMorseComplex> complex;
  complex->SetInputDataObject(WithHoles(HillsImage(), true));
  MessageCollector warnings(complex, vtkCommand::WarningEvent);
  complex->Update(2);
  auto* segmentation = vtkImageData::SafeDownCast(complex->GetOutputDataObject(2));
  EXPECT_NE(segmentation->GetPointGhostArray(), nullptr);
  EXPECT_TRUE(segmentation->HasAnyBlankPoints());
}

TEST(TopologyFilters, AcceptSmallImages)
{
  for (const auto& filter : AllFilters())
  {
    const bool needsPlane = vtkLandscapeMorseComplex::SafeDownCast(filter) != nullptr;
    for (const std::array<int, 6>& extent :
      { std::array<int, 6>{ 0, 0, 0, 0, 0, 0 }, std::array<int, 6>{ 0, 0, 0, 8, 0, 0 } })
    {
      Image image = MakeImage(extent, { 0.0, 0.0, 0.0 }, 1.0, Hills);
      const std::string error = ErrorOf(filter, image);
      EXPECT_EQ(error.empty(), !needsPlane) << filter->GetClassName() << error;
    }
    Image plane = MakeImage({ 0, 1, 0, 1, 0, 0 }, { 0.0, 0.0, 0.0 }, 1.0, Hills);
    EXPECT_EQ(ErrorOf(filter, plane), "");
  }
}

TEST(TopologyFilters, OnePointIsAMinimum)
{
  vtkNew<vtkLandscapeCriticalPoints> points;
  Apply(points, MakeImage({ 3, 3, 4, 4, 0, 0 }, { 0.5, 0.5, 0.0 }, 2.0, Hills));
  auto* output = vtkPolyData::SafeDownCast(points->GetOutputDataObject(0));
  ASSERT_EQ(output->GetNumberOfPoints(), 1);
  EXPECT_EQ(output->GetPointData()->GetArray("type")->GetTuple1(0), 0.0);
  EXPECT_EQ(output->GetPointData()->GetArray("vertex_id")->GetTuple1(0), 0.0);
  EXPECT_EQ(output->GetPoint(0)[0], 6.5);
  EXPECT_EQ(output->GetPoint(0)[1], 8.5);
}

TEST(TopologyFilters, EmptyImagesGiveEmptyOutputsWithAllArrays)
{
  for (const auto& filter : AllFilters())
  {
    Apply(filter, Image::New());
    ExpectEmpty(filter, true);
    Image nothing = MakeImage({ 0, -1, 0, -1, 0, -1 }, { 0.0, 0.0, 0.0 }, 1.0, Hills);
    Apply(filter, nothing);
    ExpectEmpty(filter, true);
  }
}

TEST(TopologyFilters, ImagesOfNaNGiveEmptyOutputsWithAllArrays)
{
  for (const auto& filter : AllFilters())
  {
    Image image = HillsImage();
    Loss(image)->Fill(NaN);
    MessageCollector warnings(filter, vtkCommand::WarningEvent);
    Apply(filter, image);
    ExpectEmpty(filter, false);
    EXPECT_TRUE(Contains(warnings.Text, "500 of 500 points were cut out"));
  }
  vtkNew<vtkLandscapeMorseComplex> complex;
  Image image = HillsImage();
  Loss(image)->Fill(NaN);
  MessageCollector warnings(complex, vtkCommand::WarningEvent);
  Apply(complex, image);
  auto* segmentation = vtkImageData::SafeDownCast(complex->GetOutputDataObject(2));
  ASSERT_EQ(segmentation->GetNumberOfPoints(), 500);
  for (const double label : ValuesOf(segmentation->GetPointData()->GetArray("descending_manifold")))
  {
    EXPECT_EQ(label, -1.0);
  }
}

TEST(TopologyFilters, LeaveTheirInputAlone)
{
  for (const auto& filter : AllFilters())
  {
    Image image = WithHoles(HillsImage(), true);
    auto copy = Image::New();
    copy->DeepCopy(image);
    const auto time = image->GetMTime();
    MessageCollector warnings(filter, vtkCommand::WarningEvent);
    Apply(filter, image);
    EXPECT_EQ(image->GetMTime(), time) << filter->GetClassName();
    EXPECT_EQ(image->GetPointData()->GetNumberOfArrays(), 2);
    EXPECT_EQ(image->GetFieldData()->GetNumberOfArrays(), 0);
    EXPECT_TRUE(SameBits(ValuesOf(Loss(image)), ValuesOf(Loss(copy))));
  }
}

TEST(TopologyFilters, PassFieldDataToAllOutputs)
{
  for (const auto& filter : AllFilters())
  {
    vtkNew<vtkAnalyticLandscapeSource> source;
    source->SetResolution(21, 21, 1);
    filter->SetInputConnection(source->GetOutputPort());
    UpdateAll(filter);
    for (int port = 0; port < filter->GetNumberOfOutputPorts(); ++port)
    {
      vtkFieldData* fields = filter->GetOutputDataObject(port)->GetFieldData();
      EXPECT_NE(fields->GetAbstractArray("LossLandscapeRecipe"), nullptr);
      ASSERT_NE(fields->GetArray("non_finite_points"), nullptr);
      EXPECT_EQ(fields->GetArray("non_finite_points")->GetTuple1(0), 0.0);
    }
  }
}

TEST(TopologyFilters, ExtentsNeedNotStartAtZero)
{
  const auto zero = AllFilters();
  const auto shifted = AllFilters();
  // Powers of two, so that both formulas for the coordinates give the same bits.
  Image image = MakeImage({ 0, 15, 0, 11, 0, 6 }, { -4.0, -3.0, 1.0 }, 0.5, Hills);
  Image same = MakeImage({ -5, 10, 20, 31, 2, 8 }, { -1.5, -13.0, 0.0 }, 0.5, Hills);
  for (std::size_t i = 0; i < zero.size(); ++i)
  {
    Apply(zero[i], image);
    Apply(shifted[i], same);
    ExpectSameOutputs(zero[i], shifted[i]);
  }
}

TEST(TopologyFilters, ThreadsDoNotMatter)
{
  for (const Image& image : { HillsImage(), HillsVolume() })
  {
    const auto one = AllFilters();
    const auto many = AllFilters();
    for (std::size_t i = 0; i < one.size(); ++i)
    {
      one[i]->SetThreads(1);
      many[i]->SetThreads(5);
      Apply(one[i], image);
      Apply(many[i], image);
      ExpectSameOutputs(one[i], many[i]);
    }
  }
}

TEST(TopologyFilters, AnswerAnAbortAndStartAnew)
{
  const Image image = MakeImage({ 0, 399, 0, 299, 0, 0 }, { 0.0, 0.0, 0.0 }, 0.21, Hills);
  for (const auto& filter : AllFilters())
  {
    vtkNew<vtkCallbackCommand> stop;
    stop->SetCallback(
      [](vtkObject* caller, unsigned long, void*, void*)
      {
        auto* algorithm = vtkAlgorithm::SafeDownCast(caller);
        if (algorithm->GetProgress() >= 0.1 && algorithm->GetProgress() < 1.0)
        {
          algorithm->SetAbortExecute(1);
        }
      });
    const auto observer = filter->AddObserver(vtkCommand::ProgressEvent, stop);
    MessageCollector errors(filter);
    filter->SetInputDataObject(image);
    filter->Update();
    for (int port = 0; port < filter->GetNumberOfOutputPorts(); ++port)
    {
      vtkDataObject* output = filter->GetOutputDataObject(port);
      EXPECT_EQ(output->GetNumberOfElements(vtkDataObject::POINT), 0) << filter->GetClassName();
      EXPECT_EQ(output->GetNumberOfElements(vtkDataObject::ROW), 0) << filter->GetClassName();
    }
    filter->RemoveObserver(observer);
    UpdateAll(filter);
    EXPECT_EQ(errors.Text, "");
    EXPECT_GT(filter->GetOutputDataObject(0)->GetNumberOfElements(vtkDataObject::POINT), 0)
      << filter->GetClassName();
  }
}
