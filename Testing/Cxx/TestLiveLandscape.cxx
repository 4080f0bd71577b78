// SPDX-License-Identifier: BSD-3-Clause
// Loss landscapes that somebody watches: evaluated in the background, shown coarse to fine.
#include "TrainingRunFixtures.h"

#include "vtkDataArray.h"
#include "vtkFieldData.h"
#include "vtkStringArray.h"

#include <chrono>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

using training_run::Landscape;
using training_run::Observed;

namespace
{

/// A shipped network on a handful of images.
void MakeSmall(vtkLossLandscapeSource* source, int points)
{
  source->SetThreads(1);
  source->SetNumberOfSamples(10);
  source->SetResolution(points, points - 1, 1);
}

/// Takes far longer than any update waits.
constexpr int ManyPoints = 150;

vtkDataArray* Array(vtkLossLandscapeSource* source, const char* name)
{
  return Landscape(source)->GetPointData()->GetArray(name);
}

std::vector<double> Values(vtkLossLandscapeSource* source, const char* name)
{
  std::vector<double> values;
  vtkDataArray* array = Array(source, name);
  for (vtkIdType i = 0; array && i < array->GetNumberOfTuples(); ++i)
  {
    values.push_back(array->GetTuple1(i));
  }
  return values;
}

std::vector<double> Field(vtkLossLandscapeSource* source, const char* name)
{
  auto* array = Landscape(source)->GetFieldData()->GetArray(name);
  return array ? std::vector<double>(1, array->GetTuple1(0)) : std::vector<double>();
}

bool IsComplete(vtkLossLandscapeSource* source)
{
  return Array(source, "loss") && !Array(source, "evaluated");
}

std::int64_t Evaluated(vtkLossLandscapeSource* source)
{
  std::int64_t count = 0;
  for (const double flag : Values(source, "evaluated"))
  {
    count += flag == 1.0;
  }
  return count;
}

/// What ParaView's window does, once.
void LookAgain(vtkLossLandscapeSource* source)
{
  std::this_thread::sleep_for(std::chrono::milliseconds(1));
  if (source->GetNeedsUpdate())
  {
    source->Update();
  }
}

/// Watches from before the first update on.
void Watch(vtkLossLandscapeSource* source)
{
  EXPECT_FALSE(source->GetNeedsUpdate());
  source->Update();
}

void WatchUntilComplete(vtkLossLandscapeSource* source)
{
  while (!IsComplete(source))
  {
    LookAgain(source);
  }
}

void ExpectSameBits(const std::vector<double>& one, const std::vector<double>& other)
{
  ASSERT_EQ(one.size(), other.size());
  EXPECT_EQ(std::memcmp(one.data(), other.data(), one.size() * sizeof(double)), 0);
}

void ExpectSameLandscape(vtkLossLandscapeSource* one, vtkLossLandscapeSource* other)
{
  for (const char* name : { "loss", "accuracy", "loss_standard_error" })
  {
    ASSERT_FALSE(Values(one, name).empty());
    ExpectSameBits(Values(one, name), Values(other, name));
  }
  const auto arrays = [](vtkFieldData* fields)
  {
    std::vector<std::string> names;
    for (int i = 0; i < fields->GetNumberOfArrays(); ++i)
    {
      names.emplace_back(fields->GetAbstractArray(i)->GetName());
    }
    return names;
  };
  EXPECT_EQ(arrays(Landscape(one)->GetPointData()), arrays(Landscape(other)->GetPointData()));
  EXPECT_EQ(arrays(Landscape(one)->GetFieldData()), arrays(Landscape(other)->GetFieldData()));
  const auto recipe = [](vtkLossLandscapeSource* source)
  {
    return vtkStringArray::SafeDownCast(
      Landscape(source)->GetFieldData()->GetAbstractArray("LossLandscapeRecipe"))
      ->GetValue(0);
  };
  EXPECT_EQ(recipe(one), recipe(other));
  EXPECT_EQ(Field(one, "non_finite_losses"), Field(other, "non_finite_losses"));
}

std::string FreshFile(const std::string& name)
{
  const auto path = std::string(LOSSLANDSCAPE_TEST_OUTPUT) + "/" + name;
  std::filesystem::remove(path);
  return path;
}

} // namespace

