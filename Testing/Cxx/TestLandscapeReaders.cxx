// SPDX-License-Identifier: BSD-3-Clause
// Readers and writers as VTK pipelines: arrays, parts, time, errors.
#include "Testing/TestOutput.h"
#include "vtkCheckpointReader.h"
#include "vtkLandscapeHDF5Writer.h"
#include "vtkLandscapePLYWriter.h"
#include "vtkLandscapeReader.h"
#include "vtkLandscapeTrajectoryReader.h"

#include "Testing/Core/Files/Landscapes/LandscapesTesting.h"
#include "Testing/Cxx/TopologyFilterFixtures.h"

#include "vtkDataSetAttributes.h"
#include "vtkStreamingDemandDrivenPipeline.h"
#include "vtkStringArray.h"
#include "vtkUnsignedCharArray.h"

#include <filesystem>

namespace
{

using losslandscape::LandscapeFixture;
using Pipeline = vtkStreamingDemandDrivenPipeline;

std::string Output(const std::string& name)
{
  return losslandscape::TestOutput(name);
}

template <typename Reader>
vtkSmartPointer<Reader> Open(const std::vector<std::string>& paths)
{
  auto reader = vtkSmartPointer<Reader>::New();
  for (const std::string& path : paths)
  {
    reader->AddFileName(path.c_str());
  }
  return reader;
}

Image ReadImage(const std::string& path)
{
  auto reader = Open<vtkLandscapeReader>({ path });
  reader->Update();
  return ImageOf(reader, 0);
}

std::vector<double> PointArray(vtkDataSet* data, const char* name)
{
  return ValuesOf(data->GetPointData()->GetArray(name));
}

/// What goes wrong when the reader works; its output must be valid and empty.
template <typename Reader>
std::string ReaderError(const std::vector<std::string>& paths)
{
  auto reader = Open<Reader>(paths);
  MessageCollector errors(reader);
  reader->Update();
  for (const int type : { vtkDataObject::POINT, vtkDataObject::CELL, vtkDataObject::ROW })
  {
    EXPECT_EQ(reader->GetOutputDataObject(0)->GetNumberOfElements(type), 0);
  }
  EXPECT_EQ(errors.Count, 1) << errors.Text;
  return errors.Text;
}

} // namespace

TEST(LandscapeReader, HiddenPointsAreMaskedNotValues)
{
  auto reader = Open<vtkLandscapeReader>({ LandscapeFixture("unfinished.h5") });
  MessageCollector warnings(reader, vtkCommand::WarningEvent);
  reader->Update();
  EXPECT_TRUE(Contains(warnings.Text, "3 of 12 points have no value"));
  vtkImageData* image = ImageOf(reader, 0);
  EXPECT_STREQ(image->GetPointData()->GetScalars()->GetName(), "loss");
  vtkUnsignedCharArray* ghosts = image->GetPointGhostArray();
  ASSERT_NE(ghosts, nullptr);
  for (vtkIdType id = 0; id < 12; ++id)
  {
    const bool missing = id == 1 || id == 5 || id == 11;
    EXPECT_EQ(ghosts->GetValue(id), missing ? vtkDataSetAttributes::HIDDENPOINT : 0) << id;
    EXPECT_EQ(PointArray(image, "evaluated")[id], missing ? 0.0 : 1.0) << id;
    EXPECT_EQ(std::isnan(PointArray(image, "loss")[id]), missing) << id;
  }
  double range[2];
  image->GetPointData()->GetArray("loss")->GetRange(range);
  EXPECT_DOUBLE_EQ(range[0], losslandscape::LossAt(-1.0, 0.0));
}

TEST(LandscapeReader, MinusOneMayBeAValue)
{
  auto reader = Open<vtkLandscapeReader>({ LandscapeFixture("unfinished.h5") });
  reader->MinusOneIsNotComputedOff();
  MessageCollector warnings(reader, vtkCommand::WarningEvent);
  reader->Update();
  EXPECT_TRUE(Contains(warnings.Text, "1 of 12 points"));
  EXPECT_EQ(PointArray(ImageOf(reader, 0), "loss")[5], -1.0);
}

