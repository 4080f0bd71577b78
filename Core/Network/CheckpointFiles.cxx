// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Network/CheckpointFiles.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <iterator>

namespace losslandscape
{
namespace
{

bool IsDigit(char c)
{
  return c >= '0' && c <= '9';
}

/// The checkpoint that is the centre if the user gives no weights; empty if there is none.
std::string CentreFile(const DirectionOptions& directions)
{
  const auto files = GivenFiles(directions.CheckpointFiles);
  if (files.empty())
  {
    return "";
  }
  switch (directions.Method)
  {
    case DirectionMethod::PCA:
      return files.back();
    case DirectionMethod::BetweenCheckpoints:
      return files.front();
    default:
      return "";
  }
}

/// Where the digits that end before `end` begin.
std::size_t FirstDigit(const std::string& text, std::size_t end)
{
  while (end > 0 && IsDigit(text[end - 1]))
  {
    --end;
  }
  return end;
}

} // namespace

std::vector<std::string> GivenFiles(const std::vector<std::string>& files)
{
  std::vector<std::string> given;
  std::copy_if(files.begin(), files.end(), std::back_inserter(given),
    [](const std::string& file) { return !file.empty(); });
  return given;
}

NetworkOptions AtCentre(NetworkOptions network, const DirectionOptions& directions)
{
  if (network.WeightsFile.empty())
  {
    network.WeightsFile = CentreFile(directions);
  }
  return network;
}

const char* CentreName(const NetworkOptions& network, const DirectionOptions& directions)
{
  const std::string file = CentreFile(directions);
  if (file.empty() || network.WeightsFile != file)
  {
    return "weights";
  }
  return directions.Method == DirectionMethod::PCA ? "last of checkpoint_files"
                                                   : "first of checkpoint_files";
}

std::vector<int> RunNumbers(const std::vector<std::string>& files)
{
  std::vector<int> runs;
  std::filesystem::path last;
  for (const auto& file : files)
  {
    const auto folder = std::filesystem::path(file).lexically_normal().parent_path();
    const bool same = runs.empty() || folder == last;
    runs.push_back(runs.empty() ? 0 : runs.back() + (same ? 0 : 1));
    last = folder;
  }
  return runs;
}

std::optional<double> NumberInName(const std::string& path)
{
  const std::string name = std::filesystem::path(path).stem().string();
  const auto last = std::find_if(name.rbegin(), name.rend(), IsDigit);
  if (last == name.rend())
  {
    return std::nullopt;
  }
  const auto end = static_cast<std::size_t>(name.rend() - last);
  std::size_t begin = FirstDigit(name, end);
  if (begin > 1 && name[begin - 1] == '.' && IsDigit(name[begin - 2]))
  {
    begin = FirstDigit(name, begin - 1);
  }
  const double number = std::strtod(name.substr(begin, end - begin).c_str(), nullptr);
  return std::isfinite(number) ? std::optional<double>(number) : std::nullopt;
}

} // namespace losslandscape