TEST(LiveLandscape, EndsWithTheBitsOfALandscapeThatNobodyWatches)
{
  vtkNew<vtkLossLandscapeSource> unwatched;
  MakeSmall(unwatched, 13);
  unwatched->Update();
  ASSERT_TRUE(IsComplete(unwatched));
  vtkNew<vtkLossLandscapeSource> watched;
  MakeSmall(watched, 13);
  Watch(watched);
  WatchUntilComplete(watched);
  ExpectSameLandscape(watched, unwatched);
  EXPECT_FALSE(watched->GetNeedsUpdate()) << "there is no more to see";
}

TEST(LiveLandscape, OnlyTheCompletePictureStatesTheErrorOfItsPrecision)
{
  vtkNew<vtkLossLandscapeSource> watched;
  MakeSmall(watched, 60);
  watched->SetPrecision(vtkLossLandscapeSource::BFLOAT16);
  const Observed observed(watched);
  Watch(watched);
  if (observed.Errors > 0)
  {
    EXPECT_NE(observed.Text.find("AVX512-BF16"), std::string::npos) << observed.Text;
    GTEST_SKIP() << "this processor does not compute in bfloat16";
  }
  ASSERT_FALSE(IsComplete(watched));
  EXPECT_TRUE(Field(watched, "precision_max_error").empty());
  WatchUntilComplete(watched);
  vtkNew<vtkLossLandscapeSource> unwatched;
  MakeSmall(unwatched, 60);
  unwatched->SetPrecision(vtkLossLandscapeSource::BFLOAT16);
  unwatched->Update();
  ExpectSameLandscape(watched, unwatched);
  for (const char* name :
    { "precision_max_error", "precision_max_relative_error", "precision_error_samples" })
  {
    EXPECT_FALSE(Field(watched, name).empty()) << name;
    EXPECT_EQ(Field(watched, name), Field(unwatched, name)) << name;
  }
}

TEST(LiveLandscape, IncompletePicturesShowMoreAndMore)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeSmall(source, ManyPoints);
  Watch(source);
  std::int64_t before = 0;
  for (int picture = 0; picture < 3; ++picture)
  {
    ASSERT_FALSE(IsComplete(source));
    const auto losses = Values(source, "loss");
    const auto evaluated = Values(source, "evaluated");
    ASSERT_EQ(losses.size(), static_cast<std::size_t>(ManyPoints * (ManyPoints - 1)));
    ASSERT_EQ(evaluated.size(), losses.size());
    EXPECT_GT(Evaluated(source), before);
    EXPECT_TRUE(Field(source, "non_finite_losses").empty());
    EXPECT_FALSE(Field(source, "direction_norms").empty());
    before = Evaluated(source);
    while (!source->GetNeedsUpdate())
    {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    source->Update();
  }
}

TEST(LiveLandscape, EvaluatedPointsOfAnIncompletePictureHaveTheirFinalValues)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeSmall(source, ManyPoints);
  Watch(source);
  ASSERT_FALSE(IsComplete(source));
  vtkNew<vtkLossLandscapeSource> unwatched;
  MakeSmall(unwatched, ManyPoints);
  unwatched->UpdateInformation();
  const int firstRow[6] = { 0, ManyPoints - 1, 0, 0, 0, 0 };
  unwatched->UpdateExtent(firstRow);
  const auto losses = Values(source, "loss");
  const auto evaluated = Values(source, "evaluated");
  const auto truth = Values(unwatched, "loss");
  ASSERT_EQ(truth.size(), static_cast<std::size_t>(ManyPoints));
  int compared = 0;
  for (std::size_t i = 0; i < truth.size(); ++i)
  {
    if (evaluated[i] == 1.0)
    {
      EXPECT_EQ(losses[i], truth[i]) << i;
      ++compared;
    }
  }
  EXPECT_GT(compared, 2);
}

