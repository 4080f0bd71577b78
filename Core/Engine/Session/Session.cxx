// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Session/Session.h"

#include "Core/Engine/Network/NetworkLoading.h"
#include "Core/Engine/Plane/CheckpointFiles.h"
#include "Core/Engine/Plane/DirectionJson.h"
#include "Core/Engine/Problem/ProblemJson.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Checkpoints/Checkpoint.h"

#include <cstdint>
#include <filesystem>
#include <iterator>
#include <map>
#include <mutex>

namespace losslandscape
{
namespace
{

namespace fs = std::filesystem;

/// Size and time of a file, which tell whether it has changed since.
Json StampOf(const std::string& checkpoint)
{
  const std::string path = SplitCheckpointPath(checkpoint).Path;
  std::error_code failure;
  if (!fs::is_regular_file(path, failure))
  {
    return nullptr;
  }
  return { path, fs::file_size(path, failure),
    fs::last_write_time(path, failure).time_since_epoch().count() };
}

Json StampsOf(const std::vector<std::string>& paths)
{
  Json stamps = Json::array();
  for (const auto& path : paths)
  {
    stamps.push_back(StampOf(path));
  }
  return stamps;
}

/// The data set is part of the key by its options, which the recipe names, and by identity: it is
/// loaded anew, as another object, when its files change.
std::string KeyOf(const ProblemOptions& options, const Dataset* data)
{
  const NetworkOptions& network = options.Network;
  std::vector<std::string> files = { network.NetworkFile, network.WeightsFile,
    FindShippedFile(ShippedWeightsName(network.Architecture, options.Data.Kind)) };
  files.insert(files.end(), network.AdapterFiles.begin(), network.AdapterFiles.end());
  Json key = OptionsToJson(options);
  key["data_object"] = reinterpret_cast<std::uintptr_t>(data);
  key["files"] = StampsOf(files);
  return JsonText(key, -1);
}

std::string KeyOf(const DirectionOptions& options, int dimension)
{
  Json key = OptionsToJson(options);
  key["dimension"] = dimension;
  key["stamps"] = { StampsOf(options.Files), StampsOf(options.CheckpointFiles) };
  return JsonText(key, -1);
}

/// What sessions of this process hold, by what it was made from; it lives as long as one of them
/// holds it.
template <typename T>
class Shared
{
public:
  /// What is there under the key, else what `make` returns.
  template <typename Make>
  std::shared_ptr<const T> Get(const std::string& key, Make&& make)
  {
    std::shared_ptr<const T> object = this->Find(key);
    if (!object)
    {
      object = make();
      const std::lock_guard<std::mutex> lock(this->Mutex);
      this->Objects[key] = object;
    }
    return object;
  }

private:
  std::shared_ptr<const T> Find(const std::string& key)
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    for (auto each = this->Objects.begin(); each != this->Objects.end();)
    {
      each = each->second.expired() ? this->Objects.erase(each) : std::next(each);
    }
    const auto found = this->Objects.find(key);
    return found == this->Objects.end() ? nullptr : found->second.lock();
  }

  std::mutex Mutex;
  std::map<std::string, std::weak_ptr<const T>> Objects;
};

/// A plane's key begins with its problem's address, which nobody else has while such a plane lives.
template <typename T>
Shared<T>& SharedObjects()
{
  static Shared<T> objects;
  return objects;
}

} // namespace

std::shared_ptr<const Problem> Session::GetProblem(
  const ProblemOptions& options, const Progress& progress)
{
  // While the last problem lives, its data set is resident and this returns it at once.
  const auto data = LoadDataset(options.Data, progress);
  const std::string problemKey = KeyOf(options, data.get());
  if (!this->LastProblem || problemKey != this->ProblemKey)
  {
    this->ForgetPlane();
    this->LastProblem.reset();
    this->LastProblem = SharedObjects<Problem>().Get(
      problemKey, [&] { return std::make_shared<const Problem>(options, progress); });
    this->ProblemKey = problemKey;
  }
  return this->LastProblem;
}

std::shared_ptr<const Problem> Session::GetProblem(
  const ProblemOptions& options, const DirectionOptions& directions, const Progress& progress)
{
  ProblemOptions problem = options;
  problem.Network = AtCentre(problem.Network, directions);
  return this->GetProblem(problem, progress);
}

std::shared_ptr<const Plane> Session::Get(const ProblemOptions& options, int dimension,
  const DirectionOptions& directions, const Progress& progress)
{
  this->GetProblem(options, directions, progress);
  const std::string planeKey = KeyOf(directions, dimension);
  if (!this->LastPlane || planeKey != this->PlaneKey)
  {
    this->ForgetPlane();
    const auto problem = reinterpret_cast<std::uintptr_t>(this->LastProblem.get());
    this->LastPlane = SharedObjects<Plane>().Get(std::to_string(problem) + planeKey,
      [&] {
        return std::make_shared<const Plane>(this->LastProblem, dimension, directions, progress);
      });
    this->PlaneKey = planeKey;
  }
  return this->LastPlane;
}

std::shared_ptr<const Plane> Session::MovedTo(
  std::size_t checkpoint, const std::shared_ptr<const Plane>& plane)
{
  const std::string file = GivenFiles(plane->Options().CheckpointFiles).at(checkpoint);
  // The plane itself is another one once a checkpoint's file has changed.
  if (!this->LastMoved || this->LastMovedTo != file)
  {
    this->LastMoved.reset();
    this->LastMovedTo = file;
    this->LastMoved = std::make_shared<const Plane>(
      *plane, std::make_shared<const Problem>(plane->GetProblem(), file));
  }
  return this->LastMoved;
}

void Session::ForgetPlane()
{
  this->LastPlane.reset();
  this->LastMoved.reset();
}

} // namespace losslandscape
