// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Files/Archives/Bytes.h"
#include "Core/Files/Checkpoints/Checkpoint.h"

#include <zip.h>

#include <memory>
#include <unordered_set>

namespace losslandscape
{
namespace
{

const char* StorageName(ElementType type)
{
  switch (type)
  {
    case ElementType::Float64:
      return "DoubleStorage";
    case ElementType::Float32:
      return "FloatStorage";
    case ElementType::Float16:
      return "HalfStorage";
    case ElementType::BFloat16:
      return "BFloat16Storage";
    case ElementType::Int64:
      return "LongStorage";
    case ElementType::Int32:
      return "IntStorage";
    case ElementType::Int16:
      return "ShortStorage";
    case ElementType::Int8:
      return "CharStorage";
    case ElementType::UInt8:
      return "ByteStorage";
    case ElementType::Bool:
      return "BoolStorage";
  }
  throw Error("unknown element type");
}

/// Writes a pickle of protocol 2, which torch.save uses.
class Pickler
{
public:
  std::string Write(const NamedArrays& tensors)
  {
    this->Result = "\x80\x02";
    this->EmptyOrderedDict();
    this->Result += '(';
    for (std::size_t i = 0; i < tensors.size(); ++i)
    {
      this->Text(tensors[i].first);
      this->Tensor(tensors[i].second, std::to_string(i));
    }
    this->Result += "u.";
    return this->Result;
  }

private:
  void EmptyOrderedDict() { this->Result += "ccollections\nOrderedDict\n)R"; }

  void Number(char opcode, std::uint64_t value, int byteCount)
  {
    this->Result += opcode;
    for (int i = 0; i < byteCount; ++i)
    {
      this->Result += static_cast<char>((value >> (8 * i)) & 0xffu);
    }
  }

  void Integer(std::int64_t value)
  {
    constexpr std::int64_t fits32 = INT64_C(0x7fffffff);
    if (value <= fits32)
    {
      this->Number('J', static_cast<std::uint64_t>(value), 4);
    }
    else
    {
      this->Result += "\x8a"; // LONG1: length, then two's complement
      this->Number(8, static_cast<std::uint64_t>(value), 8);
    }
  }

  void Text(const std::string& text)
  {
    this->Number('X', text.size(), 4);
    this->Result += text;
  }

  void Integers(const std::vector<std::int64_t>& values)
  {
    this->Result += '(';
    for (const std::int64_t value : values)
    {
      this->Integer(value);
    }
    this->Result += 't';
  }

  void Tensor(const DenseArray& array, const std::string& key)
  {
    this->Result += "ctorch._utils\n_rebuild_tensor_v2\n((";
    this->Text("storage");
    this->Result += std::string("ctorch\n") + StorageName(array.Type) + "\n";
    this->Text(key);
    this->Text("cpu");
    this->Integer(array.ElementCount());
    this->Result += "tQ";
    this->Integer(0);
    this->Integers(array.Shape);
    this->Integers(RowMajorStrides(array.Shape));
    this->Result += "\x89"; // requires no gradient
    this->EmptyOrderedDict();
    this->Result += "tR";
  }

  static std::vector<std::int64_t> RowMajorStrides(const std::vector<std::int64_t>& shape)
  {
    std::vector<std::int64_t> strides(shape.size(), 1);
    for (std::size_t axis = shape.size(); axis-- > 1;)
    {
      // An empty axis counts as an axis of one element in strides, as in PyTorch.
      strides[axis - 1] = strides[axis] * (shape[axis] > 0 ? shape[axis] : 1);
    }
    return strides;
  }

  std::string Result;
};

class ZipWriter
{
public:
  explicit ZipWriter(const std::string& path)
    : Handle(nullptr, [](zip_t* handle) { zip_discard(handle); })
  {
    int code = 0;
    this->Handle.reset(zip_open(path.c_str(), ZIP_CREATE | ZIP_TRUNCATE, &code));
    if (!this->Handle)
    {
      zip_error_t reason;
      zip_error_init_with_code(&reason, code);
      const std::string text = zip_error_strerror(&reason);
      zip_error_fini(&reason);
      throw Error("cannot write checkpoint").Found(text);
    }
  }

  /// Adds an entry. The bytes must stay alive until Close.
  void Add(const std::string& name, const void* bytes, std::size_t count)
  {
    zip_t* handle = this->Handle.get();
    zip_source_t* source = zip_source_buffer(handle, bytes, count, 0);
    const std::int64_t index =
      source ? zip_file_add(handle, name.c_str(), source, ZIP_FL_ENC_UTF_8) : -1;
    if (source && index < 0)
    {
      zip_source_free(source);
    }
    // A fixed time stamp (1980-01-01) makes equal checkpoints equal files.
    constexpr zip_uint16_t noTime = 0;
    constexpr zip_uint16_t firstDay = (1 << 5) | 1;
    if (index < 0 || zip_set_file_compression(handle, index, ZIP_CM_STORE, 0) != 0 ||
      zip_file_set_dostime(handle, index, noTime, firstDay, 0) != 0)
    {
      this->Fail();
    }
  }

  /// Writes all entries to the file.
  void Close()
  {
    if (zip_close(this->Handle.get()) != 0)
    {
      this->Fail();
    }
    this->Handle.release();
  }

private:
  [[noreturn]] void Fail()
  {
    throw Error("cannot write checkpoint")
      .Found(zip_strerror(this->Handle.get()))
      .Advice("check that the folder exists, is writable and has space left");
  }

  std::unique_ptr<zip_t, void (*)(zip_t*)> Handle;
};

void CheckTensors(const NamedArrays& tensors)
{
  std::unordered_set<std::string> names;
  for (const auto& [name, array] : tensors)
  {
    const std::size_t size = ElementSize(array.Type);
    const auto count = CountElements(array.Shape, array.Bytes.size() / size);
    if (!count || *count * size != array.Bytes.size() || !names.insert(name).second)
    {
      throw Error("cannot write checkpoint")
        .Expected("distinct names and data that fit their shapes")
        .Found("'" + name + "' of shape " + ShapeText(array.Shape) + " with " +
          std::to_string(array.Bytes.size()) + " bytes");
    }
  }
}

void WriteArchive(const std::string& path, const NamedArrays& tensors)
{
  CheckTensors(tensors);
  const std::string pickle = Pickler().Write(tensors);
  const std::string order = HostIsBigEndian() ? "big" : "little";
  const std::string version = "3\n";
  ZipWriter writer(path);
  writer.Add("archive/data.pkl", pickle.data(), pickle.size());
  writer.Add("archive/byteorder", order.data(), order.size());
  for (std::size_t i = 0; i < tensors.size(); ++i)
  {
    const std::vector<std::byte>& bytes = tensors[i].second.Bytes;
    writer.Add("archive/data/" + std::to_string(i), bytes.data(), bytes.size());
  }
  writer.Add("archive/version", version.data(), version.size());
  writer.Close();
}

} // namespace

void WriteCheckpoint(const std::string& path, const NamedArrays& tensors)
{
  try
  {
    WriteArchive(path, tensors);
  }
  catch (Error& error)
  {
    error.Where(path);
    throw;
  }
}

} // namespace losslandscape