TEST(LandscapeReader, CompleteFilesHideNothing)
{
  for (const char* name : { "original.h5", "stored.npz", "ascii.ply" })
  {
    auto reader = Open<vtkLandscapeReader>({ LandscapeFixture(name) });
    MessageCollector warnings(reader, vtkCommand::WarningEvent);
    reader->Update();
    EXPECT_EQ(warnings.Count, 0) << name;
    vtkImageData* image = ImageOf(reader, 0);
    EXPECT_EQ(image->GetPointGhostArray(), nullptr) << name;
    for (vtkIdType id = 0; id < 12; ++id)
    {
      const double* at = image->GetPoint(id);
      EXPECT_NEAR(PointArray(image, "loss")[id], losslandscape::LossAt(at[0], at[1]), 1e-12);
    }
  }
}

TEST(LandscapeReader, PartsAreThoseOfTheWhole)
{
  auto whole = Open<vtkLandscapeReader>({ LandscapeFixture("volume.h5") });
  whole->Update();
  for (const std::array<int, 6>& part :
    { std::array<int, 6>{ 1, 2, 0, 2, 1, 1 }, { 3, 3, 1, 1, 0, 1 }, { 0, 3, 0, 2, 0, 1 } })
  {
    auto reader = Open<vtkLandscapeReader>({ LandscapeFixture("volume.h5") });
    reader->UpdateExtent(part.data());
    vtkImageData* image = ImageOf(reader, 0);
    ASSERT_TRUE(std::equal(part.begin(), part.end(), image->GetExtent()));
    for (vtkIdType id = 0; id < image->GetNumberOfPoints(); ++id)
    {
      double at[3];
      image->GetPoint(id, at);
      const vtkIdType same = ImageOf(whole, 0)->FindPoint(at);
      EXPECT_EQ(PointArray(image, "loss")[id], PointArray(ImageOf(whole, 0), "loss")[same]);
    }
  }
}

TEST(LandscapeReader, PiecesMakeTheWhole)
{
  vtkIdType cells = 0;
  for (int piece = 0; piece < 3; ++piece)
  {
    auto reader = Open<vtkLandscapeReader>({ LandscapeFixture("original.h5") });
    reader->UpdatePiece(piece, 3, 0);
    cells += ImageOf(reader, 0)->GetNumberOfCells();
  }
  EXPECT_EQ(cells, 6);
}

TEST(LandscapeReader, SeriesOfLandscapes)
{
  std::vector<std::string> paths;
  for (const int epoch : { 10, 9, 1 })
  {
    paths.push_back(Output("surface_" + std::to_string(epoch) + ".h5"));
    std::filesystem::copy_file(LandscapeFixture(epoch == 9 ? "unfinished.h5" : "original.h5"),
      paths.back(), std::filesystem::copy_options::overwrite_existing);
  }
  auto reader = Open<vtkLandscapeReader>(paths);
  reader->UpdateInformation();
  vtkInformation* info = reader->GetOutputInformation(0);
  ASSERT_EQ(info->Length(Pipeline::TIME_STEPS()), 3);
  EXPECT_EQ(info->Get(Pipeline::TIME_STEPS())[1], 9.0);
  MessageCollector warnings(reader, vtkCommand::WarningEvent);
  reader->UpdateTimeStep(9.5);
  EXPECT_NE(ImageOf(reader, 0)->GetPointGhostArray(), nullptr);
  EXPECT_EQ(ImageOf(reader, 0)->GetInformation()->Get(vtkDataObject::DATA_TIME_STEP()), 9.0);
  reader->UpdateTimeStep(10.0);
  EXPECT_EQ(ImageOf(reader, 0)->GetPointGhostArray(), nullptr);
  reader->UpdateTimeStep(-5.0);
  EXPECT_EQ(ImageOf(reader, 0)->GetInformation()->Get(vtkDataObject::DATA_TIME_STEP()), 1.0);
}

