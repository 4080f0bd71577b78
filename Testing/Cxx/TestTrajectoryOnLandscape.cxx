// SPDX-License-Identifier: BSD-3-Clause
// Trajectories on landscapes through the pipeline: arrays, summary, what is accepted and refused.
// The numbers themselves: Testing/Core/Mathematics/Descent.
#include "TopologyFilterFixtures.h"
#include "vtkTrajectoryOnLandscape.h"

#include "vtkAnalyticLandscapeSource.h"
#include "vtkCellArray.h"
#include "vtkFloatArray.h"
#include "vtkIdTypeArray.h"
#include "vtkStringArray.h"
#include "vtkTransform.h"
#include "vtkTransformPolyDataFilter.h"

#include <limits>

namespace
{

using Trajectory = vtkSmartPointer<vtkPolyData>;
using TrajectoryFilter = vtkSmartPointer<vtkTrajectoryOnLandscape>;

double Bowl(double x, double y, double z)
{
  return x * x + y * y + z * z;
}

Image BowlImage()
{
  return MakeImage({ 0, 20, 0, 20, 0, 0 }, { -2.0, -2.0, 0.0 }, 0.2, Bowl);
}

void AddCell(vtkCellArray* cells, const std::vector<vtkIdType>& ids)
{
  cells->InsertNextCell(static_cast<vtkIdType>(ids.size()), ids.data());
}

/// A run straight down (points 3, 1, 0), one straight up (2, 4), and a vertex. Point data `epoch`,
/// cell data `run`, field data `note`.
Trajectory TwoRuns()
{
  auto runs = Trajectory::New();
  vtkNew<vtkPoints> points;
  points->SetDataTypeToDouble();
  for (const auto& at : std::vector<std::array<double, 2>>{
         { 0.1, 0.05 }, { 0.5, 0.25 }, { 0.0, 0.3 }, { 1.0, 0.5 }, { 0.0, 1.5 } })
  {
    points->InsertNextPoint(at[0], at[1], 0.0);
  }
  runs->SetPoints(points);
  vtkNew<vtkCellArray> vertices;
  AddCell(vertices, { 3 });
  runs->SetVerts(vertices);
  vtkNew<vtkCellArray> lines;
  AddCell(lines, { 3, 1, 0 });
  AddCell(lines, { 2, 4 });
  runs->SetLines(lines);
  vtkNew<vtkFloatArray> epoch;
  epoch->SetName("epoch");
  epoch->SetNumberOfTuples(5);
  epoch->Fill(7.0);
  runs->GetPointData()->AddArray(epoch);
  vtkNew<vtkFloatArray> run;
  run->SetName("run");
  run->SetNumberOfTuples(3);
  run->Fill(2.0);
  runs->GetCellData()->AddArray(run);
  vtkNew<vtkStringArray> note;
  note->SetName("note");
  note->InsertNextValue("of the trajectory");
  runs->GetFieldData()->AddArray(note);
  return runs;
}

/// The output; expects this error, or none.
vtkPolyData* Apply(
  vtkTrajectoryOnLandscape* filter, vtkPolyData* runs, vtkImageData* image, const char* error = "")
{
  filter->SetInputDataObject(0, runs);
  filter->SetInputDataObject(1, image);
  MessageCollector errors(filter);
  MessageCollector warnings(filter, vtkCommand::WarningEvent);
  filter->Update();
  EXPECT_EQ(errors.Text.empty(), std::string(error).empty()) << errors.Text;
  EXPECT_NE(errors.Text.find(error), std::string::npos) << errors.Text;
  return vtkPolyData::SafeDownCast(filter->GetOutputDataObject(0));
}

std::vector<double> Column(vtkPolyData* output, const char* name)
{
  return ValuesOf(output->GetPointData()->GetArray(name));
}

double FieldValue(vtkPolyData* output, const char* name)
{
  vtkDataArray* array = output->GetFieldData()->GetArray(name);
  EXPECT_TRUE(array && array->GetNumberOfValues() == 1) << name;
  return array ? array->GetTuple1(0) : -1.0;
}

/// As `other`, but for the arrays' types.
void ExpectSameColumns(vtkPolyData* output, vtkPolyData* other)
{
  for (const char* name : { "surface_loss", "descent_angle", "arc_length" })
  {
    EXPECT_TRUE(SameBits(Column(output, name), Column(other, name))) << name;
  }
}

} // namespace

