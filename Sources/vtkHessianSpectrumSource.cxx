// SPDX-License-Identifier: BSD-3-Clause
#include "vtkHessianSpectrumSource.h"

#include "Core/Engine/Session/Session.h"
#include "Core/Engine/Studies/Spectrum/HessianSpectrum.h"
#include "DerivativeBatches.h"
#include "Pipeline/PrintValues.h"
#include "Pipeline/RankGather.h"
#include "Pipeline/SettingRange.h"
#include "SpectrumOutput.h"

#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkMultiProcessController.h"
#include "vtkObjectFactory.h"
#include "vtkTable.h"

#include <algorithm>

namespace
{

/// The counts of all ranks together, as the spectrum is that of all.
losslandscape::CacheUse UseByAll(
  const losslandscape::CacheUse& use, const losslandscape::RankGroup& ranks)
{
  losslandscape::CacheUse all;
  const std::vector<std::int64_t> own = { use.PointsFromCache, use.PointsEvaluated };
  const auto counts = losslandscape::GatherOnAll(own, ranks);
  for (std::size_t i = 0; i + 1 < counts.size(); i += 2)
  {
    all.Add({ counts[i], counts[i + 1], {} });
  }
  return all;
}

} // namespace

vtkStandardNewMacro(vtkHessianSpectrumSource);

struct vtkHessianSpectrumSource::Internals
{
  losslandscape::Session Problems;
  /// The problem and the recipe that the spectrum was computed for.
  std::shared_ptr<const losslandscape::Problem> Problem;
  std::string Recipe;
  losslandscape::HessianSpectrum Spectrum;
  /// What the spectrum is kept in, and what came of it.
  std::string File;
  losslandscape::CacheUse FileUse;
};

vtkHessianSpectrumSource::vtkHessianSpectrumSource() : Impl(std::make_unique<Internals>())
{
  this->SetNumberOfOutputPorts(3);
}

vtkHessianSpectrumSource::~vtkHessianSpectrumSource() = default;

int vtkHessianSpectrumSource::FillOutputPortInformation(int, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), "vtkTable");
  return 1;
}

void vtkHessianSpectrumSource::RequestInformation(
  vtkInformationVector**, vtkInformationVector* outputs)
{
  for (int port = 0; port < outputs->GetNumberOfInformationObjects(); ++port)
  {
    outputs->GetInformationObject(port)->Set(vtkAlgorithm::CAN_HANDLE_PIECE_REQUEST(), 1);
  }
  this->LookAtNetwork([this] { return this->CurrentProblem(); });
}

std::shared_ptr<const losslandscape::Problem> vtkHessianSpectrumSource::CurrentProblem()
{
  return this->Impl->Problems.GetProblem(
    losslandscape::InDerivativeBatches(this->MakeProblemOptions()),
    [this](double fraction) { return this->ReportProgress(fraction); });
}

losslandscape::HessianSpectrumOptions vtkHessianSpectrumSource::MakeSpectrumOptions() const
{
  losslandscape::HessianSpectrumOptions options;
  options.Largest = this->NumberOfEigenvalues[0];
  options.Smallest = this->NumberOfEigenvalues[1];
  options.Tolerance =
    losslandscape::InRange("EigenvalueTolerance", this->EigenvalueTolerance, 0.0, 1.0);
  options.MaximumProducts = this->MaximumProducts;
  options.Probes = this->Probes;
  options.Steps = this->LanczosSteps;
  options.PerLayer = this->PerLayer != 0;
  options.DoublePrecision = this->DoublePrecision != 0;
  options.Seed = static_cast<std::uint64_t>(this->Seed);
  return options;
}

/// Whether the spectrum need not be computed again. All ranks decide it together, since all of them
/// take part in the computation.
bool vtkHessianSpectrumSource::IsKnown(const std::shared_ptr<const losslandscape::Problem>& problem,
  const std::string& recipe, const losslandscape::RankGroup& ranks) const
{
  // Problems are kept until a setting or file of theirs changes.
  const bool here = this->Impl->Problem == problem && this->Impl->Recipe == recipe &&
    this->Impl->File == this->CacheFile;
  const auto everywhere =
    losslandscape::GatherOnAll(std::vector<char>{ static_cast<char>(here) }, ranks);
  return std::find(everywhere.begin(), everywhere.end(), 0) == everywhere.end();
}

