// SPDX-License-Identifier: BSD-3-Clause
#include "vtkNetworkSharpnessSource.h"

#include "Core/Engine/Session/Session.h"
#include "Core/Engine/Studies/Sharpness/NetworkSharpness.h"
#include "DerivativeBatches.h"
#include "Pipeline/OutputArrays.h"

#include "vtkDataSetAttributes.h"
#include "vtkDoubleArray.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkObjectFactory.h"
#include "vtkStringArray.h"
#include "vtkTable.h"

#include <cmath>

namespace
{

using losslandscape::AddArray;
using losslandscape::AddColumn;
using losslandscape::SharpnessMeasure;

void FillRows(vtkFieldData* rows, const std::vector<SharpnessMeasure>& measures)
{
  AddColumn<vtkStringArray>(rows, "measure", measures, &SharpnessMeasure::Name);
  AddColumn<vtkDoubleArray>(rows, "value", measures, &SharpnessMeasure::Value);
  AddColumn<vtkDoubleArray>(rows, "standard_error", measures, &SharpnessMeasure::StandardError);
  AddColumn<vtkDoubleArray>(rows, "radius", measures, &SharpnessMeasure::Radius);
  AddColumn<vtkStringArray>(rows, "definition", measures, &SharpnessMeasure::Definition);
}

void AddNumber(vtkFieldData* fields, const std::string& name, double value)
{
  AddArray<vtkDoubleArray>(fields, name.c_str(), 1, 1)->SetValue(0, value);
}

void AddNumbers(const losslandscape::NetworkSharpness& sharpness, vtkFieldData* fields)
{
  AddNumber(fields, "loss", sharpness.Loss);
  AddNumber(fields, "gradient_norm", sharpness.GradientNorm);
  for (const SharpnessMeasure& measure : sharpness.Measures)
  {
    AddNumber(fields, measure.Name, measure.Value);
    if (measure.Name == "filter_normalized_curvature")
    {
      AddNumber(fields, measure.Name + "_standard_error", measure.StandardError);
    }
  }
}

} // namespace

vtkStandardNewMacro(vtkNetworkSharpnessSource);

struct vtkNetworkSharpnessSource::Internals
{
  losslandscape::Session Problems;
  /// The problem and the recipe that the measures were computed for.
  std::shared_ptr<const losslandscape::Problem> Problem;
  std::string Recipe;
  losslandscape::NetworkSharpness Sharpness;
  /// What the measures are kept in, and what came of it.
  std::string File;
  losslandscape::CacheUse FileUse;
};

vtkNetworkSharpnessSource::vtkNetworkSharpnessSource() : Impl(std::make_unique<Internals>())
{
}

vtkNetworkSharpnessSource::~vtkNetworkSharpnessSource() = default;

int vtkNetworkSharpnessSource::FillOutputPortInformation(int, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), "vtkTable");
  return 1;
}

void vtkNetworkSharpnessSource::RequestInformation(
  vtkInformationVector**, vtkInformationVector* outputs)
{
  outputs->GetInformationObject(0)->Set(vtkAlgorithm::CAN_HANDLE_PIECE_REQUEST(), 1);
  this->LookAtNetwork([this] { return this->CurrentProblem(); });
}

std::shared_ptr<const losslandscape::Problem> vtkNetworkSharpnessSource::CurrentProblem()
{
  return this->Impl->Problems.GetProblem(
    losslandscape::InDerivativeBatches(this->MakeProblemOptions()),
    [this](double fraction) { return this->ReportProgress(fraction); });
}

losslandscape::SharpnessOptions vtkNetworkSharpnessSource::MakeSharpnessOptions() const
{
  losslandscape::SharpnessOptions options;
  options.Epsilon = this->Epsilon;
  options.AscentSteps = this->AscentSteps;
  options.SamRadius = this->SamRadius;
  options.AsamRadius = this->AsamRadius;
  options.Directions = this->NumberOfDirections;
  options.IgnoreBiasAndNorm = this->IgnoreBiasAndNorm != 0;
  options.DoublePrecision = this->DoublePrecision != 0;
  options.Seed = static_cast<std::uint64_t>(this->Seed);
  return options;
}

const losslandscape::NetworkSharpness& vtkNetworkSharpnessSource::CurrentSharpness()
{
  const auto progress = [this](double fraction) { return this->ReportProgress(fraction); };
  const auto options = this->MakeSharpnessOptions();
  const auto problem = this->CurrentProblem();
  const auto recipe = losslandscape::SharpnessRecipe(*problem, options);
  // Asking for another piece executes again, though nothing changed that the numbers depend on.
  if (this->Impl->Problem != problem || this->Impl->Recipe != recipe ||
    this->Impl->File != this->CacheFile)
  {
    this->Impl->Problem.reset();
    losslandscape::EvaluationStore store(this->CacheFile);
    const CacheWarnings warnings(this, store);
    this->Impl->Sharpness =
      losslandscape::MeasureSharpness(store, problem, options, this->Threads, progress);
    this->Impl->FileUse = store.Use();
    this->Impl->Problem = problem;
    this->Impl->Recipe = recipe;
    this->Impl->File = this->CacheFile;
  }
  return this->Impl->Sharpness;
}

void vtkNetworkSharpnessSource::RequestData(vtkInformationVector**, vtkInformationVector* outputs)
{
  vtkTable* table = vtkTable::GetData(outputs, 0);
  if (!IsFirstPiece(outputs->GetInformationObject(0)))
  {
    FillRows(table->GetRowData(), {});
    return;
  }
  this->WarnOfLibraries();
  const auto& sharpness = this->CurrentSharpness();
  FillRows(table->GetRowData(), sharpness.Measures);
  AddRecipe(this->Impl->Recipe, table);
  AddNumbers(sharpness, table->GetFieldData());
  this->ReportCache(this->Impl->FileUse, table);
  this->WarnOfMeasuresThatAreNotFinite(sharpness);
}

void vtkNetworkSharpnessSource::WarnOfMeasuresThatAreNotFinite(
  const losslandscape::NetworkSharpness& sharpness)
{
  for (const SharpnessMeasure& measure : sharpness.Measures)
  {
    if (!std::isfinite(measure.Value))
    {
      vtkWarningMacro(<< measure.Name << " is not finite: the loss around the weights is NaN or "
                      << "infinite somewhere. A smaller radius may avoid it.");
    }
  }
}

void vtkNetworkSharpnessSource::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "Epsilon: " << this->Epsilon << "\n";
  os << indent << "AscentSteps: " << this->AscentSteps << "\n";
  os << indent << "SamRadius: " << this->SamRadius << "\n";
  os << indent << "AsamRadius: " << this->AsamRadius << "\n";
  os << indent << "NumberOfDirections: " << this->NumberOfDirections << "\n";
  os << indent << "IgnoreBiasAndNorm: " << this->IgnoreBiasAndNorm << "\n";
  os << indent << "DoublePrecision: " << this->DoublePrecision << "\n";
  os << indent << "Seed: " << this->Seed << "\n";
}
