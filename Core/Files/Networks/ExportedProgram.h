// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Networks_ExportedProgram_h
#define losslandscape_Files_Networks_ExportedProgram_h

#include "Core/Common/DenseArray.h"
#include "Core/Files/Networks/NetworkGraph.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace losslandscape
{

/// What forward takes: a tensor's element type, and its sizes. A size that may vary is empty.
struct InputShape
{
  std::int64_t ElementCode = 0;
  std::vector<std::optional<std::int64_t>> Sizes;
};

/// A network as torch.export.save writes it.
struct ExportedProgram
{
  /// The version of PyTorch that wrote it; empty before 2.8.
  std::string TorchVersion;
  NetworkGraph Graph;
  /// Shapes of the graph's user inputs, by value.
  std::map<std::string, InputShape> UserShapes;
  /// Parameters, buffers and constants by the targets of the graph's inputs, in the graph's order.
  /// A tensor whose file has no numbers for it (exported with fake weights) has a shape and no
  /// bytes.
  NamedArrays Tensors;
  /// Targets whose tensor is the same as an earlier one's, each followed by that one's.
  std::vector<std::pair<std::string, std::string>> Aliases;

  /// The name under which Tensors has what is called `target`.
  const std::string& NameOf(const std::string& target) const;
};

/// Reads a network written by torch.export.save of PyTorch 2.5 and later: its graph and its
/// tensors. Nothing in the file is executed; compiled code and Python objects in it are not looked
/// at. Every count, size, offset and depth is checked before it is used.
///
/// Source of the format: torch/_export/serde/schema.py (major version 8) and
/// torch/csrc/export/pt2_archive_constants.h of PyTorch.
///
/// Throws Error naming the file and the reason.
ExportedProgram ReadExportedProgram(const std::string& path);

/// True if the file is an archive of torch.export.save. Only the names in it are looked at.
bool IsExportedProgramFile(const std::string& path);

} // namespace losslandscape

#endif