TEST(TrajectoryOnLandscape, AddsArraysAndSummary)
{
  auto filter = TrajectoryFilter::New();
  Trajectory runs = TwoRuns();
  vtkPolyData* output = Apply(filter, runs, BowlImage());
  const auto angles = Column(output, "descent_angle");
  const auto lengths = Column(output, "arc_length");
  const auto losses = Column(output, "surface_loss");
  ASSERT_EQ(angles.size(), 5u);
  EXPECT_NEAR(angles[3], 0.0, 1e-5);
  EXPECT_NEAR(angles[1], 0.0, 1e-5);
  EXPECT_TRUE(std::isnan(angles[0]));
  EXPECT_NEAR(angles[2], 180.0, 1e-5);
  EXPECT_TRUE(std::isnan(angles[4]));
  EXPECT_NEAR(lengths[0], std::hypot(0.9, 0.45), 1e-12);
  EXPECT_NEAR(lengths[4], 1.2, 1e-12);
  // Between grid points the interpolation is at most spacing^2 / 4 too high, for each axis.
  EXPECT_GE(losses[3], 1.25);
  EXPECT_LE(losses[3], 1.25 + 0.02 + 1e-12);
  EXPECT_EQ(FieldValue(output, "number_of_steps"), 3.0);
  EXPECT_NEAR(FieldValue(output, "mean_descent_cosine"), 1.0 / 3.0, 1e-12);
  EXPECT_NEAR(FieldValue(output, "share_downhill"), 2.0 / 3.0, 1e-15);
  EXPECT_NE(
    vtkIdTypeArray::SafeDownCast(output->GetFieldData()->GetArray("number_of_steps")), nullptr);
}

TEST(TrajectoryOnLandscape, KeepsTheTrajectoryAndLeavesItAlone)
{
  auto filter = TrajectoryFilter::New();
  Trajectory runs = TwoRuns();
  const auto time = runs->GetMTime();
  vtkPolyData* output = Apply(filter, runs, BowlImage());
  EXPECT_EQ(output->GetNumberOfVerts(), 1);
  EXPECT_EQ(output->GetNumberOfLines(), 2);
  EXPECT_EQ(Column(output, "epoch"), std::vector<double>(5, 7.0));
  EXPECT_EQ(ValuesOf(output->GetCellData()->GetArray("run")), std::vector<double>(3, 2.0));
  EXPECT_EQ(runs->GetMTime(), time);
  EXPECT_EQ(runs->GetPointData()->GetNumberOfArrays(), 1);
  EXPECT_EQ(runs->GetFieldData()->GetNumberOfArrays(), 1);
}

TEST(TrajectoryOnLandscape, FieldDataOfTheTrajectoryGoFirst)
{
  auto filter = TrajectoryFilter::New();
  Image image = BowlImage();
  for (const char* name : { "note", "other note" })
  {
    vtkNew<vtkStringArray> note;
    note->SetName(name);
    note->InsertNextValue("of the landscape");
    image->GetFieldData()->AddArray(note);
  }
  vtkFieldData* fields = Apply(filter, TwoRuns(), image)->GetFieldData();
  const auto text = [&](const char* name)
  {
    auto* array = vtkStringArray::SafeDownCast(fields->GetAbstractArray(name));
    return array ? std::string(array->GetValue(0)) : std::string();
  };
  EXPECT_EQ(text("note"), "of the trajectory");
  EXPECT_EQ(text("other note"), "of the landscape");
}

TEST(TrajectoryOnLandscape, ResultsAreReplacedWhenAppliedAgain)
{
  auto first = TrajectoryFilter::New();
  Trajectory once = Apply(first, TwoRuns(), BowlImage());
  auto second = TrajectoryFilter::New();
  Image turned = MakeImage({ 0, 20, 0, 20, 0, 0 }, { -2.0, -2.0, 0.0 }, 0.2,
    [](double x, double y, double z) { return -Bowl(x, y, z); });
  vtkPolyData* twice = Apply(second, once, turned);
  EXPECT_EQ(twice->GetPointData()->GetNumberOfArrays(), 4);
  EXPECT_NEAR(Column(twice, "descent_angle")[2], 0.0, 1e-5);
  EXPECT_NEAR(Column(once, "descent_angle")[2], 180.0, 1e-5);
  EXPECT_NEAR(FieldValue(twice, "share_downhill"), 1.0 / 3.0, 1e-15);
}

