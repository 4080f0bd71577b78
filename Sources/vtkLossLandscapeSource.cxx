// SPDX-License-Identifier: BSD-3-Clause
#include "vtkLossLandscapeSource.h"

#include "Core/Engine/Evaluation/EvaluationStore.h"
#include "Core/Engine/Evaluation/GridEvaluation.h"
#include "Core/Engine/Evaluation/LandscapeRecipe.h"
#include "Core/Engine/Evaluation/PrecisionError.h"
#include "Core/Engine/Problem/Problem.h"
#include "Core/Engine/Session/Session.h"
#include "Core/Engine/Session/TrajectoryCache.h"
#include "LandscapeDerivatives.h"
#include "LandscapeOutput.h"
#include "LiveLandscape.h"
#include "Pipeline/PrintValues.h"
#include "Pipeline/SettingRange.h"
#include "TrajectoryOutput.h"

#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkMultiProcessController.h"
#include "vtkObjectFactory.h"
#include "vtkPolyData.h"

#include <algorithm>
#include <optional>

namespace
{

/// Share of the progress bar that loading gets; the rest is evaluation.
constexpr double LoadingShare = 0.02;

/// Share that the comparison with the network's own precision gets, at the end.
constexpr double ComparisonShare = 0.02;

/// Where in the progress bar loading ends if it includes reading the checkpoints.
constexpr double ReadingShare = 0.3;

losslandscape::RankGroup AllRanks()
{
  return losslandscape::RankGroup(vtkMultiProcessController::GetGlobalController());
}

bool HasFiltersOfOneWeight(const losslandscape::ParameterInfo& parameter)
{
  const auto& shape = parameter.Shape;
  return shape.size() > 1 &&
    std::all_of(shape.begin() + 1, shape.end(), [](std::int64_t length) { return length == 1; });
}

} // namespace

struct vtkLossLandscapeSource::Internals
{
  losslandscape::Session Planes;
  /// The plane of the request that is being answered: whether files have changed is looked at once
  /// for each request.
  std::shared_ptr<const losslandscape::Plane> PlaneOfRequest;
  losslandscape::TrajectoryCache Trajectories;
  losslandscape::LiveLandscape Live;
};

vtkStandardNewMacro(vtkLossLandscapeSource);

vtkLossLandscapeSource::vtkLossLandscapeSource() : Impl(std::make_unique<Internals>())
{
  this->SetNumberOfOutputPorts(2);
}

vtkLossLandscapeSource::~vtkLossLandscapeSource() = default;

int vtkLossLandscapeSource::FillOutputPortInformation(int port, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), port == 0 ? "vtkImageData" : "vtkPolyData");
  return 1;
}

losslandscape::ProblemOptions vtkLossLandscapeSource::MakeLandscapeOptions() const
{
  losslandscape::ProblemOptions options = this->MakeProblemOptions();
  options.Precision = static_cast<losslandscape::Precision>(
    losslandscape::InRange<int>("Precision", this->Precision, NETWORKS_OWN, TF32));
  options.BatchNorm.Mode = static_cast<losslandscape::BatchNormMode>(
    losslandscape::InRange<int>("BatchNorm", this->BatchNorm, STORED, BATCH));
  options.BatchNorm.RecalibrationSamples =
    losslandscape::InRange("RecalibrationSamples", this->RecalibrationSamples, 0, VTK_INT_MAX);
  return options;
}

losslandscape::Grid vtkLossLandscapeSource::MakeGrid(const std::array<double, 6>& bounds) const
{
  std::array<int, 3> resolution;
  std::copy_n(this->Resolution, 3, resolution.begin());
  return losslandscape::Grid(this->Dimension, resolution, bounds);
}

losslandscape::Grid vtkLossLandscapeSource::CurrentGrid()
{
  if (this->AutomaticBounds)
  {
    return this->MakeGrid(this->FittedBounds());
  }
  std::array<double, 6> bounds;
  std::copy_n(this->Bounds, 6, bounds.begin());
  return this->MakeGrid(bounds);
}

std::array<double, 6> vtkLossLandscapeSource::FittedBounds()
{
  return losslandscape::BoundsOf(this->ProjectedCheckpoints("AutomaticBounds"));
}

std::vector<double> vtkLossLandscapeSource::TrainingTimes()
{
  return losslandscape::TimesOf(this->ProjectedCheckpoints("CenterOverTraining"));
}

const std::vector<losslandscape::TrajectoryPoint>& vtkLossLandscapeSource::ProjectedCheckpoints(
  const std::string& property)
{
  if (!this->HasCheckpoints())
  {
    throw losslandscape::Error("checkpoint files are missing")
      .Where(property)
      .Expected("CheckpointFiles")
      .Found("none")
      .Advice("name the checkpoints of a run, or turn " + property + " off");
  }
  return this->Impl->Trajectories.Projected(
    this->CurrentPlane(), this->ProgressOf(LoadingShare, ReadingShare));
}

