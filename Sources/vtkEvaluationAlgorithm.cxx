// SPDX-License-Identifier: BSD-3-Clause
#include "vtkEvaluationAlgorithm.h"

#include "Core/Engine/Evaluation/EvaluationStore.h"
#include "LandscapeOutput.h"

vtkEvaluationAlgorithm::vtkEvaluationAlgorithm() = default;

vtkEvaluationAlgorithm::~vtkEvaluationAlgorithm() = default;

void vtkEvaluationAlgorithm::ReportCache(const losslandscape::CacheUse& use, vtkDataObject* output)
{
  if (!this->CacheFile.empty())
  {
    losslandscape::AddCacheCounts(use, output);
    this->WarnOfCache(use.Warnings);
  }
}

void vtkEvaluationAlgorithm::WarnOfCache(const std::vector<std::string>& warnings)
{
  for (const std::string& warning : warnings)
  {
    vtkWarningMacro(<< this->CacheFile << ": " << warning);
  }
}

void vtkEvaluationAlgorithm::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "CacheFile: " << this->CacheFile << "\n";
}