TEST(LandscapeReader, SeriesOfDifferentGridsIsAnError)
{
  const std::vector<std::string> paths = { Output("grid_1.h5"), Output("grid_2.h5") };
  const auto option = std::filesystem::copy_options::overwrite_existing;
  std::filesystem::copy_file(LandscapeFixture("original.h5"), paths[0], option);
  std::filesystem::copy_file(LandscapeFixture("line.h5"), paths[1], option);
  auto reader = Open<vtkLandscapeReader>(paths);
  MessageCollector errors(reader);
  reader->UpdateTimeStep(2.0);
  EXPECT_TRUE(Contains(errors.Text, "grid_2.h5"));
  EXPECT_TRUE(Contains(errors.Text, "one by one"));
}

TEST(LandscapeReader, ErrorsAreOneMessageAndAnEmptyOutput)
{
  EXPECT_TRUE(Contains(ReaderError<vtkLandscapeReader>({}), "no file to read"));
  EXPECT_TRUE(Contains(ReaderError<vtkLandscapeReader>({ "/no/such.h5" }), "/no/such.h5"));
  EXPECT_TRUE(Contains(
    ReaderError<vtkLandscapeReader>({ LandscapeFixture("../make_landscapes.py") }), "PLY"));
  for (const char* name : { "uneven.h5", "huge.h5", "gap.ply", "nothing.npz", "trajectory.h5" })
  {
    EXPECT_TRUE(Contains(ReaderError<vtkLandscapeReader>({ LandscapeFixture(name) }), name));
  }
}

TEST(LandscapeReader, WorksAgainOnceTheFileIsMended)
{
  auto reader = Open<vtkLandscapeReader>({ "/no/such.h5" });
  {
    MessageCollector errors(reader);
    reader->Update();
    EXPECT_EQ(errors.Count, 1);
  }
  reader->RemoveAllFileNames();
  reader->AddFileName(LandscapeFixture("original.h5").c_str());
  reader->Update();
  EXPECT_EQ(ImageOf(reader, 0)->GetNumberOfPoints(), 12);
}

TEST(Readers, ProbesGoByContent)
{
  vtkNew<vtkLandscapeReader> landscape;
  vtkNew<vtkLandscapeTrajectoryReader> trajectory;
  vtkNew<vtkCheckpointReader> checkpoint;
  const std::string files = LOSSLANDSCAPE_TEST_DATA "/files/";
  const struct
  {
    std::string Path;
    int Landscape, Trajectory, Checkpoint;
  } cases[] = { { LandscapeFixture("original.h5"), 1, 0, 0 },
    { LandscapeFixture("trajectory.h5"), 0, 1, 0 }, { LandscapeFixture("stored.npz"), 1, 0, 0 },
    { LandscapeFixture("nothing.npz"), 0, 0, 0 }, { LandscapeFixture("big.ply"), 1, 0, 0 },
    { LandscapeFixture("mesh.ply"), 0, 0, 0 }, { files + "nested.pt", 0, 0, 1 },
    { files + "state-legacy.pt", 0, 0, 1 }, { files + "types.safetensors", 0, 0, 1 },
    { files + "scripted.pt", 0, 0, 1 }, { files + "rgb.png", 0, 0, 0 }, { "/no/such", 0, 0, 0 },
    { "/tmp", 0, 0, 0 }, { "", 0, 0, 0 } };
  for (const auto& test : cases)
  {
    EXPECT_EQ(landscape->CanReadFile(test.Path.c_str()), test.Landscape) << test.Path;
    EXPECT_EQ(trajectory->CanReadFile(test.Path.c_str()), test.Trajectory) << test.Path;
    EXPECT_EQ(checkpoint->CanReadFile(test.Path.c_str()), test.Checkpoint) << test.Path;
  }
}