std::shared_ptr<const losslandscape::Plane> vtkLossLandscapeSource::CurrentPlane()
{
  auto& plane = this->Impl->PlaneOfRequest;
  if (!plane)
  {
    plane = this->Impl->Planes.Get(this->MakeLandscapeOptions(), this->Dimension,
      this->MakeDirectionOptions(), this->ProgressOf(0.0, LoadingShare));
  }
  return plane;
}

std::shared_ptr<const losslandscape::Problem> vtkLossLandscapeSource::CurrentProblem()
{
  return this->Impl->Planes.GetProblem(this->MakeLandscapeOptions(), this->MakeDirectionOptions(),
    this->ProgressOf(0.0, LoadingShare));
}

/// The ranks that evaluate the landscape together: all of them where the whole grid decides which
/// points are evaluated, or is evaluated for a picture; otherwise each rank evaluates the extent
/// that it is asked for alone.
losslandscape::RankGroup vtkLossLandscapeSource::Ranks() const
{
  return this->IsEvaluatedTogether() ? AllRanks() : losslandscape::RankGroup(nullptr);
}

bool vtkLossLandscapeSource::IsEvaluatedTogether() const
{
  return this->Sampling == ADAPTIVE || this->IsProgressive();
}

void vtkLossLandscapeSource::CheckSettings() const
{
  using losslandscape::InRange;
  InRange("Dimension", this->Dimension, 1, 3);
  InRange<int>("Sampling", this->Sampling, EVERY_POINT, ADAPTIVE);
  InRange("Tolerance", this->Tolerance, 0.0, 1.0);
  InRange("EigenvalueTolerance", this->EigenvalueTolerance, 0.0, 1.0);
}

/// Resolution is named only where an image of very many points may be what fills the memory.
std::vector<vtkLossLandscapeSource::MemorySetting> vtkLossLandscapeSource::MemorySettings() const
{
  constexpr int ManyPoints = 1024;
  auto settings = this->Superclass::MemorySettings();
  const int most = *std::max_element(this->Resolution, this->Resolution + this->Dimension);
  if (most >= ManyPoints || this->Dimension == 3)
  {
    settings.push_back({ "Resolution", most });
  }
  return settings;
}

bool vtkLossLandscapeSource::FailsAlone(int port) const
{
  return port == 1;
}

void vtkLossLandscapeSource::RequestInformation(
  vtkInformationVector**, vtkInformationVector* outputs)
{
  this->CheckSettings();
  this->Impl->PlaneOfRequest.reset();
  vtkInformation* landscape = outputs->GetInformationObject(0);
  if (this->AutomaticBounds || this->CenterOverTraining)
  {
    // If reading the checkpoints is aborted, which is no error, some extent must be known all the
    // same.
    PublishGrid(this->MakeGrid({ -1.0, 1.0, -1.0, 1.0, -1.0, 1.0 }), landscape);
  }
  const losslandscape::LiveLandscape::StoppedByFailure guard(this->Impl->Live);
  this->Ranks().Together(
    [&]
    {
      PublishTimes(
        this->CenterOverTraining ? this->TrainingTimes() : std::vector<double>(), landscape);
      PublishGrid(this->CurrentGrid(), landscape);
    });
  this->LookAtNetwork([this] { return this->CurrentProblem(); });
  outputs->GetInformationObject(1)->Set(vtkAlgorithm::CAN_HANDLE_PIECE_REQUEST(), 1);
}

void vtkLossLandscapeSource::RequestData(vtkInformationVector**, vtkInformationVector* outputs)
{
  this->Impl->PlaneOfRequest.reset();
  losslandscape::EvaluationStore store(this->CacheFile);
  CacheWarnings warnings(this, store);
  if (IsWanted(outputs->GetInformationObject(0)))
  {
    this->MakeLandscape(outputs->GetInformationObject(0), store, warnings);
  }
  if (IsWanted(outputs->GetInformationObject(1)))
  {
    this->MakeTrajectory(
      IsFirstPiece(outputs->GetInformationObject(1)), store, vtkPolyData::GetData(outputs, 1));
  }
}

