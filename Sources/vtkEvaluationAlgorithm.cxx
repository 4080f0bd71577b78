// SPDX-License-Identifier: BSD-3-Clause
#include "vtkEvaluationAlgorithm.h"

#include "Core/Engine/Evaluation/EvaluationStore.h"
#include "LandscapeOutput.h"

vtkEvaluationAlgorithm::vtkEvaluationAlgorithm() = default;

vtkEvaluationAlgorithm::~vtkEvaluationAlgorithm() = default;

void vtkEvaluationAlgorithm::ReportCache(
  const losslandscape::CacheUse& use, vtkDataObject* output) const
{
  if (!this->CacheFile.empty())
  {
    losslandscape::AddCacheCounts(use, output);
  }
}

vtkEvaluationAlgorithm::CacheWarnings::CacheWarnings(
  vtkEvaluationAlgorithm* owner, const losslandscape::EvaluationStore& store)
  : Owner(owner), Store(store)
{
}

vtkEvaluationAlgorithm::CacheWarnings::~CacheWarnings()
{
  losslandscape::CacheUse all = this->Store.Use();
  all.Add({ 0, 0, this->Others });
  for (const std::string& warning : all.Warnings)
  {
    vtkWarningWithObjectMacro(this->Owner, << this->Store.File() << ": " << warning);
  }
}

void vtkEvaluationAlgorithm::CacheWarnings::Add(const losslandscape::CacheUse& use)
{
  this->Others.insert(this->Others.end(), use.Warnings.begin(), use.Warnings.end());
}

void vtkEvaluationAlgorithm::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "CacheFile: " << this->CacheFile << "\n";
}
