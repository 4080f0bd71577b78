// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/Checkpoint.h"

#include "Core/Common/Error.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Archives/FileKind.h"
#include "Core/Files/Archives/ZipArchive.h"
#include "Core/Files/Checkpoints/CheckpointSelection.h"
#include "Core/Files/Checkpoints/Safetensors.h"
#include "Core/Files/Checkpoints/ShardedCheckpoint.h"
#include "Core/Files/Checkpoints/TorchScript.h"

#include <filesystem>
#include <new>
#include <system_error>

namespace losslandscape
{
namespace
{

/// Runs `read` and adds the path of the file to an Error that it throws.
template <typename Function>
auto NamingFile(const std::string& path, Function read)
{
  try
  {
    return read();
  }
  catch (Error& error)
  {
    error.Where(path);
    throw;
  }
  catch (const std::bad_alloc&)
  {
    throw Error("not enough memory to read file").Where(path);
  }
}

[[noreturn]] void RefuseKind(const std::string& path)
{
  const FileKind kind = KindOfFile(path);
  throw Error("not a checkpoint")
    .Expected("a file of torch.save or safetensors")
    .Found(kind.Name)
    .Advice(
      kind.Advice.empty() ? "save it with torch.save(network.state_dict(), file)" : kind.Advice);
}

TorchFile OpenTorchFile(const std::string& path)
{
  if (IsZipFile(path))
  {
    return OpenTorchZip(path);
  }
  if (IsTorchLegacyFile(path))
  {
    return OpenTorchLegacy(path);
  }
  if (IsTorchTarFile(path))
  {
    return OpenTorchTar(path);
  }
  RefuseKind(path);
}

std::string NothingFound(const Checkpoint& checkpoint)
{
  return checkpoint.Skipped.empty() ? "nothing" : "only " + checkpoint.Skipped.front();
}

/// What reading all kinds of checkpoints has in common: there must be a file and tensors in it, and
/// prefixes of wrappers are stripped from names.
template <typename Function>
Checkpoint ReadAny(const std::string& path, Function read)
{
  return NamingFile(path,
    [&]()
    {
      // A missing file or a folder is an error of its own, not one of an unknown format.
      RegularFileSize(path);
      Checkpoint checkpoint = read();
      if (checkpoint.Tensors.empty())
      {
        throw Error("no tensors in the checkpoint")
          .Expected("at least one dense tensor of numbers")
          .Found(NothingFound(checkpoint));
      }
      StripWrapperPrefixes(checkpoint.Tensors);
      return checkpoint;
    });
}

/// Whether the file holds the tensors of one network by their names, and nothing to choose from.
bool IsFlatFile(const std::string& path)
{
  return IsSafetensorsFile(path) || IsShardIndex(path) || IsTorchScriptFile(path);
}

Checkpoint ReadFlatFile(const std::string& path, const std::string& key)
{
  if (!key.empty())
  {
    throw Error("no such entry in the checkpoint")
      .Expected("no key, for safetensors and TorchScript files hold one network only")
      .Found("the key '" + key + "'");
  }
  if (IsTorchScriptFile(path))
  {
    return ReadTorchScriptState(path);
  }
  return IsSafetensorsFile(path) ? ReadSafetensors(path) : ReadShards(path);
}

} // namespace

Checkpoint ReadCheckpoint(const std::string& path, const std::string& key)
{
  return ReadAny(path,
    [&]() {
      return IsFlatFile(path) ? ReadFlatFile(path, key) : SelectStateDict(OpenTorchFile(path), key);
    });
}

Checkpoint ReadFittingCheckpoint(
  const std::string& path, const std::function<bool(const NamedArrays&)>& fits)
{
  return ReadAny(path,
    [&]()
    {
      return IsFlatFile(path) ? ReadFlatFile(path, "")
                              : SelectFittingStateDict(OpenTorchFile(path), fits);
    });
}

CheckpointPlace SplitCheckpointPath(const std::string& path)
{
  std::error_code failure;
  const std::size_t colon = path.rfind(':');
  if (colon == std::string::npos || std::filesystem::exists(path, failure) ||
    !std::filesystem::is_regular_file(path.substr(0, colon), failure))
  {
    return { path, "" };
  }
  return { path.substr(0, colon), path.substr(colon + 1) };
}

bool IsCheckpointFile(const std::string& path)
{
  return IsFlatFile(path) || IsTorchLegacyFile(path) || IsTorchTarFile(path) ||
    IsTorchZipFile(path);
}

NamedArrays ReadTensorFile(const std::string& path)
{
  return NamingFile(path,
    [&]()
    {
      RegularFileSize(path);
      NamedArrays arrays = IsSafetensorsFile(path) ? ReadSafetensors(path).Tensors
                                                   : CollectTensors(OpenTorchFile(path));
      if (arrays.empty())
      {
        throw Error("no tensors in the file").Expected("at least one dense tensor of numbers");
      }
      return arrays;
    });
}

} // namespace losslandscape