TEST(LiveLandscape, IsCompleteAtOnceIfNobodyWatchesOrItIsSwitchedOff)
{
  vtkNew<vtkLossLandscapeSource> unwatched;
  MakeSmall(unwatched, 30);
  unwatched->Update();
  EXPECT_TRUE(IsComplete(unwatched));
  vtkNew<vtkLossLandscapeSource> off;
  MakeSmall(off, 30);
  off->SetProgressive(false);
  Watch(off);
  EXPECT_TRUE(IsComplete(off));
  EXPECT_FALSE(off->GetNeedsUpdate());
  ExpectSameLandscape(unwatched, off);
}

TEST(LiveLandscape, OfAdaptiveSamplingEndsWithTheBitsOfOneThatNobodyWatches)
{
  const auto make = [](vtkLossLandscapeSource* source)
  {
    MakeSmall(source, 61);
    source->SetSampling(vtkLossLandscapeSource::ADAPTIVE);
  };
  vtkNew<vtkLossLandscapeSource> unwatched;
  make(unwatched);
  unwatched->Update();
  ASSERT_FALSE(Field(unwatched, "adaptive_evaluations").empty());
  vtkNew<vtkLossLandscapeSource> watched;
  make(watched);
  Watch(watched);
  EXPECT_TRUE(Field(watched, "adaptive_evaluations").empty()) << "the first picture is incomplete";
  while (Field(watched, "adaptive_evaluations").empty())
  {
    LookAgain(watched);
  }
  ExpectSameLandscape(watched, unwatched);
  ExpectSameBits(Values(watched, "evaluated"), Values(unwatched, "evaluated"));
  EXPECT_FALSE(watched->GetNeedsUpdate()) << "there is no more to see";
}

void MakeTraining(vtkLossLandscapeSource* source)
{
  training_run::MakeRun(source);
  source->SetCenterOverTraining(true);
  source->SetThreads(1);
  source->SetResolution(300, 300, 1);
}

TEST(LiveLandscape, OverTrainingEndsWithTheBitsOfOneThatNobodyWatches)
{
  vtkNew<vtkLossLandscapeSource> unwatched;
  MakeTraining(unwatched);
  unwatched->UpdateTimeStep(3.0);
  ASSERT_TRUE(IsComplete(unwatched));
  vtkNew<vtkLossLandscapeSource> watched;
  MakeTraining(watched);
  EXPECT_FALSE(watched->GetNeedsUpdate());
  watched->UpdateTimeStep(3.0);
  EXPECT_FALSE(IsComplete(watched));
  while (!IsComplete(watched))
  {
    if (watched->GetNeedsUpdate())
    {
      watched->UpdateTimeStep(3.0);
    }
  }
  ExpectSameLandscape(watched, unwatched);
}

TEST(LiveLandscape, OfAnAnimationThatIsSavedIsCompleteAtEachTime)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeTraining(source);
  EXPECT_FALSE(source->GetNeedsUpdate());
  source->UpdateTimeStep(0.0);
  for (const double time : { 1.0, 2.0 })
  {
    // Nobody asks for news between the frames.
    source->UpdateTimeStep(time);
    EXPECT_TRUE(IsComplete(source)) << time;
  }
}

TEST(LiveLandscape, IsDestroyedWhileItRuns)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeSmall(source, ManyPoints);
  Watch(source);
  EXPECT_FALSE(IsComplete(source));
}

TEST(LiveLandscape, AChangedSettingBeginsAnother)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeSmall(source, ManyPoints);
  Watch(source);
  ASSERT_FALSE(IsComplete(source));
  source->SetSeed(3);
  MakeSmall(source, 9);
  source->GetNeedsUpdate();
  source->Update();
  WatchUntilComplete(source);
  vtkNew<vtkLossLandscapeSource> unwatched;
  MakeSmall(unwatched, 9);
  unwatched->SetSeed(3);
  unwatched->Update();
  ExpectSameLandscape(source, unwatched);
}

TEST(LiveLandscape, OtherThreadsGoOnWithTheSamePoints)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeSmall(source, ManyPoints);
  Watch(source);
  const std::int64_t before = Evaluated(source);
  source->SetThreads(2);
  source->Update();
  ASSERT_FALSE(IsComplete(source));
  EXPECT_GT(Evaluated(source), before);
}

