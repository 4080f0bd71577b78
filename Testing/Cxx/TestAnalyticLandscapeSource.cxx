// SPDX-License-Identifier: BSD-3-Clause
#include "vtkAnalyticLandscapeSource.h"

#include "vtkCallbackCommand.h"
#include "vtkDoubleArray.h"
#include "vtkExecutive.h"
#include "vtkFieldData.h"
#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkIntArray.h"
#include "vtkNew.h"
#include "vtkPointData.h"
#include "vtkPolyData.h"
#include "vtkStreamingDemandDrivenPipeline.h"
#include "vtkStringArray.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <set>
#include <sstream>

namespace
{

/// Collects the texts of one kind of event, in place of printing them.
class MessageCollector
{
public:
  MessageCollector(vtkObject* object, unsigned long event)
  {
    this->Command->SetClientData(&this->Text);
    this->Command->SetCallback([](vtkObject*, unsigned long, void* text, void* message)
      { *static_cast<std::string*>(text) += static_cast<const char*>(message); });
    object->AddObserver(event, this->Command);
    object->AddObserver(vtkCommand::ErrorEvent, this->Silence);
    auto* executive = vtkAlgorithm::SafeDownCast(object)->GetExecutive();
    executive->AddObserver(vtkCommand::ErrorEvent, this->Silence);
    this->Silence->SetCallback([](vtkObject*, unsigned long, void*, void*) {});
  }
  std::string Text;

private:
  vtkNew<vtkCallbackCommand> Command;
  vtkNew<vtkCallbackCommand> Silence;
};

vtkImageData* Landscape(vtkAlgorithm* source)
{
  return vtkImageData::SafeDownCast(source->GetOutputDataObject(0));
}

vtkPolyData* CriticalPoints(vtkAlgorithm* source)
{
  return vtkPolyData::SafeDownCast(source->GetOutputDataObject(1));
}

std::vector<double> Losses(vtkAlgorithm* source)
{
  auto* array = vtkDoubleArray::SafeDownCast(Landscape(source)->GetPointData()->GetArray("loss"));
  return array ? std::vector<double>(array->Begin(), array->End()) : std::vector<double>();
}

template <typename ArrayType>
ArrayType* PointArray(vtkAlgorithm* source, const char* name)
{
  return ArrayType::SafeDownCast(CriticalPoints(source)->GetPointData()->GetArray(name));
}

std::string Recipe(vtkDataObject* output)
{
  auto* array =
    vtkStringArray::SafeDownCast(output->GetFieldData()->GetAbstractArray("LossLandscapeRecipe"));
  return array && array->GetNumberOfValues() == 1 ? array->GetValue(0) : "";
}

/// What goes wrong with the settings that `prepare` makes; checks that outputs are valid and empty.
template <typename Prepare>
std::string ErrorOf(Prepare&& prepare)
{
  vtkNew<vtkAnalyticLandscapeSource> source;
  prepare(source.Get());
  MessageCollector errors(source, vtkCommand::ErrorEvent);
  source->Update();
  EXPECT_EQ(Landscape(source)->GetNumberOfPoints(), 0);
  EXPECT_EQ(CriticalPoints(source)->GetNumberOfPoints(), 0);
  return errors.Text;
}

::testing::AssertionResult Contains(const std::string& text, const std::string& part)
{
  return text.find(part) != std::string::npos
    ? ::testing::AssertionSuccess()
    : ::testing::AssertionFailure() << "'" << part << "' is not in '" << text << "'";
}

} // namespace

TEST(AnalyticLandscapeSource, ShowsHimmelblauByDefault)
{
  vtkNew<vtkAnalyticLandscapeSource> source;
  source->Update();
  vtkImageData* landscape = Landscape(source);
  int extent[6];
  landscape->GetExtent(extent);
  EXPECT_EQ(std::vector<int>(extent, extent + 6), (std::vector<int>{ 0, 200, 0, 200, 0, 0 }));
  EXPECT_EQ(landscape->GetOrigin()[0], -5.0);
  EXPECT_EQ(landscape->GetOrigin()[2], 0.0);
  EXPECT_NEAR(landscape->GetSpacing()[1], 0.05, 1e-15);
  EXPECT_STREQ(landscape->GetPointData()->GetScalars()->GetName(), "loss");
  // (0, 0) is the point in the middle: 11^2 + 7^2.
  EXPECT_NEAR(Losses(source)[100 + 201 * 100], 170.0, 1e-11);
  EXPECT_EQ(CriticalPoints(source)->GetNumberOfPoints(), 9);
  EXPECT_EQ(CriticalPoints(source)->GetNumberOfVerts(), 9);
}

