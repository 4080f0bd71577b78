// SPDX-License-Identifier: BSD-3-Clause
// Time steps of the Loss Landscape source.
#include "TrainingRunFixtures.h"

#include "vtkDoubleArray.h"
#include "vtkFieldData.h"
#include "vtkInformation.h"
#include "vtkStreamingDemandDrivenPipeline.h"
#include "vtkStringArray.h"

#include <gtest/gtest.h>

#include <vector>

using namespace training_run;

namespace
{

using Pipeline = vtkStreamingDemandDrivenPipeline;
using Numbers = std::vector<double>;

const Numbers Epochs = { 0.0, 1.0, 3.0, 4.5, 8.0, 20.0 };

void MakeRunOverTime(vtkLossLandscapeSource* source)
{
  MakeRun(source);
  source->SetCenterOverTraining(true);
}

Numbers TimesOf(vtkLossLandscapeSource* source, int port = 0)
{
  source->UpdateInformation();
  vtkInformation* info = source->GetOutputInformation(port);
  const double* times = info->Get(Pipeline::TIME_STEPS());
  return times ? Numbers(times, times + info->Length(Pipeline::TIME_STEPS())) : Numbers();
}

Numbers ValuesOf(vtkImageData* image, const char* name)
{
  auto* array = vtkDoubleArray::SafeDownCast(image->GetPointData()->GetArray(name));
  return Numbers(array->GetPointer(0), array->GetPointer(0) + array->GetNumberOfTuples());
}

/// The losses at a time; expects to be told that they are those of `step`.
Numbers LossesAt(vtkLossLandscapeSource* source, double time, double step)
{
  source->UpdateTimeStep(time);
  EXPECT_EQ(Landscape(source)->GetInformation()->Get(vtkDataObject::DATA_TIME_STEP()), step);
  return ValuesOf(Landscape(source), "loss");
}

std::string RecipeOf(vtkDataObject* output)
{
  return vtkStringArray::SafeDownCast(
    output->GetFieldData()->GetAbstractArray("LossLandscapeRecipe"))
    ->GetValue(0);
}

/// Directions that no checkpoint has a part in.
void TakeRandomDirections(vtkLossLandscapeSource* source)
{
  source->SetDirections(vtkLossLandscapeSource::RANDOM);
  source->SetNormalization(vtkLossLandscapeSource::NONE);
  source->SetAutomaticBounds(false);
}

} // namespace

TEST(CenterOverTraining, EveryCheckpointIsATimeStep)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeRunOverTime(source);
  EXPECT_EQ(TimesOf(source), Epochs);
  const double* range = source->GetOutputInformation(0)->Get(Pipeline::TIME_RANGE());
  EXPECT_EQ(Numbers(range, range + 2), (Numbers{ 0.0, 20.0 }));
  EXPECT_EQ(TimesOf(source, 1), Numbers());
  source->SetCenterOverTraining(false);
  EXPECT_EQ(TimesOf(source), Numbers());
  EXPECT_FALSE(source->GetOutputInformation(0)->Has(Pipeline::TIME_RANGE()));
}

TEST(CenterOverTraining, TurnedOffThereIsNoTime)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeRunOverTime(source);
  const auto moved = LossesAt(source, 3.0, 3.0);
  source->SetCenterOverTraining(false);
  source->UpdateTimeStep(3.0);
  EXPECT_FALSE(Landscape(source)->GetInformation()->Has(vtkDataObject::DATA_TIME_STEP()));
  EXPECT_NE(ValuesOf(Landscape(source), "loss"), moved);
  EXPECT_EQ(RecipeOf(Landscape(source)).find("centre_over_training"), std::string::npos);
}

TEST(CenterOverTraining, SeveralRunsAreTimesInTheList)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeRunOverTime(source);
  source->AddCheckpointFile(File("checkpoint_1.pt").c_str());
  EXPECT_EQ(TimesOf(source), (Numbers{ 0, 1, 2, 3, 4, 5, 6 }));
  const auto last = LossesAt(source, 6.0, 6.0);
  EXPECT_EQ(last, LossesAt(source, 1.0, 1.0));
}

TEST(CenterOverTraining, EachStepIsTheLandscapeOfItsCheckpoint)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeRunOverTime(source);
  TakeRandomDirections(source);
  source->SetWeightsFile(File("checkpoint_2.pt").c_str());
  vtkNew<vtkLossLandscapeSource> single;
  MakeRun(single);
  TakeRandomDirections(single);
  single->RemoveAllCheckpointFiles();
  for (const int i : { 0, 5, 2, 0 })
  {
    const auto losses = LossesAt(source, Epochs[i], Epochs[i]);
    single->SetWeightsFile(File("checkpoint_" + std::to_string(i) + ".pt").c_str());
    single->Update();
    EXPECT_FALSE(Landscape(single)->GetInformation()->Has(vtkDataObject::DATA_TIME_STEP()));
    EXPECT_EQ(losses, ValuesOf(Landscape(single), "loss"));
    EXPECT_EQ(ValuesOf(Landscape(source), "accuracy"), ValuesOf(Landscape(single), "accuracy"));
    const std::string file = "checkpoint_" + std::to_string(i) + ".pt\",\n    \"key\"";
    EXPECT_NE(RecipeOf(Landscape(source)).find(file), std::string::npos);
  }
}