void vtkLossLandscapeSource::MakeLandscape(
  vtkInformation* info, losslandscape::EvaluationStore& store, CacheWarnings& warnings)
{
  const losslandscape::LiveLandscape::StoppedByFailure guard(this->Impl->Live);
  vtkImageData* landscape = vtkImageData::GetData(info);
  std::optional<losslandscape::Grid> grid;
  std::shared_ptr<const losslandscape::Plane> plane;
  this->Ranks().Together(
    [&]
    {
      grid = this->CurrentGrid();
      ShapeImage(*grid, info, landscape);
      this->WarnOfLibraries();
      plane = this->RequestedPlane(info, *grid, landscape);
    });
  const auto use = this->EvaluateLosses(store, plane, *grid, landscape);
  losslandscape::AddDirectionData(*plane, landscape);
  losslandscape::AddNetworkDescription(plane->GetProblem().Description(), landscape);
  if (use)
  {
    this->ReportCache(*use, landscape);
    warnings.Add(*use);
    this->AddDerivatives(store, *plane, *grid, landscape);
    this->AddPrecisionError(store, *plane, *grid, landscape);
    this->ReportNonFiniteLosses(plane->GetProblem(), landscape);
  }
}

std::optional<losslandscape::CacheUse> vtkLossLandscapeSource::EvaluateLosses(
  losslandscape::EvaluationStore& store, const std::shared_ptr<const losslandscape::Plane>& plane,
  const losslandscape::Grid& grid, vtkImageData* landscape)
{
  const auto progress = this->ProgressOf(LoadingShare, this->LossShare());
  if (this->IsEvaluatedTogether())
  {
    return this->Impl->Live.Fill({ plane, grid, this->UsedTolerance() }, this->CacheFile,
      this->Threads, this->IsProgressive(), AllRanks(), progress, landscape);
  }
  this->Impl->Live.Forget();
  losslandscape::Extent extent;
  std::copy_n(landscape->GetExtent(), 6, extent.begin());
  return losslandscape::EvaluateGrid(store, *plane, grid, extent, this->Threads,
    losslandscape::AddLandscapeArrays(plane->GetProblem(), landscape), progress);
}

/// All pieces read the checkpoints, so that all of them fail if one cannot be read.
void vtkLossLandscapeSource::MakeTrajectory(
  bool firstPiece, losslandscape::EvaluationStore& store, vtkPolyData* trajectory)
{
  if (!this->HasCheckpoints())
  {
    losslandscape::FillTrajectory({}, trajectory);
    return;
  }
  this->WarnOfLibraries();
  const auto plane = this->CurrentPlane();
  auto& trajectories = this->Impl->Trajectories;
  trajectories.Projected(plane, this->ProgressOf(0.0, ReadingShare));
  if (!firstPiece)
  {
    losslandscape::FillTrajectory({}, trajectory);
    return;
  }
  losslandscape::FillTrajectory(
    trajectories.Evaluated(store, plane, this->Threads, this->ProgressOf(ReadingShare, 1.0)),
    trajectory);
  AddRecipe(
    losslandscape::LandscapeRecipe(*plane, this->CurrentGrid(), this->UsedTolerance()), trajectory);
  this->ReportCache(trajectories.Use(), trajectory);
}

std::shared_ptr<const losslandscape::Plane> vtkLossLandscapeSource::RequestedPlane(
  vtkInformation* info, const losslandscape::Grid& grid, vtkImageData* landscape)
{
  const auto plane = this->CurrentPlane();
  if (!this->CenterOverTraining)
  {
    AddRecipe(losslandscape::LandscapeRecipe(
                *plane, grid, this->UsedTolerance(), this->MakeDerivativeOptions()),
      landscape);
    return plane;
  }
  const auto times = this->TrainingTimes();
  const std::size_t step = RequestedStep(times, info);
  const auto moved = this->Impl->Planes.MovedTo(step, plane);
  AddRecipe(losslandscape::LandscapeRecipe(*moved, grid, { step, times[step] }, *plane,
              this->UsedTolerance(), this->MakeDerivativeOptions()),
    landscape);
  landscape->GetInformation()->Set(vtkDataObject::DATA_TIME_STEP(), times[step]);
  return moved;
}

std::optional<double> vtkLossLandscapeSource::UsedTolerance() const
{
  return this->Sampling == ADAPTIVE ? std::optional<double>(this->Tolerance) : std::nullopt;
}

losslandscape::DerivativeOptions vtkLossLandscapeSource::MakeDerivativeOptions() const
{
  losslandscape::DerivativeOptions options;
  options.Gradient = this->Gradient != 0;
  options.Hessian = this->Hessian != 0;
  options.ExtremeEigenvalues = this->ExtremeEigenvalues != 0;
  options.EigenvalueTolerance = this->EigenvalueTolerance;
  return options;
}

double vtkLossLandscapeSource::DerivativesShare() const
{
  return this->Precision == NETWORKS_OWN ? 1.0 : 1.0 - ComparisonShare;
}