TEST(AnalyticLandscapeSource, CriticalPointsCarryTheirArrays)
{
  vtkNew<vtkAnalyticLandscapeSource> source;
  source->SetResolution(3, 3, 1);
  source->Update();
  auto* value = PointArray<vtkDoubleArray>(source, "value");
  auto* type = PointArray<vtkIntArray>(source, "type");
  auto* index = PointArray<vtkIntArray>(source, "morse_index");
  auto* eigenvalues = PointArray<vtkDoubleArray>(source, "hessian_eigenvalues");
  auto* gradient = PointArray<vtkDoubleArray>(source, "gradient_magnitude");
  ASSERT_TRUE(value && type && index && eigenvalues && gradient);
  ASSERT_EQ(eigenvalues->GetNumberOfComponents(), 3);
  double corner[] = { 3.0, 2.0, 0.0 };
  const vtkIdType id = CriticalPoints(source)->FindPoint(corner);
  const double* position = CriticalPoints(source)->GetPoint(id);
  EXPECT_EQ(std::vector<double>(position, position + 3), (std::vector<double>{ 3.0, 2.0, 0.0 }));
  EXPECT_EQ(value->GetValue(id), 0.0);
  EXPECT_EQ(type->GetValue(id), 0);
  EXPECT_EQ(index->GetValue(id), 0);
  EXPECT_EQ(gradient->GetValue(id), 0.0);
  // The Hessian at (3, 2) is {{74, 20}, {20, 34}}.
  EXPECT_NEAR(eigenvalues->GetComponent(id, 0), 54.0 - std::sqrt(800.0), 1e-12);
  EXPECT_NEAR(eigenvalues->GetComponent(id, 1), 54.0 + std::sqrt(800.0), 1e-12);
  EXPECT_EQ(eigenvalues->GetComponent(id, 2), 0.0);
}

TEST(AnalyticLandscapeSource, CriticalPointsAloneCanBeUpdated)
{
  vtkNew<vtkAnalyticLandscapeSource> source;
  source->SetFunction(vtkAnalyticLandscapeSource::SIX_HUMP_CAMEL);
  source->Update(1);
  EXPECT_EQ(CriticalPoints(source)->GetNumberOfPoints(), 15);
  source->Update(0);
  EXPECT_EQ(Landscape(source)->GetNumberOfPoints(), 201 * 201);
  EXPECT_EQ(CriticalPoints(source)->GetNumberOfPoints(), 15);
}

TEST(AnalyticLandscapeSource, AnySubExtentHasTheSameBits)
{
  const auto prepare = [](vtkAnalyticLandscapeSource* source)
  {
    source->SetFunction(vtkAnalyticLandscapeSource::ACKLEY);
    source->SetDimension(3);
    source->SetResolution(9, 8, 7);
  };
  vtkNew<vtkAnalyticLandscapeSource> whole;
  prepare(whole);
  whole->Update();
  const auto all = Losses(whole);
  ASSERT_EQ(all.size(), 504u);
  vtkNew<vtkAnalyticLandscapeSource> part;
  prepare(part);
  part->UpdateInformation();
  const int extent[6] = { 2, 5, 1, 1, 3, 6 };
  part->UpdateExtent(extent);
  const auto some = Losses(part);
  ASSERT_EQ(some.size(), 16u);
  for (int k = 3; k <= 6; ++k)
  {
    for (int i = 2; i <= 5; ++i)
    {
      EXPECT_EQ(some[(k - 3) * 4 + i - 2], all[i + 9 * (1 + 8 * k)]);
    }
  }
  double at[3], sameAt[3];
  Landscape(part)->GetPoint(0, at);
  Landscape(whole)->GetPoint(2 + 9 * (1 + 8 * 3), sameAt);
  EXPECT_EQ(std::vector<double>(at, at + 3), std::vector<double>(sameAt, sameAt + 3));
}

TEST(AnalyticLandscapeSource, PiecesShareTheImageButNotThePoints)
{
  vtkNew<vtkAnalyticLandscapeSource> source;
  source->SetResolution(5, 7, 1);
  source->UpdateInformation();
  vtkIdType cells = 0;
  vtkIdType points = 0;
  for (int piece = 0; piece < 3; ++piece)
  {
    source->UpdatePiece(piece, 3, 0);
    cells += Landscape(source)->GetNumberOfCells();
    vtkNew<vtkAnalyticLandscapeSource> other;
    other->UpdateInformation();
    other->GetOutputInformation(1)->Set(
      vtkStreamingDemandDrivenPipeline::UPDATE_PIECE_NUMBER(), piece);
    other->GetOutputInformation(1)->Set(
      vtkStreamingDemandDrivenPipeline::UPDATE_NUMBER_OF_PIECES(), 3);
    other->Update(1);
    points += CriticalPoints(other)->GetNumberOfPoints();
  }
  EXPECT_EQ(cells, 4 * 6);
  EXPECT_EQ(points, 9);
}