TEST(TrajectoryReader, LineAndVertices)
{
  auto reader = Open<vtkLandscapeTrajectoryReader>({ LandscapeFixture("trajectory.h5") });
  reader->Update();
  vtkPolyData* path = Poly(reader, 0);
  EXPECT_EQ(path->GetNumberOfPoints(), 4);
  EXPECT_EQ(path->GetNumberOfVerts(), 4);
  ASSERT_EQ(path->GetNumberOfLines(), 1);
  EXPECT_EQ(path->GetPoint(3)[0], -1.0);
  EXPECT_EQ(path->GetPoint(3)[1], 0.25);
  EXPECT_EQ(PointArray(path, "epoch"), (std::vector<double>{ 0, 1, 2, 3 }));
  reader->UpdatePiece(1, 2, 0);
  EXPECT_EQ(Poly(reader, 0)->GetNumberOfPoints(), 0);
  EXPECT_TRUE(Contains(
    ReaderError<vtkLandscapeTrajectoryReader>({ LandscapeFixture("original.h5") }), "proj_xcoord"));
}

TEST(CheckpointReader, TableOfParameters)
{
  auto reader = Open<vtkCheckpointReader>({ LOSSLANDSCAPE_TEST_DATA "/files/nested.pt" });
  reader->Update();
  vtkTable* table = TableOf(reader, 0);
  ASSERT_EQ(table->GetNumberOfRows(), 3);
  EXPECT_EQ(table->GetValueByName(0, "name").ToString(), "weight");
  EXPECT_EQ(table->GetValueByName(0, "shape").ToString(), "(2, 3, 4)");
  EXPECT_EQ(table->GetValueByName(2, "type").ToString(), "int64");
  EXPECT_EQ(table->GetValueByName(0, "count").ToInt(), 24);
  // -3, -2.5, ..., 8.5
  EXPECT_DOUBLE_EQ(table->GetValueByName(0, "mean").ToDouble(), 2.75);
  EXPECT_NEAR(table->GetValueByName(0, "standard_deviation").ToDouble(),
    0.5 * std::sqrt((24.0 * 24.0 - 1.0) / 12.0), 1e-12);
  EXPECT_DOUBLE_EQ(table->GetValueByName(0, "minimum").ToDouble(), -3.0);
  EXPECT_DOUBLE_EQ(table->GetValueByName(0, "maximum").ToDouble(), 8.5);
  vtkFieldData* fields = table->GetFieldData();
  EXPECT_EQ(fields->GetArray("epoch")->GetComponent(0, 0), 12.0);
  EXPECT_EQ(
    vtkStringArray::SafeDownCast(fields->GetAbstractArray("key"))->GetValue(0), "state_dict");
  reader->UpdatePiece(1, 2, 0);
  EXPECT_EQ(TableOf(reader, 0)->GetNumberOfRows(), 0);
}

TEST(CheckpointReader, KeyAndErrors)
{
  auto reader = Open<vtkCheckpointReader>({ LOSSLANDSCAPE_TEST_DATA "/files/odd-key.pt" });
  reader->SetKey("teacher");
  reader->Update();
  EXPECT_EQ(TableOf(reader, 0)->GetNumberOfRows(), 3);
  EXPECT_TRUE(Contains(
    ReaderError<vtkCheckpointReader>({ LOSSLANDSCAPE_TEST_DATA "/files/rgb.png" }), "rgb.png"));
}

TEST(CheckpointReader, WeightsOfATorchScriptNetwork)
{
  auto reader = Open<vtkCheckpointReader>({ LOSSLANDSCAPE_TEST_DATA "/files/scripted.pt" });
  reader->Update();
  vtkTable* table = TableOf(reader, 0);
  ASSERT_EQ(table->GetNumberOfRows(), 2);
  EXPECT_EQ(table->GetValueByName(0, "name").ToString(), "layer.weight");
  EXPECT_EQ(table->GetValueByName(0, "shape").ToString(), "(3, 2)");
  EXPECT_EQ(table->GetValueByName(1, "name").ToString(), "layer.bias");
}

