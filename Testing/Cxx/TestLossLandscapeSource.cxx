// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLossLandscapeSource.h"

#include "vtkCallbackCommand.h"
#include "vtkDoubleArray.h"
#include "vtkFieldData.h"
#include "vtkIdTypeArray.h"
#include "vtkImageData.h"
#include "vtkNew.h"
#include "vtkPointData.h"
#include "vtkStringArray.h"

#include <gtest/gtest.h>

namespace
{

/// A shipped network on a handful of images.
void MakeSmall(vtkLossLandscapeSource* source)
{
  source->SetNumberOfSamples(10);
  source->SetResolution(5, 4, 1);
}

vtkImageData* Output(vtkLossLandscapeSource* source)
{
  return vtkImageData::SafeDownCast(source->GetOutputDataObject(0));
}

std::vector<double> Losses(vtkLossLandscapeSource* source)
{
  auto* array = vtkDoubleArray::SafeDownCast(Output(source)->GetPointData()->GetArray("loss"));
  return array ? std::vector<double>(array->Begin(), array->End()) : std::vector<double>();
}

/// Collects the texts of errors.
class ErrorCollector
{
public:
  explicit ErrorCollector(vtkObject* object)
  {
    this->Command->SetClientData(&this->Text);
    this->Command->SetCallback([](vtkObject*, unsigned long, void* text, void* message)
      { *static_cast<std::string*>(text) += static_cast<const char*>(message); });
    object->AddObserver(vtkCommand::ErrorEvent, this->Command);
  }
  std::string Text;

private:
  vtkNew<vtkCallbackCommand> Command;
};

} // namespace

TEST(LossLandscapeSource, AnySubExtentHasTheSameBits)
{
  vtkNew<vtkLossLandscapeSource> whole;
  MakeSmall(whole);
  whole->Update();
  const auto all = Losses(whole);
  ASSERT_EQ(all.size(), 20u);
  vtkNew<vtkLossLandscapeSource> part;
  MakeSmall(part);
  part->UpdateInformation();
  const int extent[6] = { 1, 3, 2, 3, 0, 0 };
  part->UpdateExtent(extent);
  const auto some = Losses(part);
  ASSERT_EQ(some.size(), 6u);
  for (int j = 2; j <= 3; ++j)
  {
    for (int i = 1; i <= 3; ++i)
    {
      EXPECT_EQ(some[(j - 2) * 3 + i - 1], all[j * 5 + i]);
    }
  }
}

TEST(LossLandscapeSource, PiecesCoverTheImage)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeSmall(source);
  source->UpdateInformation();
  vtkIdType cells = 0;
  for (int piece = 0; piece < 3; ++piece)
  {
    source->UpdatePiece(piece, 3, 0);
    cells += Output(source)->GetNumberOfCells();
  }
  EXPECT_EQ(cells, 12);
}

TEST(LossLandscapeSource, RecomputesWhatChangedAndNothingElse)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeSmall(source);
  source->Update();
  const auto first = Losses(source);
  const auto time = Output(source)->GetMTime();
  source->SetSeed(source->GetSeed());
  source->Update();
  EXPECT_EQ(Output(source)->GetMTime(), time);
  source->SetSeed(5);
  source->Update();
  EXPECT_NE(Losses(source), first);
  source->SetSeed(0);
  source->Update();
  EXPECT_EQ(Losses(source), first);
}

TEST(LossLandscapeSource, SaysWhatIsWrongAndGivesAnEmptyImage)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeSmall(source);
  source->SetArchitecture("resnet0");
  ErrorCollector errors(source);
  source->Update();
  EXPECT_NE(errors.Text.find("'resnet0'"), std::string::npos) << errors.Text;
  EXPECT_EQ(Output(source)->GetPointData()->GetNumberOfArrays(), 0);
  source->SetArchitecture("resnet20");
  source->Update();
  EXPECT_EQ(Losses(source).size(), 20u);
}

TEST(LossLandscapeSource, AfterAnAbortTheNextUpdateStartsAnew)
{
  vtkNew<vtkLossLandscapeSource> source;
  source->SetNumberOfSamples(50);
  source->SetResolution(60, 60, 1);
  vtkNew<vtkCallbackCommand> stop;
  stop->SetCallback([](vtkObject* caller, unsigned long, void*, void*)
    { vtkAlgorithm::SafeDownCast(caller)->SetAbortExecute(1); });
  const auto observer = source->AddObserver(vtkCommand::ProgressEvent, stop);
  ErrorCollector errors(source);
  source->Update();
  EXPECT_EQ(errors.Text, "");
  EXPECT_TRUE(Losses(source).empty());
  source->RemoveObserver(observer);
  source->SetResolution(60, 60, 1);
  source->Update();
  EXPECT_EQ(Losses(source).size(), 3600u);
}

TEST(LossLandscapeSource, CarriesItsRecipe)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeSmall(source);
  source->Update();
  auto* recipe = vtkStringArray::SafeDownCast(
    Output(source)->GetFieldData()->GetAbstractArray("LossLandscapeRecipe"));
  ASSERT_NE(recipe, nullptr);
  EXPECT_NE(recipe->GetValue(0).find("\"architecture\": \"resnet20\""), std::string::npos);
}

TEST(LossLandscapeSource, AdaptivePiecesHaveTheBitsOfTheWhole)
{
  vtkNew<vtkLossLandscapeSource> source;
  source->SetNumberOfSamples(10);
  source->SetResolution(21, 15, 1);
  source->SetTolerance(0.05);
  source->SetSampling(vtkLossLandscapeSource::ADAPTIVE);
  source->Update();
  const auto all = Losses(source);
  ASSERT_EQ(all.size(), 315u);
  const auto evaluations = [&]
  {
    return vtkIdTypeArray::SafeDownCast(
      Output(source)->GetFieldData()->GetArray("adaptive_evaluations"))
      ->GetValue(0);
  };
  const vtkIdType expected = evaluations();
  EXPECT_LT(expected, 315);
  for (int piece = 0; piece < 3; ++piece)
  {
    source->Modified();
    source->UpdatePiece(piece, 3, 0);
    EXPECT_EQ(evaluations(), expected);
    const auto part = Losses(source);
    const int* extent = Output(source)->GetExtent();
    std::size_t next = 0;
    for (int j = extent[2]; j <= extent[3]; ++j)
    {
      for (int i = extent[0]; i <= extent[1]; ++i)
      {
        EXPECT_EQ(part.at(next++), all[21 * j + i]);
      }
    }
    EXPECT_EQ(next, part.size());
    EXPECT_LT(next, all.size());
  }
}

TEST(LossLandscapeSource, PrintsItsSettings)
{
  vtkNew<vtkLossLandscapeSource> source;
  std::ostringstream text;
  source->Print(text);
  for (const char* name : { "Architecture: resnet20", "Resolution: 21 21 21", "Threads: 0",
         "Sampling: 0", "Tolerance: 0.01" })
  {
    EXPECT_NE(text.str().find(name), std::string::npos) << name;
  }
}