const losslandscape::HessianSpectrum& vtkHessianSpectrumSource::CurrentSpectrum(
  const losslandscape::RankGroup& ranks)
{
  const auto progress = [this](double fraction) { return this->ReportProgress(fraction); };
  const auto options = this->MakeSpectrumOptions();
  std::shared_ptr<const losslandscape::Problem> problem;
  std::string recipe;
  ranks.Together(
    [&]
    {
      problem = this->CurrentProblem();
      recipe = losslandscape::HessianSpectrumRecipe(*problem, options);
    });
  if (!this->IsKnown(problem, recipe, ranks))
  {
    this->Impl->Problem.reset();
    losslandscape::EvaluationStore store(this->CacheFile);
    const CacheWarnings warnings(this, store);
    std::vector<losslandscape::SpectrumPart> parts;
    ranks.Together(
      [&]
      {
        parts = losslandscape::ComputeSpectrumParts(
          store, problem, options, { ranks.Rank(), ranks.Size() }, this->Threads, progress);
      });
    this->Impl->FileUse = UseByAll(store.Use(), ranks);
    this->Impl->Spectrum = losslandscape::AssembleSpectrum(*problem, options,
      losslandscape::Unpacked(losslandscape::GatherOnAll(losslandscape::Packed(parts), ranks)));
    this->Impl->Problem = problem;
    this->Impl->Recipe = recipe;
    this->Impl->File = this->CacheFile;
  }
  return this->Impl->Spectrum;
}

void vtkHessianSpectrumSource::RequestData(vtkInformationVector**, vtkInformationVector* outputs)
{
  const losslandscape::DensityOptions density = { this->Smoothing,
    losslandscape::InRange<int>(
      "SmoothingMode", this->SmoothingMode, RELATIVE_TO_RANGE, ABSOLUTE) == RELATIVE_TO_RANGE,
    this->Points };
  losslandscape::CheckDensityOptions(density);
  this->WarnOfLibraries();
  const auto& spectrum = this->CurrentSpectrum(
    losslandscape::RankGroup(vtkMultiProcessController::GetGlobalController()));
  // All ports are filled for the piece that is asked of the first one.
  if (!IsFirstPiece(outputs->GetInformationObject(0)))
  {
    this->FillPorts({}, density, outputs);
    return;
  }
  this->FillPorts(spectrum, density, outputs);
  const double width = losslandscape::SmoothingWidth(spectrum, density);
  for (int port = 0; port < outputs->GetNumberOfInformationObjects(); ++port)
  {
    AddRecipe(this->Impl->Recipe, vtkTable::GetData(outputs, port));
    losslandscape::AddSpectrumData(spectrum, width, vtkTable::GetData(outputs, port));
    this->ReportCache(this->Impl->FileUse, vtkTable::GetData(outputs, port));
  }
  if (!losslandscape::IsResolved(spectrum, density))
  {
    vtkWarningMacro(
      "the rows of the density lie farther apart than its peaks are wide (Smoothing): "
      "peaks between them are missing. Raise Points or Smoothing.");
  }
  if (!spectrum.Converged)
  {
    vtkWarningMacro("some eigenvalues are less accurate than EigenvalueTolerance: see the column "
                    "`residual` of the output Eigenvalues. More MaximumProducts would help.");
  }
}

void vtkHessianSpectrumSource::FillPorts(const losslandscape::HessianSpectrum& spectrum,
  const losslandscape::DensityOptions& density, vtkInformationVector* outputs)
{
  losslandscape::FillDensity(spectrum, density, vtkTable::GetData(outputs, 0));
  losslandscape::FillEigenvalues(spectrum, vtkTable::GetData(outputs, 1));
  losslandscape::FillLayers(spectrum, this->PerLayer != 0, vtkTable::GetData(outputs, 2));
}

std::vector<vtkHessianSpectrumSource::MemorySetting> vtkHessianSpectrumSource::MemorySettings()
  const
{
  auto settings = this->Superclass::MemorySettings();
  settings.push_back({ "LanczosSteps", this->LanczosSteps });
  settings.push_back({ "NumberOfEigenvalues", this->NumberOfEigenvalues[0] });
  return settings;
}

void vtkHessianSpectrumSource::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  losslandscape::PrintValues(os, indent, "NumberOfEigenvalues", this->NumberOfEigenvalues);
  os << indent << "EigenvalueTolerance: " << this->EigenvalueTolerance << "\n";
  os << indent << "MaximumProducts: " << this->MaximumProducts << "\n";
  os << indent << "Probes: " << this->Probes << "\n";
  os << indent << "LanczosSteps: " << this->LanczosSteps << "\n";
  os << indent << "Smoothing: " << this->Smoothing << "\n";
  os << indent << "SmoothingMode: " << this->SmoothingMode << "\n";
  os << indent << "Points: " << this->Points << "\n";
  os << indent << "PerLayer: " << this->PerLayer << "\n";
  os << indent << "DoublePrecision: " << this->DoublePrecision << "\n";
  os << indent << "Seed: " << this->Seed << "\n";
}
