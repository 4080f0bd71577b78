// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Checkpoints_TorchFile_h
#define losslandscape_Files_Checkpoints_TorchFile_h

#include "Core/Files/Checkpoints/ScriptClasses.h"
#include "Core/Files/Checkpoints/TensorGather.h"
#include "Core/Files/Pickle/PickleTree.h"

#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

/// An open file of torch.save: the stored object and its storages.
struct TorchFile
{
  std::string Format; ///< as in Checkpoint::Format
  std::uint64_t FileSize = 0;
  PickleTree Tree;
  std::unique_ptr<StorageSource> Storages;
};

/// Opens a file in the zip format of PyTorch 1.6 and later. Throws Error if it is malformed or a
/// TorchScript archive.
TorchFile OpenTorchZip(const std::string& path);
/// The same of a file in memory, which messages call `name`.
TorchFile OpenTorchZip(std::vector<std::uint8_t> bytes, const std::string& name);

/// A TorchScript archive: the module as a stored object, and what its code says about it.
struct TorchScriptFile
{
  TorchFile File;
  ScriptClasses Classes;
};

/// Opens an archive of torch.jit.save. Throws Error if it is malformed or of PyTorch before 1.4.
TorchScriptFile OpenTorchScript(const std::string& path);

/// True if the file is a zip archive with a stored object, but not one of TorchScript.
bool IsTorchZipFile(const std::string& path);

/// Opens a file in the format of PyTorch before 1.6, a sequence of pickles followed by the
/// storages. Throws Error if it is malformed.
TorchFile OpenTorchLegacy(const std::string& path);

/// Opens a file in the first format of PyTorch, a tar archive (see IsTorchTarFile). Throws Error if
/// it is malformed.
TorchFile OpenTorchTar(const std::string& path);

/// True if the file starts with the magic number of the legacy format.
bool IsTorchLegacyFile(const std::string& path);

} // namespace losslandscape

#endif
