// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/FileSeries.h"

#include "Core/Files/NameNumbers.h"

#include <algorithm>
#include <set>

namespace losslandscape
{
namespace
{

/// The number with the index `field` of every name; empty if these numbers are not all different.
std::vector<double> DistinctNumbers(const std::vector<NameNumbers>& patterns, std::size_t field)
{
  std::vector<double> numbers;
  for (const NameNumbers& pattern : patterns)
  {
    numbers.push_back(pattern.Numbers[field]);
  }
  const std::set<double> distinct(numbers.begin(), numbers.end());
  return distinct.size() == numbers.size() ? numbers : std::vector<double>();
}

std::vector<double> NumbersOf(const std::vector<std::string>& paths)
{
  std::vector<NameNumbers> patterns;
  for (const std::string& path : paths)
  {
    patterns.push_back(SplitNumbers(path));
    if (patterns.back().Pattern != patterns.front().Pattern)
    {
      return {};
    }
  }
  const std::size_t fields = patterns.empty() ? 0 : patterns.front().Numbers.size();
  for (std::size_t field = 0; field < fields; ++field)
  {
    const std::vector<double> numbers = DistinctNumbers(patterns, field);
    if (!numbers.empty())
    {
      return numbers;
    }
  }
  return {};
}

} // namespace

std::vector<SeriesFile> OrderFileSeries(const std::vector<std::string>& paths)
{
  const std::vector<double> numbers = NumbersOf(paths);
  std::vector<SeriesFile> files;
  for (std::size_t i = 0; i < paths.size(); ++i)
  {
    files.push_back({ paths[i], numbers.empty() ? static_cast<double>(i) : numbers[i] });
  }
  std::sort(files.begin(), files.end(),
    [](const SeriesFile& a, const SeriesFile& b) { return a.Time < b.Time; });
  return files;
}

} // namespace losslandscape