TEST(AnalyticLandscapeSource, BoundsReplaceTheCustomaryDomain)
{
  vtkNew<vtkAnalyticLandscapeSource> source;
  source->SetFunction(vtkAnalyticLandscapeSource::SUM_OF_COSINES);
  source->SetDimension(3);
  source->SetResolution(3, 3, 1);
  source->SetBounds(-1, 1, 0, 2, 3, 5);
  source->DefaultBoundsOff();
  source->Update();
  const double* bounds = Landscape(source)->GetBounds();
  EXPECT_EQ(std::vector<double>(bounds, bounds + 6), (std::vector<double>{ -1, 1, 0, 2, 4, 4 }))
    << "an axis of one point lies in the middle of its bounds";
  EXPECT_EQ(CriticalPoints(source)->GetNumberOfPoints(), 27);
  source->DefaultBoundsOn();
  source->Update();
  EXPECT_EQ(Landscape(source)->GetBounds()[1], 2.5);
  EXPECT_EQ(CriticalPoints(source)->GetNumberOfPoints(), 125);
}

TEST(AnalyticLandscapeSource, EveryFunctionIsFinite)
{
  for (int function = 0; function <= vtkAnalyticLandscapeSource::SUM_OF_COSINES; ++function)
  {
    vtkNew<vtkAnalyticLandscapeSource> source;
    source->SetFunction(function);
    source->SetResolution(21, 21, 1);
    source->Update();
    EXPECT_EQ(Losses(source).size(), 441u);
    for (const double loss : Losses(source))
    {
      EXPECT_TRUE(std::isfinite(loss));
    }
    EXPECT_GT(CriticalPoints(source)->GetNumberOfPoints(), 0);
  }
}

TEST(AnalyticLandscapeSource, BothOutputsCarryTheRecipe)
{
  vtkNew<vtkAnalyticLandscapeSource> source;
  source->Update();
  EXPECT_TRUE(Contains(Recipe(Landscape(source)), "\"function\": \"Himmelblau\""));
  EXPECT_EQ(Recipe(CriticalPoints(source)), Recipe(Landscape(source)));
}

TEST(AnalyticLandscapeSource, ExecutesAgainOnlyWhenSettingsChange)
{
  vtkNew<vtkAnalyticLandscapeSource> source;
  source->SetResolution(3, 3, 3);
  source->Update();
  const auto before = Landscape(source)->GetMTime();
  source->SetResolution(3, 3, 3);
  source->SetFunction(vtkAnalyticLandscapeSource::HIMMELBLAU);
  source->Update();
  EXPECT_EQ(Landscape(source)->GetMTime(), before);
  source->SetFunction(vtkAnalyticLandscapeSource::RASTRIGIN);
  source->Update();
  EXPECT_GT(Landscape(source)->GetMTime(), before);
}

TEST(AnalyticLandscapeSource, BadSettingsAreErrors)
{
  using Source = vtkAnalyticLandscapeSource;
  EXPECT_TRUE(Contains(ErrorOf([](Source* s) { s->SetDimension(3); }),
    "function has no third dimension: Himmelblau: expected dimension 2, found 3; "
    "Rastrigin, Ackley, Rosenbrock and Sum of Cosines have three dimensions"));
  EXPECT_TRUE(Contains(
    ErrorOf([](Source* s) { s->SetDimension(1); }), "dimension is out of range: expected 2 or 3"));
  EXPECT_TRUE(Contains(ErrorOf([](Source* s) { s->SetFunction(99); }), "function is unknown"));
  EXPECT_TRUE(Contains(ErrorOf([](Source* s) { s->SetFunction(-1); }), "function is unknown"));
  EXPECT_TRUE(Contains(
    ErrorOf([](Source* s) { s->SetResolution(0, 3, 3); }), "resolution is out of range: x axis"));
  EXPECT_TRUE(Contains(ErrorOf([](Source* s) { s->SetResolution(1 << 15, 1 << 14, 1); }),
    "expected at most 268435456 points in total"));
  EXPECT_TRUE(Contains(ErrorOf([](Source* s) { s->SetResolution(2147483647, 2147483647, 1); }),
    "resolution is out of range"));
}