TEST(CenterOverTraining, BetweenStepsTheEarlierOneHolds)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeRunOverTime(source);
  const auto third = LossesAt(source, 3.0, 3.0);
  EXPECT_EQ(LossesAt(source, 4.4, 3.0), third);
  const auto made = Landscape(source)->GetMTime();
  EXPECT_EQ(LossesAt(source, 4.4, 3.0), third);
  EXPECT_EQ(Landscape(source)->GetMTime(), made) << "asked for the same time again";
  EXPECT_NE(LossesAt(source, 4.5, 4.5), third);
  const auto first = LossesAt(source, -1.0, 0.0);
  const auto last = LossesAt(source, 1e9, 20.0);
  EXPECT_NE(first, last);
  vtkNew<vtkLossLandscapeSource> untimed;
  MakeRunOverTime(untimed);
  untimed->Update();
  EXPECT_EQ(ValuesOf(Landscape(untimed), "loss"), first);
}

TEST(CenterOverTraining, LastStepOfPcaIsTheFixedLandscape)
{
  vtkNew<vtkLossLandscapeSource> fixed;
  MakeRun(fixed);
  fixed->Update();
  vtkNew<vtkLossLandscapeSource> source;
  MakeRunOverTime(source);
  EXPECT_EQ(LossesAt(source, 20.0, 20.0), ValuesOf(Landscape(fixed), "loss"));
  EXPECT_NE(LossesAt(source, 0.0, 0.0), ValuesOf(Landscape(fixed), "loss"));
  double bounds[6];
  double moved[6];
  Landscape(fixed)->GetBounds(bounds);
  Landscape(source)->GetBounds(moved);
  EXPECT_EQ(Numbers(moved, moved + 6), Numbers(bounds, bounds + 6)) << "the grid stays";
}

TEST(CenterOverTraining, LeavesTheTrajectoryAlone)
{
  vtkNew<vtkLossLandscapeSource> fixed;
  MakeRun(fixed);
  fixed->Update(1);
  vtkNew<vtkLossLandscapeSource> source;
  MakeRunOverTime(source);
  source->Update(1);
  const auto made = Trajectory(source)->GetMTime();
  LossesAt(source, 3.0, 3.0);
  LossesAt(source, 8.0, 8.0);
  source->Update(1);
  EXPECT_EQ(Trajectory(source)->GetMTime(), made);
  for (vtkIdType id = 0; id < 6; ++id)
  {
    for (int axis = 0; axis < 3; ++axis)
    {
      EXPECT_EQ(Trajectory(source)->GetPoint(id)[axis], Trajectory(fixed)->GetPoint(id)[axis]);
    }
  }
  EXPECT_EQ(RecipeOf(Trajectory(source)), RecipeOf(Trajectory(fixed)));
}

TEST(CenterOverTraining, AnyExtentHasTheSameValues)
{
  vtkNew<vtkLossLandscapeSource> whole;
  MakeRunOverTime(whole);
  const auto losses = LossesAt(whole, 8.0, 8.0);
  vtkNew<vtkLossLandscapeSource> part;
  MakeRunOverTime(part);
  part->UpdateInformation();
  part->GetOutputInformation(0)->Set(Pipeline::UPDATE_TIME_STEP(), 8.0);
  const int extent[] = { 1, 2, 1, 2, 0, 0 };
  part->UpdateExtent(extent);
  const auto found = ValuesOf(Landscape(part), "loss");
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found, (Numbers{ losses[5], losses[6], losses[9], losses[10] }));
}

TEST(CenterOverTraining, NeedsCheckpoints)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeRunOverTime(source);
  EXPECT_EQ(TimesOf(source), Epochs);
  TakeRandomDirections(source);
  source->RemoveAllCheckpointFiles();
  source->SetWeightsFile(File("checkpoint_0.pt").c_str());
  const Observed observed(source);
  source->Update();
  EXPECT_NE(
    observed.Text.find("checkpoint files are missing: CenterOverTraining"), std::string::npos)
    << observed.Text;
  EXPECT_EQ(Landscape(source)->GetNumberOfPoints(), 0);
  EXPECT_FALSE(source->GetOutputInformation(0)->Has(Pipeline::TIME_STEPS()));
  source->AddCheckpointFile(File("checkpoint_3.pt").c_str());
  EXPECT_EQ(TimesOf(source), Numbers{ 4.5 });
  EXPECT_EQ(LossesAt(source, 4.5, 4.5).size(), 12u);
}

TEST(CenterOverTraining, NamesACheckpointThatCannotBeRead)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeRunOverTime(source);
  TakeRandomDirections(source);
  source->SetWeightsFile(File("checkpoint_0.pt").c_str());
  source->AddCheckpointFile("/no/such/checkpoint.pt");
  const Observed observed(source);
  source->Update();
  EXPECT_NE(observed.Text.find("/no/such/checkpoint.pt"), std::string::npos) << observed.Text;
  EXPECT_EQ(Landscape(source)->GetNumberOfPoints(), 0);
}

TEST(CenterOverTraining, AbortStops)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeRunOverTime(source);
  Observed observed(source);
  observed.Abort = true;
  source->UpdateTimeStep(3.0);
  EXPECT_EQ(observed.Errors, 0);
  EXPECT_EQ(Landscape(source)->GetPointData()->GetNumberOfArrays(), 0);
  observed.Abort = false;
  EXPECT_EQ(LossesAt(source, 3.0, 3.0).size(), 12u);
  observed.Abort = true;
  source->UpdateTimeStep(8.0);
  EXPECT_EQ(observed.Errors, 0);
  observed.Abort = false;
  EXPECT_EQ(LossesAt(source, 8.0, 8.0).size(), 12u);
}
