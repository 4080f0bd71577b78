// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Hdf5_Hdf5Dataset_h
#define losslandscape_Files_Hdf5_Hdf5Dataset_h

#include "Core/Common/DenseArray.h"
#include "Core/Files/Checkpoints/TensorGather.h"
#include "Core/Files/Hdf5/Hdf5Handles.h"

#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// One dataset, examined before it is read. Every function may throw Error.
class Hdf5Dataset
{
public:
  Hdf5Dataset(hid_t file, const std::string& name, std::uint64_t fileSize);

  bool IsNumeric() const;

  /// Whether it is a single text, of fixed or variable length.
  bool IsText() const;

  /// Whether its data are in this file. A virtual or external dataset reads other files.
  bool IsOwn() const;

  DenseArray ReadNumbers(MemoryBudget& budget) const;
  std::string ReadText(MemoryBudget& budget) const;

private:
  void ReadShape();
  void CheckSize() const;
  void CheckChunks() const;
  std::string ReadFixedText(MemoryBudget& budget) const;
  std::string ReadVariableText(MemoryBudget& budget) const;

  Hdf5Handle Id;
  Hdf5Handle Space;
  Hdf5Handle Type;
  Hdf5Handle Creation;
  std::uint64_t FileSize;
  std::vector<std::int64_t> Lengths;
  std::uint64_t Count = 0;
};

} // namespace losslandscape

#endif