double vtkLossLandscapeSource::LossShare() const
{
  const double cost = losslandscape::CostOf(this->MakeDerivativeOptions(), this->Dimension);
  return LoadingShare + (this->DerivativesShare() - LoadingShare) / (1.0 + cost);
}

void vtkLossLandscapeSource::AddDerivatives(losslandscape::EvaluationStore& store,
  const losslandscape::Plane& plane, const losslandscape::Grid& grid, vtkImageData* landscape)
{
  const auto options = this->MakeDerivativeOptions();
  if (!options.Any())
  {
    return;
  }
  const auto use = losslandscape::AddDerivatives(store, plane, grid, options, this->Threads,
    this->ProgressOf(this->LossShare(), this->DerivativesShare()), landscape);
  if (!this->CacheFile.empty())
  {
    losslandscape::AddDerivativeCounts(use, landscape);
  }
}

/// Exact derivatives rule it out: they are not interpolated, so that there is nothing to show of
/// them before all points are evaluated.
bool vtkLossLandscapeSource::IsProgressive() const
{
  return this->Progressive && this->Impl->Live.IsWatched() && !this->MakeDerivativeOptions().Any();
}

bool vtkLossLandscapeSource::GetNeedsUpdate()
{
  if (this->GetAbortExecute())
  {
    this->Impl->Live.Stop();
  }
  const bool hasNews = this->Impl->Live.HasNews(AllRanks());
  if (hasNews)
  {
    this->Modified();
  }
  return hasNews;
}

void vtkLossLandscapeSource::ReportNonFiniteLosses(
  const losslandscape::Problem& problem, vtkImageData* landscape)
{
  const vtkIdType nonFinite = losslandscape::AddNonFiniteLosses(landscape);
  if (nonFinite > 0)
  {
    vtkWarningMacro(<< nonFinite << " of " << landscape->GetNumberOfPoints()
                    << " losses are NaN or infinite; they stay in the array `loss` as they are. "
                    << this->AdviceOnNonFiniteLosses(problem));
  }
}

std::string vtkLossLandscapeSource::AdviceOnNonFiniteLosses(
  const losslandscape::Problem& problem) const
{
  if (this->Directions != RANDOM)
  {
    return "Narrower Bounds often avoid them.";
  }
  if (this->Normalization != FILTER)
  {
    return "Narrower Bounds or filter-normalised directions often avoid them.";
  }
  const auto& parameters = problem.Parameters();
  const auto single = std::find_if(parameters.begin(), parameters.end(), HasFiltersOfOneWeight);
  if (single == parameters.end())
  {
    return "Narrower Bounds often avoid them.";
  }
  return "Filters of a single weight, as in " + single->Name +
    ", are exactly 0 at a coordinate of 1 or -1 along filter-normalised directions; where a "
    "network "
    "divides by them (weight normalisation), Normalization = Layer often avoids NaN.";
}

/// Every piece measures the error at the same points of the whole grid, so that all report the same
/// numbers.
void vtkLossLandscapeSource::AddPrecisionError(losslandscape::EvaluationStore& store,
  const losslandscape::Plane& plane, const losslandscape::Grid& grid, vtkImageData* landscape)
{
  if (this->Precision == NETWORKS_OWN)
  {
    return;
  }
  this->Ranks().Together(
    [&]
    {
      losslandscape::AddPrecisionError(
        losslandscape::MeasurePrecisionError(
          store, plane, grid, this->Threads, this->ProgressOf(1.0 - ComparisonShare, 1.0)),
        landscape);
    });
}

void vtkLossLandscapeSource::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "BatchNorm: " << this->BatchNorm << "\n";
  os << indent << "RecalibrationSamples: " << this->RecalibrationSamples << "\n";
  os << indent << "CenterOverTraining: " << this->CenterOverTraining << "\n";
  losslandscape::PrintValues(os, indent, "Resolution", this->Resolution);
  losslandscape::PrintValues(os, indent, "Bounds", this->Bounds);
  os << indent << "AutomaticBounds: " << this->AutomaticBounds << "\n";
  os << indent << "Gradient: " << this->Gradient << "\n";
  os << indent << "Hessian: " << this->Hessian << "\n";
  os << indent << "ExtremeEigenvalues: " << this->ExtremeEigenvalues << "\n";
  os << indent << "EigenvalueTolerance: " << this->EigenvalueTolerance << "\n";
  os << indent << "Sampling: " << this->Sampling << "\n";
  os << indent << "Tolerance: " << this->Tolerance << "\n";
  os << indent << "Precision: " << this->Precision << "\n";
  os << indent << "Progressive: " << this->Progressive << "\n";
}
