// SPDX-License-Identifier: BSD-3-Clause
#include "vtkDecisionBoundarySource.h"

#include "Core/Engine/Session/Session.h"
#include "Core/Engine/Studies/Decision/DecisionBoundary.h"
#include "DecisionOutput.h"
#include "Pipeline/PrintValues.h"
#include "Pipeline/SettingRange.h"

#include "vtkImageData.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkObjectFactory.h"
#include "vtkPolyData.h"

#include <algorithm>

namespace
{

/// Share of the progress bar that loading gets; the rest is evaluation.
constexpr double LoadingShare = 0.1;

} // namespace

struct vtkDecisionBoundarySource::Internals
{
  std::shared_ptr<const losslandscape::Dataset> Data;
  losslandscape::Session Problems;
};

vtkStandardNewMacro(vtkDecisionBoundarySource);

vtkDecisionBoundarySource::vtkDecisionBoundarySource() : Impl(std::make_unique<Internals>())
{
  this->NumberOfSamples = 0;
  this->SetNumberOfOutputPorts(2);
}

vtkDecisionBoundarySource::~vtkDecisionBoundarySource() = default;

int vtkDecisionBoundarySource::FillOutputPortInformation(int port, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), port == 0 ? "vtkImageData" : "vtkPolyData");
  return 1;
}

std::vector<vtkDecisionBoundarySource::MemorySetting> vtkDecisionBoundarySource::MemorySettings()
  const
{
  auto settings = this->Superclass::MemorySettings();
  settings.push_back({ "Resolution", std::max(this->Resolution[0], this->Resolution[1]) });
  return settings;
}

losslandscape::InputPlane vtkDecisionBoundarySource::LoadPlane()
{
  const auto problem = this->MakeProblemOptions();
  this->Impl->Data = losslandscape::LoadDataset(problem.Data, this->ProgressOf(0.0, LoadingShare));
  losslandscape::RequireClasses(*this->Impl->Data, problem.Loss.Kind);
  losslandscape::InputPlaneOptions options;
  options.Kind = static_cast<losslandscape::InputPlaneKind>(
    losslandscape::InRange<int>("Plane", this->Plane, AUTOMATIC, THREE_SAMPLES));
  std::copy_n(this->Images, 3, options.Samples.begin());
  return losslandscape::InputPlane(*this->Impl->Data, options);
}

losslandscape::Grid vtkDecisionBoundarySource::MakeGrid(const std::array<double, 6>& bounds) const
{
  return losslandscape::Grid(2, { this->Resolution[0], this->Resolution[1], 1 }, bounds);
}

losslandscape::Grid vtkDecisionBoundarySource::GridOn(const losslandscape::InputPlane& plane) const
{
  return this->MakeGrid(
    this->AutomaticBounds ? plane.BoundsAround(this->BoundsMargin) : this->GivenBounds());
}

std::array<double, 6> vtkDecisionBoundarySource::GivenBounds() const
{
  return { this->Bounds[0], this->Bounds[1], this->Bounds[2], this->Bounds[3], 0.0, 0.0 };
}

void vtkDecisionBoundarySource::RequestInformation(
  vtkInformationVector**, vtkInformationVector* outputs)
{
  vtkInformation* boundary = outputs->GetInformationObject(0);
  if (this->AutomaticBounds)
  {
    // If loading the data is aborted, which is no error, some extent must be known all the same.
    PublishGrid(this->MakeGrid({ -1.0, 1.0, -1.0, 1.0, 0.0, 0.0 }), boundary);
    PublishGrid(this->GridOn(this->LoadPlane()), boundary);
  }
  else
  {
    PublishGrid(this->MakeGrid(this->GivenBounds()), boundary);
  }
  vtkDataObject::SetPointDataActiveScalarInfo(boundary, VTK_INT, 1);
  outputs->GetInformationObject(1)->Set(vtkAlgorithm::CAN_HANDLE_PIECE_REQUEST(), 1);
  this->LookAtNetwork([this] { return this->CurrentProblem(); });
}

std::shared_ptr<const losslandscape::Problem> vtkDecisionBoundarySource::CurrentProblem()
{
  return this->Impl->Problems.GetProblem(
    this->MakeProblemOptions(), this->ProgressOf(0.0, LoadingShare));
}

void vtkDecisionBoundarySource::RequestData(vtkInformationVector**, vtkInformationVector* outputs)
{
  this->WarnOfLibraries();
  const losslandscape::InputPlane plane = this->LoadPlane();
  const auto problem = this->CurrentProblem();
  const losslandscape::Grid grid = this->GridOn(plane);
  const std::string recipe = losslandscape::DecisionBoundaryRecipe(*problem, plane, grid);

  if (IsWanted(outputs->GetInformationObject(0)))
  {
    this->MakeBoundary(*problem, plane, grid, outputs->GetInformationObject(0));
    AddRecipe(recipe, vtkImageData::GetData(outputs, 0));
  }
  if (IsWanted(outputs->GetInformationObject(1)))
  {
    this->MakeSamples(*problem, plane, outputs->GetInformationObject(1));
    AddRecipe(recipe, vtkPolyData::GetData(outputs, 1));
  }
}

void vtkDecisionBoundarySource::MakeBoundary(const losslandscape::Problem& problem,
  const losslandscape::InputPlane& plane, const losslandscape::Grid& grid, vtkInformation* info)
{
  vtkImageData* boundary = vtkImageData::GetData(info);
  ShapeImage(grid, info, boundary);
  losslandscape::Extent extent;
  std::copy_n(boundary->GetExtent(), 6, extent.begin());
  const std::int64_t outputs = losslandscape::NumberOfOutputs(problem);
  losslandscape::EvaluateDecisions(problem, plane, grid, extent, outputs, this->Threads,
    losslandscape::AddDecisionArrays(outputs, boundary), this->ProgressOf(LoadingShare, 1.0));
  const vtkIdType nonFinite = losslandscape::AddNonFiniteOutputs(boundary);
  if (nonFinite > 0)
  {
    vtkWarningMacro(<< nonFinite << " of " << boundary->GetNumberOfPoints()
                    << " points have outputs that are NaN or infinite; `class` is -1 there. "
                       "Narrower Bounds often avoid them.");
  }
}

void vtkDecisionBoundarySource::MakeSamples(const losslandscape::Problem& problem,
  const losslandscape::InputPlane& plane, vtkInformation* info)
{
  std::vector<losslandscape::SampleDecision> samples;
  if (IsFirstPiece(info))
  {
    samples = losslandscape::EvaluateSamples(
      problem, plane, this->Threads, this->ProgressOf(LoadingShare, 1.0));
  }
  losslandscape::FillSamples(samples, vtkPolyData::GetData(info));
}

void vtkDecisionBoundarySource::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "Plane: " << this->Plane << "\n";
  losslandscape::PrintValues(os, indent, "Images", this->Images);
  losslandscape::PrintValues(os, indent, "Resolution", this->Resolution);
  os << indent << "AutomaticBounds: " << this->AutomaticBounds << "\n";
  os << indent << "BoundsMargin: " << this->BoundsMargin << "\n";
  losslandscape::PrintValues(os, indent, "Bounds", this->Bounds);
}
