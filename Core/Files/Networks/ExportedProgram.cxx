// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Networks/ExportedProgram.h"

#include "Core/Common/Error.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Archives/FileKind.h"
#include "Core/Files/Networks/ProgramArchive.h"
#include "Core/Files/Networks/ProgramJson.h"

#include <algorithm>
#include <set>
#include <tuple>

namespace losslandscape
{
namespace
{

using Place = std::tuple<std::string, std::int64_t, std::vector<std::int64_t>,
  std::vector<std::int64_t>, ElementType>;

Place PlaceOf(const TorchTensor& tensor)
{
  return { tensor.Storage.Key, tensor.Offset, tensor.Shape, tensor.Strides, tensor.Type };
}

bool Contains(const std::vector<std::string>& names, const std::string& name)
{
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Reads the tensors of the parts of an archive, each once, and notes which are the same.
class TensorReading
{
public:
  TensorReading(NetworkProgram& program, std::uint64_t fileSize)
    : Program(program), Budget(fileSize)
  {
  }

  void Add(const StoredTensors& stored)
  {
    const std::map<std::string, TorchTensor> byName(stored.Tensors.begin(), stored.Tensors.end());
    std::map<Place, std::string> first;
    std::vector<std::pair<std::string, TorchTensor>> tensors;
    for (const std::string& name : this->NamesIn(stored))
    {
      const auto found = byName.find(name);
      if (found == byName.end() || !this->Seen.insert(name).second)
      {
        continue;
      }
      if (found->second.IsFrozen)
      {
        this->Program.Frozen.insert(name);
      }
      // All tensors without numbers have one empty storage, and have nothing else to do with each
      // other.
      if (Contains(stored.EmptyStorages, found->second.Storage.Key))
      {
        this->AddWithoutNumbers(name, found->second);
        continue;
      }
      const auto [place, isNew] = first.emplace(PlaceOf(found->second), name);
      if (isNew)
      {
        tensors.emplace_back(name, found->second);
      }
      else
      {
        this->Program.Aliases.emplace_back(name, place->second);
      }
    }
    if (!tensors.empty())
    {
      NamedArrays arrays = GatherTensors(tensors, *stored.Storages, this->Budget);
      std::move(arrays.begin(), arrays.end(), std::back_inserter(this->Program.Tensors));
    }
  }

  /// Throws Error if the graph asks for a tensor that no part of the archive has.
  void RequireAll() const
  {
    for (const GraphInput& input : this->Program.Graph.Inputs)
    {
      if (input.Type != GraphInput::Kind::User && this->Seen.count(input.Target) == 0)
      {
        throw Error("a tensor of the exported network is missing")
          .Expected("a parameter, buffer or constant '" + input.Target.substr(0, 200) + "'");
      }
    }
  }

private:
  /// All names of the file in the order of the state dict, which the graph has where the file does
  /// not. A tensor that has several is called by the first of them.
  std::vector<std::string> NamesIn(const StoredTensors& stored) const
  {
    std::vector<std::string> names;
    for (const GraphInput& input : this->Program.Graph.Inputs)
    {
      if (!stored.AreInOrder && input.Type != GraphInput::Kind::User)
      {
        names.push_back(input.Target);
      }
    }
    for (const auto& [name, tensor] : stored.Tensors)
    {
      names.push_back(name);
    }
    return names;
  }

  /// Such a tensor takes no room in the file, and may claim any.
  void AddWithoutNumbers(const std::string& name, const TorchTensor& tensor)
  {
    constexpr std::uint64_t most = std::uint64_t(1) << 33;
    const auto count = CountElements(tensor.Shape, most - this->Missing);
    if (!count)
    {
      throw Error("the exported network has too many weights without numbers")
        .Expected("at most " + std::to_string(most) + " numbers")
        .Found("a tensor '" + name.substr(0, 200) + "' of shape " + ShapeText(tensor.Shape));
    }
    this->Missing += *count;
    this->Program.Tensors.emplace_back(name, DenseArray{ tensor.Type, tensor.Shape, {} });
  }

  NetworkProgram& Program;
  MemoryBudget Budget;
  std::uint64_t Missing = 0;
  std::set<std::string> Seen;
};

/// Opens the archive and gives it to `read`. Errors name the file.
template <typename Function>
auto ReadArchive(const std::string& path, Function read)
{
  RegularFileSize(path);
  if (!IsExportedProgramFile(path))
  {
    throw Error("cannot read exported network")
      .Where(path)
      .Expected("a file written by torch.export.save")
      .Found(KindOfFile(path).Name);
  }
  try
  {
    return read(ProgramArchive(path));
  }
  catch (Error& error)
  {
    throw error.Where(path);
  }
}

void RequireNumbers(const StoredTensors& stored)
{
  for (const auto& [name, tensor] : stored.Tensors)
  {
    const bool isEmpty = std::count(tensor.Shape.begin(), tensor.Shape.end(), 0) > 0;
    if (!isEmpty && Contains(stored.EmptyStorages, tensor.Storage.Key))
    {
      throw Error("the network was exported without weights")
        .Expected("numbers for '" + name.substr(0, 200) + "'");
    }
  }
}

} // namespace

NetworkProgram ReadExportedProgram(const std::string& path)
{
  return ReadArchive(path,
    [](const ProgramArchive& archive)
    {
      NetworkProgram program = ParseProgram(archive.GraphText());
      TensorReading reading(program, archive.FileSize());
      reading.Add(archive.Weights());
      reading.Add(archive.Constants());
      reading.RequireAll();
      return program;
    });
}

Checkpoint ReadExportedState(const std::string& path)
{
  return ReadArchive(path,
    [](const ProgramArchive& archive)
    {
      const StoredTensors stored = archive.Weights();
      RequireNumbers(stored);
      Checkpoint checkpoint;
      checkpoint.Format = "exported program";
      if (!stored.Tensors.empty())
      {
        MemoryBudget budget(archive.FileSize());
        checkpoint.Tensors = GatherTensors(stored.Tensors, *stored.Storages, budget);
      }
      return checkpoint;
    });
}

bool IsExportedProgramFile(const std::string& path)
{
  if (!IsZipFile(path))
  {
    return false;
  }
  try
  {
    return HoldsExportedProgram(ZipArchive(path));
  }
  catch (const Error&)
  {
    // A damaged archive is not taken for one of this kind; reading it gives the reason.
    return false;
  }
}

} // namespace losslandscape