TEST(Writers, RoundTripOfValuesAndMasks)
{
  auto image = MakeImage({ 0, 4, 0, 2, 0, 0 }, { -1.0, 2.0, 0.0 }, 0.25,
    [](double x, double y, double) { return x + 10.0 * y; });
  vtkNew<vtkUnsignedCharArray> ghosts;
  ghosts->SetName(vtkDataSetAttributes::GhostArrayName());
  vtkNew<vtkUnsignedCharArray> evaluated;
  evaluated->SetName("evaluated");
  for (vtkIdType id = 0; id < 15; ++id)
  {
    ghosts->InsertNextValue(id == 3 ? vtkDataSetAttributes::HIDDENPOINT : 0);
    evaluated->InsertNextValue(id == 3 || id == 4 ? 0 : 1);
  }
  image->GetPointData()->AddArray(ghosts);
  image->GetPointData()->AddArray(evaluated);
  vtkNew<vtkLandscapeHDF5Writer> hdf5;
  hdf5->SetFileName(Output("round.h5").c_str());
  vtkNew<vtkLandscapePLYWriter> ply;
  ply->SetFileName(Output("round.ply").c_str());
  for (vtkWriter* writer : { static_cast<vtkWriter*>(hdf5), static_cast<vtkWriter*>(ply) })
  {
    writer->SetInputData(image);
    EXPECT_EQ(writer->Write(), 1);
  }
  for (const char* name : { "round.h5", "round.ply" })
  {
    auto reader = Open<vtkLandscapeReader>({ Output(name) });
    MessageCollector warnings(reader, vtkCommand::WarningEvent);
    reader->Update();
    Image again = ImageOf(reader, 0);
    EXPECT_EQ(warnings.Count, 1) << name;
    ASSERT_EQ(again->GetNumberOfPoints(), 15) << name;
    for (vtkIdType id = 0; id < 15; ++id)
    {
      EXPECT_EQ(again->GetPoint(id)[0], image->GetPoint(id)[0]);
      EXPECT_EQ(std::isnan(PointArray(again, "loss")[id]), id == 3) << name << id;
      EXPECT_EQ(again->GetPointGhostArray()->GetValue(id) != 0, id == 3) << name << id;
    }
    EXPECT_EQ(PointArray(again, "loss")[14], PointArray(image, "loss")[14]);
  }
  EXPECT_EQ(PointArray(ReadImage(Output("round.h5")), "evaluated")[4], 0.0);
}

TEST(Writers, ErrorsAndWhatIsLeftOut)
{
  vtkNew<vtkLandscapeHDF5Writer> writer;
  auto image = MakeImage({ 0, 1, 0, 1, 0, 0 }, { 0, 0, 0 }, 1.0, Hills);
  vtkNew<vtkDoubleArray> gradient;
  gradient->SetName("gradient");
  gradient->SetNumberOfComponents(3);
  gradient->SetNumberOfTuples(4);
  gradient->Fill(1.0);
  image->GetPointData()->AddArray(gradient);
  writer->SetInputData(image);
  {
    MessageCollector errors(writer);
    EXPECT_EQ(writer->Write(), 0);
    EXPECT_TRUE(Contains(errors.Text, "FileName"));
  }
  {
    MessageCollector errors(writer);
    writer->SetFileName("/no/such/folder/a.h5");
    EXPECT_EQ(writer->Write(), 0);
    EXPECT_TRUE(Contains(errors.Text, "/no/such/folder/a.h5"));
  }
  MessageCollector warnings(writer, vtkCommand::WarningEvent);
  writer->SetFileName(Output("left-out.h5").c_str());
  EXPECT_EQ(writer->Write(), 1);
  EXPECT_TRUE(Contains(warnings.Text, "gradient"));
  image->GetPointData()->Initialize();
  image->Modified();
  MessageCollector errors(writer);
  EXPECT_EQ(writer->Write(), 0);
  EXPECT_TRUE(Contains(errors.Text, "loss"));
}
