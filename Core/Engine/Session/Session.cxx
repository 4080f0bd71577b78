// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Session/Session.h"

#include "Core/Engine/Network/NetworkLoading.h"
#include "Core/Engine/Plane/CheckpointFiles.h"
#include "Core/Files/Archives/FileBytes.h"

#include <filesystem>
#include <limits>
#include <sstream>

namespace losslandscape
{
namespace
{

namespace fs = std::filesystem;

/// Text that is equal for equal settings: every value ends with a separator that paths cannot hold.
class Key
{
public:
  Key() { this->Text.precision(std::numeric_limits<double>::max_digits10); }

  template <typename Value>
  Key& Add(const Value& value)
  {
    this->Text << value << '\0';
    return *this;
  }

  template <typename Value>
  Key& AddAll(const std::vector<Value>& values)
  {
    for (const auto& value : values)
    {
      this->Add(value);
    }
    return this->Add("end");
  }

  Key& AddFile(const std::string& path)
  {
    std::error_code failure;
    this->Add(path);
    if (fs::is_regular_file(path, failure))
    {
      this->Add(fs::file_size(path, failure));
      this->Add(fs::last_write_time(path, failure).time_since_epoch().count());
    }
    return *this;
  }

  std::string Get() const { return this->Text.str(); }

private:
  std::ostringstream Text;
};

/// The data set is part of the key by identity: it is loaded anew, as another object, when its
/// options or files change.
std::string KeyOf(const ProblemOptions& options, const Dataset* data)
{
  Key key;
  key.Add(data);
  key.Add(options.Network.Architecture).AddAll(options.Network.HiddenWidths);
  const TransformerOptions& transformer = options.Network.Transformer;
  key.Add(transformer.PatchSize).Add(transformer.Depth).Add(transformer.Width);
  key.AddFile(options.Network.NetworkFile).AddFile(options.Network.WeightsFile);
  key.AddFile(FindShippedFile(ShippedWeightsName(options.Network.Architecture, options.Data.Kind)));
  key.Add(static_cast<int>(options.Data.Kind));
  key.Add(static_cast<int>(options.Loss)).Add(options.Device).Add(options.BatchSize);
  key.Add(static_cast<int>(options.Precision));
  key.Add(static_cast<int>(options.BatchNorm.Mode)).Add(options.BatchNorm.RecalibrationSamples);
  return key.Get();
}

std::string KeyOf(const DirectionOptions& options, int dimension)
{
  Key key;
  key.Add(dimension).Add(static_cast<int>(options.Method));
  key.Add(static_cast<int>(options.Normalization)).Add(options.IgnoreBiasAndNorm);
  key.Add(options.Orthogonalize).Add(options.Seed).Add(options.CenterPca);
  key.Add(static_cast<int>(options.Eigenvectors));
  for (const auto* files : { &options.Files, &options.CheckpointFiles })
  {
    for (const auto& file : *files)
    {
      key.AddFile(file);
    }
    key.Add("end");
  }
  return key.Get();
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
    this->LastProblem = std::make_shared<const Problem>(options, progress);
    this->ProblemKey = problemKey;
  }
  return this->LastProblem;
}

std::shared_ptr<const Plane> Session::Get(const ProblemOptions& options, int dimension,
  const DirectionOptions& directions, const Progress& progress)
{
  ProblemOptions problem = options;
  problem.Network = AtCentre(problem.Network, directions);
  this->GetProblem(problem, progress);
  const std::string planeKey = KeyOf(directions, dimension);
  if (!this->LastPlane || planeKey != this->PlaneKey)
  {
    this->ForgetPlane();
    this->LastPlane =
      std::make_shared<const Plane>(this->LastProblem, dimension, directions, progress);
    this->PlaneKey = planeKey;
  }
  return this->LastPlane;
}

std::shared_ptr<const Plane> Session::GetAt(std::size_t checkpoint, const ProblemOptions& options,
  int dimension, const DirectionOptions& directions, const Progress& progress)
{
  const auto plane = this->Get(options, dimension, directions, progress);
  const std::string file = GivenFiles(directions.CheckpointFiles).at(checkpoint);
  // The plane itself is another one once a checkpoint's file has changed.
  if (!this->LastMoved || this->LastMoved->GetProblem().Options().Network.WeightsFile != file)
  {
    this->LastMoved.reset();
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
