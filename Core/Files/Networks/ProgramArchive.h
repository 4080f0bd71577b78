// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Networks_ProgramArchive_h
#define losslandscape_Files_Networks_ProgramArchive_h

#include "Core/Files/Archives/ZipArchive.h"
#include "Core/Files/Checkpoints/TensorGather.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace losslandscape
{

/// Tensors of an archive, described but not yet read.
struct StoredTensors
{
  std::vector<std::pair<std::string, TorchTensor>> Tensors;
  /// Where their numbers are. Tensors without numbers are not asked for.
  std::unique_ptr<StorageSource> Storages;
  /// Keys of storages that the archive has no numbers for: the network was exported with fake
  /// weights.
  std::vector<std::string> EmptyStorages;
  /// Whether the tensors are in the order of the state dict.
  bool AreInOrder = false;
};

/// The parts of an archive of torch.export.save, whichever of its layouts the file has:
/// - PyTorch 2.5 to 2.7: serialized_exported_program.json with state dict and constants as
///   archives of torch.save inside the archive;
/// - 2.8: models/NAME.json with data/weights/NAME.pt, of the same kind;
/// - 2.9 and later: models/NAME.json with data/weights/NAME_weights_config.json and raw numbers.
class ProgramArchive
{
public:
  /// Throws Error if the file is no such archive, or holds several networks or only compiled code.
  explicit ProgramArchive(const std::string& path);

  std::uint64_t FileSize() const { return this->Archive->FileSize(); }

  /// The graph as JSON.
  std::string GraphText() const;

  StoredTensors Weights() const;
  StoredTensors Constants() const;

private:
  std::string Text(const std::string& name) const;
  StoredTensors TensorsOf(const std::string& part) const;
  StoredTensors PickledTensors(const std::string& name) const;
  StoredTensors RawTensors(const std::string& folder, const std::string& config) const;

  std::shared_ptr<const ZipArchive> Archive;
  /// The folder that all entries stand in, with its slash; empty before 2.8.
  std::string Root;
  /// The name of the network in the archive; empty before 2.8.
  std::string Name;
};

/// True if the entries of an archive are those of torch.export.save.
bool HoldsExportedProgram(const ZipArchive& archive);

} // namespace losslandscape

#endif
