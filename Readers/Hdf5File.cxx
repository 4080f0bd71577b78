// SPDX-License-Identifier: BSD-3-Clause
#include "Hdf5File.h"

#include "Core/Common/Error.h"
#include "Core/Files/Bytes.h"
#include "Core/Files/FileBytes.h"
#include "Core/Files/TensorGather.h"
#include "Hdf5Handles.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <limits>

namespace losslandscape
{
namespace
{

constexpr std::uint64_t MostElements = std::uint64_t(1) << 28;
constexpr std::uint64_t LongestText = std::uint64_t(1) << 24;
/// Deflate turns one byte into at most 1032; other filters of HDF5 do less.
constexpr std::uint64_t LargestExpansion = 1032;
constexpr hsize_t MostLinks = 100000;

Hdf5Handle OpenFile(const std::string& path)
{
  const Hdf5Handle access(Hdf5FileAccess(), H5Pclose, "cannot start HDF5");
  return Hdf5Handle(
    H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose, "cannot open HDF5 file");
}

/// Names of the hard links of the root group: others may lead out of the file.
std::vector<std::string> RootNames(hid_t file)
{
  std::vector<std::string> names;
  H5L_iterate_t take = [](hid_t, const char* name, const H5L_info_t* info, void* result) -> herr_t
  {
    auto* all = static_cast<std::vector<std::string>*>(result);
    if (info->type == H5L_TYPE_HARD)
    {
      all->emplace_back(name);
    }
    return all->size() > MostLinks ? -1 : 0;
  };
  hsize_t next = 0;
  CheckHdf5(H5Literate(file, H5_INDEX_NAME, H5_ITER_INC, &next, take, &names) >= 0,
    "cannot list the contents of the HDF5 file");
  return names;
}

/// The types of numbers that are read. HDF5 can describe others, down to the place of each bit, and
/// converts them by code that 1.10 does not guard against damaged descriptions.
std::array<hid_t, 20> StandardNumbers()
{
  return { H5T_IEEE_F32LE, H5T_IEEE_F32BE, H5T_IEEE_F64LE, H5T_IEEE_F64BE, H5T_STD_I8LE,
    H5T_STD_I8BE, H5T_STD_I16LE, H5T_STD_I16BE, H5T_STD_I32LE, H5T_STD_I32BE, H5T_STD_I64LE,
    H5T_STD_I64BE, H5T_STD_U8LE, H5T_STD_U8BE, H5T_STD_U16LE, H5T_STD_U16BE, H5T_STD_U32LE,
    H5T_STD_U32BE, H5T_STD_U64LE, H5T_STD_U64BE };
}

/// One dataset, examined before it is read.
class Dataset
{
public:
  Dataset(hid_t file, const std::string& name)
    : Id(H5Dopen2(file, name.c_str(), H5P_DEFAULT), H5Dclose, "cannot open dataset"),
      Space(H5Dget_space(this->Id), H5Sclose, "cannot read shape"),
      Type(H5Dget_type(this->Id), H5Tclose, "cannot read type"),
      Creation(H5Dget_create_plist(this->Id), H5Pclose, "cannot read layout")
  {
    this->ReadShape();
  }

  bool IsNumeric() const
  {
    const auto types = StandardNumbers();
    return std::any_of(
      types.begin(), types.end(), [this](hid_t type) { return H5Tequal(this->Type, type) > 0; });
  }

  /// A text of fixed length. Of others the length stands beside the data, and HDF5 1.10 does not
  /// survive it if the file is damaged.
  bool IsText() const
  {
    return H5Tget_class(this->Type) == H5T_STRING && this->Count == 1 &&
      H5Tis_variable_str(this->Type) == 0;
  }

  /// Data in this file, in a place of its own. A virtual or external dataset reads other files.
  bool IsOwn() const
  {
    const H5D_layout_t layout = H5Pget_layout(this->Creation);
    const bool plain = layout == H5D_COMPACT || layout == H5D_CONTIGUOUS || layout == H5D_CHUNKED;
    return plain && H5Pget_external_count(this->Creation) == 0;
  }

  const std::vector<std::int64_t>& Shape() const { return this->Lengths; }

