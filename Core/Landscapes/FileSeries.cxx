// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Landscapes/FileSeries.h"

#include "Core/Landscapes/NumberText.h"

#include <algorithm>
#include <set>

namespace losslandscape
{
namespace
{

bool IsDigit(char letter)
{
  return letter >= '0' && letter <= '9';
}

/// A name with its numbers taken out.
struct NamePattern
{
  std::string Text;
  std::vector<double> Numbers;
};

NamePattern PatternOf(const std::string& name)
{
  NamePattern pattern;
  for (auto at = name.begin(); at != name.end();)
  {
    const auto end = std::find_if_not(at, name.end(), IsDigit);
    if (end == at)
    {
      pattern.Text += *at++;
      continue;
    }
    pattern.Numbers.push_back(*ParseNumber(std::string(at, end)));
    pattern.Text += '0';
    at = end;
  }
  return pattern;
}

/// Number `field` of every name if they are all different; otherwise nothing.
std::vector<double> DistinctNumbers(const std::vector<NamePattern>& patterns, std::size_t field)
{
  std::vector<double> numbers;
  for (const NamePattern& pattern : patterns)
  {
    numbers.push_back(pattern.Numbers[field]);
  }
  const std::set<double> distinct(numbers.begin(), numbers.end());
  return distinct.size() == numbers.size() ? numbers : std::vector<double>();
}

std::vector<double> NumbersOf(const std::vector<std::string>& paths)
{
  std::vector<NamePattern> patterns;
  for (const std::string& path : paths)
  {
    patterns.push_back(PatternOf(path));
    if (patterns.back().Text != patterns.front().Text)
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
