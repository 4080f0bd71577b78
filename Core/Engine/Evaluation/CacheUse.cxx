// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/CacheUse.h"

#include <algorithm>

namespace losslandscape
{

void CacheUse::Add(const CacheUse& other)
{
  this->PointsFromCache += other.PointsFromCache;
  this->PointsEvaluated += other.PointsEvaluated;
  for (const std::string& warning : other.Warnings)
  {
    if (std::find(this->Warnings.begin(), this->Warnings.end(), warning) == this->Warnings.end())
    {
      this->Warnings.push_back(warning);
    }
  }
}

} // namespace losslandscape