  DenseArray ReadNumbers(std::uint64_t fileSize, MemoryBudget& budget) const
  {
    this->CheckSize(fileSize);
    budget.Take(this->Count * sizeof(double));
    std::vector<double> values(this->Count);
    CheckHdf5(this->Count == 0 ||
        H5Dread(this->Id, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0,
      "cannot read dataset");
    return DenseArray::FromDouble(this->Lengths, values);
  }

  std::string ReadText(std::uint64_t fileSize) const
  {
    this->CheckSize(fileSize);
    const std::size_t size = H5Tget_size(this->Type);
    if (size > LongestText)
    {
      throw Error("text is too long").Found(std::to_string(size) + " bytes");
    }
    std::string text(size, '\0');
    CheckHdf5(H5Dread(this->Id, this->Type, H5S_ALL, H5S_ALL, H5P_DEFAULT, text.data()) >= 0,
      "cannot read text");
    return text.substr(0, text.find('\0'));
  }

private:
  void ReadShape()
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
    // A null space (an attribute-like dataset without data) has no axes and no element either.
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

  /// Bytes that the values take as they are stored, before compression.
  std::uint64_t StoredSize() const
  {
    return this->Count * static_cast<std::uint64_t>(H5Tget_size(this->Type));
  }

  /// A small file must not claim much memory: what it holds has to account for what it declares.
  void CheckSize(std::uint64_t fileSize) const
  {
    const std::uint64_t present = std::min<std::uint64_t>(H5Dget_storage_size(this->Id), fileSize);
    const bool compressed = H5Pget_nfilters(this->Creation) > 0;
    const std::uint64_t most = compressed ? present * LargestExpansion : present;
    if (this->StoredSize() > most)
    {
      throw Error("dataset is larger than the file")
        .Expected("at most " + std::to_string(most) + " bytes")
        .Found("shape " + ShapeText(this->Lengths))
        .Advice("the file is truncated or damaged, or still being written");
    }
    this->CheckChunks();
  }

  /// The library holds whole chunks in memory, however small the dataset.
  void CheckChunks() const
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

  Hdf5Handle Id;
  Hdf5Handle Space;
  Hdf5Handle Type;
  Hdf5Handle Creation;
  std::vector<std::int64_t> Lengths;
  std::uint64_t Count = 0;
};

bool IsDataset(hid_t file, const std::string& name)
{
  const Hdf5Handle object(H5Oopen(file, name.c_str(), H5P_DEFAULT), H5Oclose, "cannot open object");
  return H5Iget_type(object) == H5I_DATASET;
}

void ReadObject(hid_t file, const std::string& name, std::uint64_t fileSize, MemoryBudget& budget,
  Hdf5Contents& contents)
{
  if (!IsDataset(file, name))
  {
    contents.Skipped.push_back(name + ": no dataset");
    return;
  }
  const Dataset dataset(file, name);
  if (!dataset.IsOwn())
  {
    contents.Skipped.push_back(name + ": stored in other files");
  }
  else if (dataset.IsNumeric())
  {
    contents.Arrays.emplace_back(name, dataset.ReadNumbers(fileSize, budget));
  }
  else if (dataset.IsText())
  {
    contents.Texts[name] = dataset.ReadText(fileSize);
  }
  else
  {
    contents.Skipped.push_back(name + ": neither numbers nor a text of fixed length");
  }
}

} // namespace

Hdf5Contents ReadHdf5(const std::string& path)
{
  const std::uint64_t fileSize = RegularFileSize(path);
  const Hdf5Silence silence;
  std::string place = path;
  try
  {
    const Hdf5Handle file = OpenFile(path);
    MemoryBudget budget(fileSize);
    Hdf5Contents contents;
    for (const std::string& name : RootNames(file))
    {
      place = path + ": dataset " + name;
      ReadObject(file, name, fileSize, budget, contents);
    }
    return contents;
  }
  catch (Error& error)
  {
    error.Where(place);
    throw;
  }
}

bool IsHdf5File(const std::string& path)
{
  const std::string signature = "\x89HDF\r\n\x1a\n";
  std::string start(signature.size(), '\0');
  std::ifstream(path, std::ios::binary)
    .read(start.data(), static_cast<std::streamsize>(start.size()));
  return start == signature;
}

std::vector<std::string> Hdf5Names(const std::string& path)
{
  const Hdf5Silence silence;
  try
  {
    return IsHdf5File(path) ? RootNames(OpenFile(path)) : std::vector<std::string>();
  }
  catch (const std::exception&)
  {
    return {};
  }
}

} // namespace losslandscape