TEST(TrajectoryOnLandscape, HolesAndTheOutsideAreNaN)
{
  auto filter = TrajectoryFilter::New();
  Image image = BowlImage();
  // The grid point (1, 0.6), a corner of the cell of point 3; points 4 and below stay inside.
  const vtkIdType hole = 15 + 21 * 13;
  vtkDoubleArray::SafeDownCast(image->GetPointData()->GetArray("loss"))
    ->SetValue(hole, std::numeric_limits<double>::quiet_NaN());
  Trajectory runs = TwoRuns();
  runs->GetPoints()->SetPoint(4, 0.0, 2.5, 0.0);
  vtkPolyData* output = Apply(filter, runs, image);
  const auto losses = Column(output, "surface_loss");
  EXPECT_TRUE(std::isnan(losses[3]));
  EXPECT_TRUE(std::isnan(losses[4]));
  EXPECT_TRUE(std::isfinite(losses[1]));
  EXPECT_TRUE(std::isnan(Column(output, "descent_angle")[3]));
  EXPECT_EQ(FieldValue(output, "non_finite_points"), 1.0);
  EXPECT_EQ(FieldValue(output, "number_of_steps"), 2.0);
}

TEST(TrajectoryOnLandscape, LandscapesOfNaNOrWithoutPointsGiveNaN)
{
  Image holes = BowlImage();
  holes->GetPointData()->GetArray("loss")->Fill(std::numeric_limits<double>::infinity());
  for (const Image& image : { holes, Image(Image::New()) })
  {
    auto filter = TrajectoryFilter::New();
    vtkPolyData* output = Apply(filter, TwoRuns(), image);
    EXPECT_EQ(output->GetNumberOfLines(), 2);
    for (const double loss : Column(output, "surface_loss"))
    {
      EXPECT_TRUE(std::isnan(loss));
    }
    EXPECT_EQ(FieldValue(output, "number_of_steps"), 0.0);
    EXPECT_TRUE(std::isnan(FieldValue(output, "mean_descent_cosine")));
    EXPECT_TRUE(std::isnan(FieldValue(output, "share_downhill")));
  }
}

TEST(TrajectoryOnLandscape, EmptyTrajectoriesHaveAllArrays)
{
  auto filter = TrajectoryFilter::New();
  vtkPolyData* output = Apply(filter, Trajectory::New(), BowlImage());
  EXPECT_EQ(output->GetNumberOfPoints(), 0);
  for (const char* name : { "surface_loss", "descent_angle", "arc_length" })
  {
    ASSERT_NE(output->GetPointData()->GetArray(name), nullptr) << name;
  }
  EXPECT_EQ(FieldValue(output, "number_of_steps"), 0.0);
}

TEST(TrajectoryOnLandscape, LinesMayBeWarpedOutOfThePlane)
{
  auto flat = TrajectoryFilter::New();
  vtkPolyData* expected = Apply(flat, TwoRuns(), BowlImage());
  Trajectory warped = TwoRuns();
  for (vtkIdType id = 0; id < 5; ++id)
  {
    const double* at = warped->GetPoint(id);
    warped->GetPoints()->SetPoint(id, at[0], at[1], 10.0 * id);
  }
  auto filter = TrajectoryFilter::New();
  ExpectSameColumns(Apply(filter, warped, BowlImage()), expected);
}

TEST(TrajectoryOnLandscape, ImagesMayLieInTheXZPlane)
{
  Trajectory upright = TwoRuns();
  for (vtkIdType id = 0; id < 5; ++id)
  {
    const double* at = upright->GetPoint(id);
    upright->GetPoints()->SetPoint(id, at[0], -3.0, at[1]);
  }
  auto flat = TrajectoryFilter::New();
  auto filter = TrajectoryFilter::New();
  Image image = MakeImage({ 0, 20, 4, 4, 0, 20 }, { -2.0, 0.0, -2.0 }, 0.2,
    [](double x, double, double z) { return x * x + z * z; });
  vtkPolyData* expected = Apply(flat, TwoRuns(), BowlImage());
  vtkPolyData* output = Apply(filter, upright, image);
  for (const char* name : { "surface_loss", "descent_angle", "arc_length" })
  {
    const auto values = Column(output, name);
    const auto others = Column(expected, name);
    for (std::size_t i = 0; i < values.size(); ++i)
    {
      EXPECT_EQ(std::isnan(values[i]), std::isnan(others[i]));
      EXPECT_TRUE(std::isnan(values[i]) || std::abs(values[i] - others[i]) < 1e-5) << name;
    }
  }
}

