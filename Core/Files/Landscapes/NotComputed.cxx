// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/NotComputed.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace losslandscape
{
namespace
{

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

std::vector<double>* Find(NamedValues& arrays, const std::string& name)
{
  return const_cast<std::vector<double>*>(FindArray(arrays, name));
}

void ReplaceLoss(NamedValues& arrays, const char* lossName, const char* accuracyName)
{
  std::vector<double>* accuracy = Find(arrays, accuracyName);
  if (accuracy)
  {
    std::replace(accuracy->begin(), accuracy->end(), -1.0, NaN);
  }
  std::vector<double>* loss = Find(arrays, lossName);
  for (std::size_t point = 0; loss && point < loss->size(); ++point)
  {
    if ((*loss)[point] == -1.0 && (!accuracy || std::isnan((*accuracy)[point])))
    {
      (*loss)[point] = NaN;
    }
  }
}

void ReplaceEigenvalues(NamedValues& arrays)
{
  std::vector<double>* smallest = Find(arrays, "min_eig");
  std::vector<double>* largest = Find(arrays, "max_eig");
  for (std::size_t point = 0; smallest && largest && point < largest->size(); ++point)
  {
    if ((*smallest)[point] == 1.0 && (*largest)[point] == -1.0)
    {
      (*smallest)[point] = NaN;
      (*largest)[point] = NaN;
    }
  }
}

} // namespace

void ReplaceNotComputed(NamedValues& arrays)
{
  ReplaceLoss(arrays, "loss", "accuracy");
  ReplaceLoss(arrays, "test_loss", "test_acc");
  ReplaceEigenvalues(arrays);
}

void MarkMissing(SampledLandscape& landscape)
{
  const std::vector<double>& values = landscape.Arrays.front().second;
  landscape.Missing.assign(values.size(), 0);
  landscape.Evaluated.resize(values.size(), 1);
  for (std::size_t point = 0; point < values.size(); ++point)
  {
    if (std::isnan(values[point]))
    {
      landscape.Missing[point] = 1;
      landscape.Evaluated[point] = 0;
    }
  }
}

std::int64_t NumberOfMissing(const SampledLandscape& landscape)
{
  return std::count(landscape.Missing.begin(), landscape.Missing.end(), 1);
}

const std::vector<double>* FindArray(const NamedValues& arrays, const std::string& name)
{
  for (const auto& [candidate, values] : arrays)
  {
    if (candidate == name)
    {
      return &values;
    }
  }
  return nullptr;
}

} // namespace losslandscape