TEST(AnalyticLandscapeSource, BadBoundsAreErrors)
{
  const auto errorOf = [](double low, double high)
  {
    return ErrorOf(
      [low, high](vtkAnalyticLandscapeSource* source)
      {
        source->DefaultBoundsOff();
        source->SetBounds(-1, 1, low, high, 0, 0);
      });
  };
  EXPECT_TRUE(Contains(errorOf(2, 1), "bounds are out of order: y axis"));
  EXPECT_TRUE(Contains(errorOf(1, 1), "bounds are empty, or too far apart: y axis"));
  EXPECT_TRUE(Contains(errorOf(std::nan(""), 1), "bounds are out of order: y axis"));
  EXPECT_TRUE(Contains(
    errorOf(0, std::numeric_limits<double>::infinity()), "bounds are out of order: y axis"));
}

TEST(AnalyticLandscapeSource, TooManyCriticalPointsAreLeftOutWithAWarning)
{
  vtkNew<vtkAnalyticLandscapeSource> source;
  source->SetFunction(vtkAnalyticLandscapeSource::SUM_OF_COSINES);
  source->SetResolution(4, 4, 1);
  source->DefaultBoundsOff();
  source->SetBounds(-5e5, 5e5, -5e5, 5e5, 0, 0);
  MessageCollector warnings(source, vtkCommand::WarningEvent);
  source->Update();
  EXPECT_TRUE(Contains(warnings.Text, "Critical points are not listed: there may be more than"));
  EXPECT_EQ(Losses(source).size(), 16u);
  EXPECT_EQ(CriticalPoints(source)->GetNumberOfPoints(), 0);
  EXPECT_NE(PointArray<vtkIntArray>(source, "type"), nullptr);
}

TEST(AnalyticLandscapeSource, RecoversFromAnError)
{
  vtkNew<vtkAnalyticLandscapeSource> source;
  MessageCollector errors(source, vtkCommand::ErrorEvent);
  source->SetDimension(3);
  source->Update();
  EXPECT_NE(errors.Text, "");
  source->SetFunction(vtkAnalyticLandscapeSource::ROSENBROCK);
  source->SetResolution(3, 3, 3);
  source->Update();
  EXPECT_EQ(Losses(source).size(), 27u);
  EXPECT_EQ(CriticalPoints(source)->GetNumberOfPoints(), 1);
}

TEST(AnalyticLandscapeSource, ReportsProgressAndStopsOnRequest)
{
  struct Observer
  {
    std::set<double> Fractions;
    double StopAt;
  };
  const auto run = [](Observer& observer, vtkAnalyticLandscapeSource* source)
  {
    vtkNew<vtkCallbackCommand> command;
    command->SetClientData(&observer);
    command->SetCallback(
      [](vtkObject* caller, unsigned long, void* data, void*)
      {
        auto* algorithm = vtkAlgorithm::SafeDownCast(caller);
        auto* seen = static_cast<Observer*>(data);
        seen->Fractions.insert(algorithm->GetProgress());
        if (algorithm->GetProgress() >= seen->StopAt)
        {
          algorithm->SetAbortExecute(1);
        }
      });
    source->AddObserver(vtkCommand::ProgressEvent, command);
    source->SetResolution(1500, 1500, 1);
    source->Update();
  };

  vtkNew<vtkAnalyticLandscapeSource> finished;
  Observer patient = { {}, 2.0 };
  run(patient, finished);
  EXPECT_GE(patient.Fractions.size(), 45u);
  EXPECT_LE(patient.Fractions.size(), 55u);
  EXPECT_EQ(Losses(finished).size(), 1500u * 1500u);

  vtkNew<vtkAnalyticLandscapeSource> stopped;
  Observer impatient = { {}, 0.3 };
  run(impatient, stopped);
  EXPECT_TRUE(Losses(stopped).empty());
  EXPECT_EQ(CriticalPoints(stopped)->GetNumberOfPoints(), 0);
  EXPECT_EQ(std::count_if(impatient.Fractions.begin(), impatient.Fractions.end(),
              [](double fraction) { return fraction > 0.35 && fraction < 1.0; }),
    0);
}

TEST(AnalyticLandscapeSource, PrintsItsSettings)
{
  vtkNew<vtkAnalyticLandscapeSource> source;
  std::ostringstream text;
  source->Print(text);
  for (const char* line : { "Function: 0", "Dimension: 2", "Resolution: 201 201 201",
         "DefaultBounds: 1", "Bounds: -1 1 -1 1 -1 1" })
  {
    EXPECT_TRUE(Contains(text.str(), line));
  }
}