TEST(LiveLandscape, AnyPartIsCutFromTheWhole)
{
  vtkNew<vtkLossLandscapeSource> whole;
  MakeSmall(whole, 9);
  whole->Update();
  const auto all = Values(whole, "loss");
  vtkNew<vtkLossLandscapeSource> part;
  MakeSmall(part, 9);
  EXPECT_FALSE(part->GetNeedsUpdate());
  const int extent[6] = { 2, 7, 3, 6, 0, 0 };
  part->UpdateInformation();
  part->UpdateExtent(extent);
  while (!IsComplete(part))
  {
    if (part->GetNeedsUpdate())
    {
      part->UpdateExtent(extent);
    }
  }
  const auto some = Values(part, "loss");
  ASSERT_EQ(some.size(), 24u);
  for (int j = 3; j <= 6; ++j)
  {
    for (int i = 2; i <= 7; ++i)
    {
      EXPECT_EQ(some[(j - 3) * 6 + i - 2], all[9 * j + i]);
    }
  }
}

TEST(LiveLandscape, AnAbortKeepsWhatIsDone)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeSmall(source, ManyPoints);
  Watch(source);
  const std::int64_t before = Evaluated(source);
  ASSERT_FALSE(IsComplete(source));
  // Pressed between two pictures: no more of them.
  source->SetAbortExecute(1);
  EXPECT_FALSE(source->GetNeedsUpdate());
  EXPECT_FALSE(source->GetNeedsUpdate());
  source->SetAbortExecute(0);
  for (int i = 0; i < 50; ++i)
  {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
    EXPECT_FALSE(source->GetNeedsUpdate());
  }
  // Pressed while an update waits.
  Observed observed(source);
  observed.Abort = true;
  source->Modified();
  source->Update();
  EXPECT_EQ(observed.Errors, 0) << observed.Text;
  EXPECT_EQ(Array(source, "loss"), nullptr);
  EXPECT_FALSE(source->GetNeedsUpdate());
  observed.Abort = false;
  source->Update();
  EXPECT_GE(Evaluated(source), before);
}

TEST(LiveLandscape, AFailureInTheBackgroundIsAnErrorOfTheNextUpdate)
{
  const auto file = FreshFile("no_landscape.sqlite");
  std::ofstream(file) << "This is not a file of evaluated points.";
  vtkNew<vtkLossLandscapeSource> source;
  MakeSmall(source, 9);
  source->SetCacheFile(file.c_str());
  Observed observed(source);
  Watch(source);
  while (observed.Errors == 0)
  {
    LookAgain(source);
  }
  EXPECT_NE(observed.Text.find("no_landscape.sqlite"), std::string::npos) << observed.Text;
  EXPECT_EQ(Array(source, "loss"), nullptr);
  EXPECT_FALSE(source->GetNeedsUpdate()) << "an error is told once";
  source->SetCacheFile("");
  source->Update();
  WatchUntilComplete(source);
  EXPECT_EQ(observed.Errors, 1);
}

TEST(LiveLandscape, AnErrorBeforeTheEvaluationStopsTheLastOne)
{
  vtkNew<vtkLossLandscapeSource> source;
  MakeSmall(source, ManyPoints);
  Watch(source);
  ASSERT_FALSE(IsComplete(source));
  Observed observed(source);
  source->SetArchitecture("resnet0");
  source->Update();
  EXPECT_EQ(observed.Errors, 1);
  for (int i = 0; i < 50; ++i)
  {
    LookAgain(source);
  }
  EXPECT_EQ(observed.Errors, 1);
}

TEST(LiveLandscape, CountsPointsOfACacheFile)
{
  const auto file = FreshFile("live.sqlite");
  vtkNew<vtkLossLandscapeSource> coarse;
  MakeSmall(coarse, 4);
  coarse->SetCacheFile(file.c_str());
  coarse->Update();
  vtkNew<vtkLossLandscapeSource> fine;
  MakeSmall(fine, 4);
  fine->SetResolution(7, 5, 1);
  fine->SetCacheFile(file.c_str());
  Watch(fine);
  WatchUntilComplete(fine);
  EXPECT_EQ(Field(fine, "points_from_cache"), std::vector<double>{ 12 });
  EXPECT_EQ(Field(fine, "points_evaluated"), std::vector<double>{ 23 });
}