TEST(TrajectoryOnLandscape, ScalarsAreChosenByName)
{
  auto filter = TrajectoryFilter::New();
  Image image = BowlImage();
  vtkNew<vtkFloatArray> height;
  height->SetName("height");
  height->SetNumberOfTuples(image->GetNumberOfPoints());
  height->Fill(4.0);
  image->GetPointData()->AddArray(height);
  filter->SetInputArrayToProcess(0, 1, 0, vtkDataObject::FIELD_ASSOCIATION_POINTS, "height");
  vtkPolyData* output = Apply(filter, TwoRuns(), image);
  for (const double loss : Column(output, "surface_loss"))
  {
    EXPECT_NEAR(loss, 4.0, 1e-14);
  }
  // Flat ground has no direction of descent.
  EXPECT_EQ(FieldValue(output, "number_of_steps"), 0.0);
}

TEST(TrajectoryOnLandscape, RefusesWhatIsNoLandscapeOrTrajectory)
{
  auto filter = TrajectoryFilter::New();
  Image bare = BowlImage();
  bare->GetPointData()->Initialize();
  EXPECT_EQ(
    Apply(filter, TwoRuns(), bare, "no point array that can be chosen")->GetNumberOfPoints(), 0);
  Trajectory torn = TwoRuns();
  vtkNew<vtkCellArray> lines;
  AddCell(lines, { 0, 5 });
  torn->SetLines(lines);
  EXPECT_EQ(Apply(filter, torn, BowlImage(),
              "a line refers to a point that does not exist: "
              "expected less than 5, found 5")
              ->GetNumberOfPoints(),
    0);
  filter->SetInputArrayToProcess(0, 1, 0, vtkDataObject::FIELD_ASSOCIATION_POINTS, "height");
  Apply(filter, TwoRuns(), BowlImage(), "image has no such array: height");
  filter->SetInputArrayToProcess(0, 1, 0, vtkDataObject::FIELD_ASSOCIATION_POINTS, "loss");
  EXPECT_EQ(Apply(filter, TwoRuns(), BowlImage())->GetNumberOfLines(), 2) << "works again";
}

TEST(TrajectoryOnLandscape, ThreadsDoNotMatter)
{
  auto one = TrajectoryFilter::New();
  auto many = TrajectoryFilter::New();
  one->SetThreads(1);
  many->SetThreads(5);
  vtkPolyData* expected = Apply(one, TwoRuns(), HillsImage());
  ExpectSameColumns(Apply(many, TwoRuns(), HillsImage()), expected);
}

TEST(TrajectoryOnLandscape, OneProcessHasAllInTheFirstPiece)
{
  vtkNew<vtkAnalyticLandscapeSource> source;
  source->SetResolution(21, 21, 1);
  // Passes requests on, unlike data without a pipeline.
  vtkNew<vtkTransform> identity;
  vtkNew<vtkTransformPolyDataFilter> runs;
  runs->SetInputDataObject(TwoRuns());
  runs->SetTransform(identity);
  auto filter = TrajectoryFilter::New();
  filter->SetInputConnection(0, runs->GetOutputPort());
  filter->SetInputConnection(1, source->GetOutputPort());
  for (const int piece : { 0, 1, 2, 0 })
  {
    filter->UpdatePiece(piece, 3, 0);
    auto* output = vtkPolyData::SafeDownCast(filter->GetOutputDataObject(0));
    EXPECT_EQ(output->GetNumberOfLines(), piece == 0 ? 2 : 0);
    EXPECT_EQ(output->GetPointData()->GetNumberOfArrays(), 4);
    EXPECT_EQ(Column(output, "surface_loss").size(), piece == 0 ? 5u : 0u);
    EXPECT_EQ(FieldValue(output, "number_of_steps"), 3.0);
  }
}
