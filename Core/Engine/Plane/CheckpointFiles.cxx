// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Plane/CheckpointFiles.h"

#include "Core/Files/NameNumbers.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iterator>

namespace losslandscape
{
namespace
{

/// The checkpoint that is the centre if no weights file is given; empty if the directions bring
/// none.
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
  const auto numbers = SplitNumbers(std::filesystem::path(path).stem().string()).Numbers;
  return !numbers.empty() && std::isfinite(numbers.back()) ? std::optional<double>(numbers.back())
                                                           : std::nullopt;
}

} // namespace losslandscape
