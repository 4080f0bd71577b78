// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/Checkpoint.h"

#include "Core/Common/Error.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Archives/ZipArchive.h"
#include "Core/Files/Checkpoints/CheckpointSelection.h"
#include "Core/Files/Checkpoints/Safetensors.h"

#include <new>

namespace losslandscape
{
namespace
{

/// Runs `read` and puts the path into whatever goes wrong.
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
  throw Error("not a checkpoint")
    .Expected("a file of torch.save or safetensors")
    .Found(RegularFileSize(path) == 0 ? "an empty file" : "something else")
    .Advice("save it with torch.save(network.state_dict(), file)");
}

Checkpoint ReadFlatFile(const std::string& path, const std::string& key)
{
  if (!key.empty())
  {
    throw Error("no such entry in the checkpoint")
      .Expected("no key, for safetensors files hold tensors only")
      .Found("the key '" + key + "'");
  }
  return ReadSafetensors(path);
}

std::string NothingFound(const Checkpoint& checkpoint)
{
  return checkpoint.Skipped.empty() ? "nothing" : "only " + checkpoint.Skipped.front();
}

} // namespace

Checkpoint ReadCheckpoint(const std::string& path, const std::string& key)
{
  return NamingFile(path,
    [&]()
    {
      // A missing file or a folder is told apart before anybody guesses at its format.
      RegularFileSize(path);
      Checkpoint checkpoint = IsSafetensorsFile(path) ? ReadFlatFile(path, key)
                                                      : SelectStateDict(OpenTorchFile(path), key);
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

bool IsCheckpointFile(const std::string& path)
{
  return IsSafetensorsFile(path) || IsTorchLegacyFile(path) || IsTorchZipFile(path);
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
