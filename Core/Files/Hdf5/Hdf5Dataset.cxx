// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Hdf5/Hdf5Dataset.h"

#include "Core/Common/Error.h"
#include "Core/Files/Archives/Bytes.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <memory>

namespace losslandscape
{
namespace
{

constexpr std::uint64_t MostElements = std::uint64_t(1) << 28;
constexpr std::uint64_t LongestText = std::uint64_t(1) << 24;
/// Deflate turns one byte into at most 1032; other filters of HDF5 do less.
constexpr std::uint64_t LargestExpansion = 1032;

void TakeText(std::uint64_t size, MemoryBudget& budget)
{
  if (size > LongestText)
  {
    throw Error("text is too long").Found(std::to_string(size) + " bytes");
  }
  budget.Take(size);
}

} // namespace

Hdf5Dataset::Hdf5Dataset(hid_t file, const std::string& name, std::uint64_t fileSize)
  : Id(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose, "cannot open dataset"),
    Space(H5Dget_space(this->Id), H5Sclose, "cannot read shape"),
    Type(H5Dget_type(this->Id), H5Tclose, "cannot read type"),
    Creation(H5Dget_create_plist(this->Id), H5Pclose, "cannot read layout"), FileSize(fileSize)
{
  this->ReadShape();
}

bool Hdf5Dataset::IsNumeric() const
{
  const H5T_class_t kind = H5Tget_class(this->Type);
  return kind == H5T_INTEGER || kind == H5T_FLOAT;
}

bool Hdf5Dataset::IsText() const
{
  return H5Tget_class(this->Type) == H5T_STRING && this->Count == 1;
}

bool Hdf5Dataset::IsOwn() const
{
  const H5D_layout_t layout = H5Pget_layout(this->Creation);
  const bool plain = layout == H5D_COMPACT || layout == H5D_CONTIGUOUS || layout == H5D_CHUNKED;
  return plain && H5Pget_external_count(this->Creation) == 0;
}

DenseArray Hdf5Dataset::ReadNumbers(MemoryBudget& budget) const
{
  this->CheckSize();
  budget.Take(this->Count * sizeof(double));
  std::vector<double> values(this->Count);
  CheckHdf5(this->Count == 0 ||
      H5Dread(this->Id, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0,
    "cannot read dataset");
  return DenseArray::FromDouble(this->Lengths, values);
}

std::string Hdf5Dataset::ReadText(MemoryBudget& budget) const
{
  this->CheckSize();
  return H5Tis_variable_str(this->Type) > 0 ? this->ReadVariableText(budget)
                                            : this->ReadFixedText(budget);
}

std::string Hdf5Dataset::ReadFixedText(MemoryBudget& budget) const
{
  const std::size_t size = H5Tget_size(this->Type);
  TakeText(size, budget);
  std::string text(size, '\0');
  CheckHdf5(H5Dread(this->Id, this->Type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()) >= 0,
    "cannot read text");
  return text.substr(0, text.find('\0'));
}

std::string Hdf5Dataset::ReadVariableText(MemoryBudget& budget) const
{
  char* text = nullptr;
  CheckHdf5(
    H5Dread(this->Id, this->Type, H5S_ALL, H5S_ALL, H5P_DEFAULT, &text) >= 0, "cannot read text");
  const std::unique_ptr<char, herr_t (*)(void*)> owner(text, H5free_memory);
  const std::size_t size = text ? std::strlen(text) : 0;
  TakeText(size, budget);
  return std::string(text ? text : "", size);
}

void Hdf5Dataset::ReadShape()
{
  const int axes = H5Sget_simple_extent_ndims(this->Space);
  CheckHdf5(axes >= 0, "cannot read shape");
  std::vector<hsize_t> lengths(static_cast<std::size_t>(axes));
  CheckHdf5(axes == 0 || H5Sget_simple_extent_dims(this->Space, lengths.data(), nullptr) >= 0,
    "cannot read shape");
  for (const hsize_t length : lengths)
  {
    this->Lengths.push_back(static_cast<std::int64_t>(
      std::min<hsize_t>(length, std::numeric_limits<std::int64_t>::max())));
  }
  // A null space (a dataset without data) has no axes, like a single number, but no element either.
  const bool hasData = H5Sget_simple_extent_type(this->Space) != H5S_NULL;
  const auto count = CountElements(this->Lengths, MostElements);
  if (!count)
  {
    throw Error("dataset is too large")
      .Expected("at most " + std::to_string(MostElements) + " values")
      .Found("shape " + ShapeText(this->Lengths));
  }
  this->Count = hasData ? *count : 0;
  if (!hasData)
  {
    this->Lengths = { 0 };
  }
}

/// Throws Error if the stored bytes cannot account for the declared shape, so that a small file
/// cannot claim much memory.
void Hdf5Dataset::CheckSize() const
{
  const std::uint64_t stored = // before compression
    this->Count * static_cast<std::uint64_t>(H5Tget_size(this->Type));
  const std::uint64_t present =
    std::min<std::uint64_t>(H5Dget_storage_size(this->Id), this->FileSize);
  const bool compressed = H5Pget_nfilters(this->Creation) > 0;
  const std::uint64_t most = compressed ? present * LargestExpansion : present;
  if (stored > most)
  {
    throw Error("dataset is larger than the file")
      .Expected("at most " + std::to_string(most) + " bytes")
      .Found("shape " + ShapeText(this->Lengths))
      .Advice("the file is truncated or damaged, or still being written");
  }
  this->CheckChunks();
}

/// Throws Error for chunks that are out of proportion, since the library holds whole chunks in
/// memory, however small the dataset is.
void Hdf5Dataset::CheckChunks() const
{
  constexpr std::uint64_t smallChunk = 1 << 16;
  if (H5Pget_layout(this->Creation) != H5D_CHUNKED)
  {
    return;
  }
  std::vector<hsize_t> chunk(std::max<std::size_t>(this->Lengths.size(), 1));
  CheckHdf5(H5Pget_chunk(this->Creation, static_cast<int>(chunk.size()), chunk.data()) >= 0,
    "cannot read layout");
  const std::vector<std::int64_t> lengths(chunk.begin(), chunk.end());
  if (!CountElements(lengths, std::max(smallChunk, 4 * this->Count)))
  {
    throw Error("dataset has too large chunks")
      .Expected("chunks about as large as its shape " + ShapeText(this->Lengths))
      .Found(ShapeText(lengths));
  }
}

} // namespace losslandscape
