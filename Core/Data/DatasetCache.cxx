// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Data/DatasetCache.h"

#include "Core/Common/Error.h"

#include <filesystem>
#include <map>
#include <mutex>
#include <sstream>
#include <system_error>
#include <utility>

namespace losslandscape
{
namespace
{

namespace fs = std::filesystem;

struct ResidentDatasets
{
  std::mutex Guard;
  std::map<std::string, std::weak_ptr<const Dataset>> ByKey;
};

ResidentDatasets& Residents()
{
  static ResidentDatasets residents;
  return residents;
}

void AppendNumbers(std::ostream& key, const std::vector<double>& numbers)
{
  key << numbers.size();
  for (const double number : numbers)
  {
    key << ' ' << std::hexfloat << number;
  }
  key << '\n';
}

void AppendSource(std::ostream& key, const std::string& path)
{
  std::error_code sizeFailure;
  std::error_code timeFailure;
  const bool isFolder = fs::is_directory(path, sizeFailure);
  const std::uintmax_t size = isFolder ? 0 : fs::file_size(path, sizeFailure);
  const fs::file_time_type time = fs::last_write_time(path, timeFailure);
  if (sizeFailure || timeFailure)
  {
    throw Error("cannot read file")
      .Where(path)
      .Found((sizeFailure ? sizeFailure : timeFailure).message());
  }
  key << path << '\n' << size << ' ' << time.time_since_epoch().count() << '\n';
}

} // namespace

std::string CacheKey(const DatasetOptions& options, const std::vector<std::string>& sources)
{
  std::ostringstream key;
  key << static_cast<int>(options.Kind) << ' ' << static_cast<int>(options.Split) << ' '
      << options.NumberOfSamples << ' ' << options.SampleSeed << '\n';
  AppendNumbers(key, options.Mean);
  AppendNumbers(key, options.StandardDeviation);
  for (const std::string& path : sources)
  {
    AppendSource(key, path);
  }
  return key.str();
}

std::shared_ptr<const Dataset> FindResident(const std::string& key)
{
  ResidentDatasets& residents = Residents();
  const std::lock_guard<std::mutex> lock(residents.Guard);
  const auto found = residents.ByKey.find(key);
  return found == residents.ByKey.end() ? nullptr : found->second.lock();
}

std::shared_ptr<const Dataset> MakeResident(
  const std::string& key, std::shared_ptr<const Dataset> data)
{
  ResidentDatasets& residents = Residents();
  const std::lock_guard<std::mutex> lock(residents.Guard);
  for (auto entry = residents.ByKey.begin(); entry != residents.ByKey.end();)
  {
    entry = entry->second.expired() ? residents.ByKey.erase(entry) : std::next(entry);
  }
  std::weak_ptr<const Dataset>& place = residents.ByKey[key];
  if (std::shared_ptr<const Dataset> earlier = place.lock())
  {
    return earlier;
  }
  place = data;
  return data;
}

} // namespace losslandscape
