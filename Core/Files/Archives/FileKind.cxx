// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Archives/FileKind.h"

#include "Core/Common/Error.h"
#include "Core/Common/TextEnds.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Archives/TarArchive.h"
#include "Core/Files/Archives/ZipArchive.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <vector>

namespace losslandscape
{
namespace
{

const char* SaveStateDict = "save torch.save(network.state_dict(), file) in Python and use that";

struct Beginning
{
  std::string Bytes;
  FileKind Kind;
};

/// The kinds of files that their first bytes tell.
const std::vector<Beginning>& Beginnings()
{
  static const std::string unpack = "unpack it and use the file inside";
  static const std::vector<Beginning> beginnings = {
    { "version https://git-lfs.github.com/spec/",
      { "a pointer of Git LFS that stands for the file", "fetch the file with git lfs pull" } },
    { "\x1f\x8b", { "a gzip archive", unpack } }, { "BZh", { "a bzip2 archive", unpack } },
    { "\xfd"
      "7zXZ",
      { "an xz archive", unpack } },
    { "\x28\xb5\x2f\xfd", { "a Zstandard archive", unpack } },
    { "7z\xbc\xaf\x27\x1c", { "a 7z archive", unpack } }, { "Rar!", { "a RAR archive", unpack } },
    { "\x89HDF\r\n\x1a\n",
      { "an HDF5 file (of loss-landscape or Keras, say)",
        "landscapes in it open with File > Open, directions of loss-landscape go into "
        "DirectionFiles; weights must be a state dict of torch.save or safetensors" } },
    { "\x93NUMPY",
      { "a single NumPy array (.npy)", "save arrays by name with numpy.savez(file, name=array)" } },
    { "\x89PNG", { "a PNG image", "" } }, { "\xff\xd8\xff", { "a JPEG image", "" } },
    { "%PDF", { "a PDF document", "" } }, { "SQLite format 3", { "an SQLite database", "" } },
    { std::string("\x04\0\0\0\x01\0\0\0", 8),
      { "a file of Lua Torch (.t7)", "convert it to a state dict in Python" } }
  };
  return beginnings;
}

const FileKind WebPage = { "a web page (HTML)",
  "download the file itself: the link of a download page leads to the page" };
const FileKind OnnxModel = { "an ONNX model",
  "export the network with torch.export.save (.pt2), its weights with torch.save" };
const FileKind OldTar = { "a tar checkpoint of PyTorch before 0.1.10 (2016)",
  "use weights as WeightsFile, with a network" };
const FileKind TarArchive = { "a tar archive", "unpack it and use the file inside" };
const FileKind ShardIndex = { "the index of a safetensors checkpoint in several files",
  "use it as WeightsFile, with its files beside it" };
const FileKind JsonText = { "a JSON text", "" };
const FileKind Pickle = { "a Python pickle", SaveStateDict };
const FileKind TorchScript = { "a TorchScript network", "use it as NetworkFile" };
const FileKind ExportedProgram = { "an exported program of torch.export (.pt2)",
  "use it as NetworkFile, or for its weights alone as WeightsFile" };
const FileKind TorchCheckpoint = {
  "a checkpoint of torch.save (weights, or a whole pickled network)",
  "use weights as WeightsFile, with a network"
};
const FileKind StableBaselines = { "an archive of Stable-Baselines3",
  "unpack its policy.pth and use that" };
const FileKind NumpyArchive = { "a NumPy archive (.npz)", "" };
const FileKind KerasArchive = { "a Keras archive", SaveStateDict };

std::string FirstBytes(const std::string& path)
{
  constexpr std::size_t most = 2048;
  std::string bytes(most, '\0');
  std::ifstream file(path, std::ios::binary);
  file.read(bytes.data(), static_cast<std::streamsize>(most));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

std::string FirstWord(const std::string& bytes)
{
  std::string word;
  for (const char letter : bytes)
  {
    if (!word.empty() || std::isgraph(static_cast<unsigned char>(letter)))
    {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    }
  }
  return word;
}

/// Whether a tar archive is a file of PyTorch's first format, which has four known entries in any
/// order. `bytes`: the beginning of the archive.
bool IsOldTorchTar(const std::string& bytes)
{
  const std::string name = FirstTarMember(bytes);
  return name == "sys_info" || name == "pickle" || name == "storages" || name == "tensors";
}

/// Protocol buffers of ONNX begin with the version of the format (field 1), a small number, and go
/// on with texts (fields 2 to 7).
bool IsOnnx(const std::string& bytes)
{
  constexpr int newest = 32;
  return bytes.size() > 4 && bytes[0] == '\x08' && bytes[1] > 0 && bytes[1] < newest &&
    (bytes[2] == '\x12' || bytes[2] == '\x1a' || bytes[2] == '\x22' || bytes[2] == '\x3a');
}

bool IsPickle(const std::string& bytes)
{
  return bytes.size() > 2 && bytes[0] == '\x80' && bytes[1] >= 2 && bytes[1] <= 5;
}

class ZipNames
{
public:
  explicit ZipNames(const std::string& path)
  {
    const ZipArchive archive(path);
    for (const ZipEntry& entry : archive.Entries())
    {
      this->Names.push_back(entry.Name);
    }
  }

  template <typename Predicate>
  bool Any(Predicate predicate) const
  {
    return std::any_of(this->Names.begin(), this->Names.end(), predicate);
  }

  bool HasEnd(const std::string& end) const
  {
    return this->Any([&end](const std::string& name) { return EndsWith(name, end); });
  }

  bool HasPart(const std::string& part) const
  {
    return this->Any(
      [&part](const std::string& name) { return name.find(part) != std::string::npos; });
  }

  FileKind Kind() const
  {
    if (this->HasEnd("serialized_exported_program.json") || this->HasEnd("archive_format") ||
      this->HasPart("models/model.json"))
    {
      return ExportedProgram;
    }
    if (this->HasPart("policy.pth"))
    {
      return StableBaselines;
    }
    if (this->HasEnd("model.weights.h5"))
    {
      return KerasArchive;
    }
    if (this->HasEnd("data.pkl"))
    {
      return this->HasPart("/code/") ? TorchScript : TorchCheckpoint;
    }
    return this->HasEnd(".npy") ? NumpyArchive
                                : FileKind{ this->Listing(), "unpack it and use the file inside" };
  }

private:
  std::string Listing() const
  {
    constexpr std::size_t shown = 3;
    std::string text = "a zip archive of";
    for (std::size_t i = 0; i < std::min(shown, this->Names.size()); ++i)
    {
      text += (i ? ", " : " ") + this->Names[i].substr(0, 80);
    }
    return this->Names.empty() ? "an empty zip archive"
                               : text + (this->Names.size() > shown ? ", ..." : "");
  }

  std::vector<std::string> Names;
};

FileKind KindOfZip(const std::string& path)
{
  try
  {
    return ZipNames(path).Kind();
  }
  catch (const Error&)
  {
    return { "a damaged zip archive", "copy or download it again" };
  }
}

FileKind KindOfText(const std::string& bytes)
{
  const std::string text = FirstWord(bytes);
  if (StartsWith(text, "<!doctype html") || StartsWith(text, "<html") ||
    text.find("<html") != std::string::npos)
  {
    return WebPage;
  }
  if (StartsWith(text, "{"))
  {
    return text.find("weight_map") != std::string::npos ||
        text.find(".safetensors\"") != std::string::npos
      ? ShardIndex
      : JsonText;
  }
  return { "something else", "" };
}

} // namespace

FileKind KindOfFile(const std::string& path)
{
  if (RegularFileSize(path) == 0)
  {
    return { "an empty file", "" };
  }
  const std::string bytes = FirstBytes(path);
  for (const Beginning& beginning : Beginnings())
  {
    if (StartsWith(bytes, beginning.Bytes))
    {
      return beginning.Kind;
    }
  }
  if (IsZipFile(path))
  {
    return KindOfZip(path);
  }
  if (IsTar(bytes))
  {
    return IsOldTorchTar(bytes) ? OldTar : TarArchive;
  }
  if (IsOnnx(bytes))
  {
    return OnnxModel;
  }
  return IsPickle(bytes) ? Pickle : KindOfText(bytes);
}

bool IsTorchTarFile(const std::string& path)
{
  return IsOldTorchTar(FirstBytes(path));
}

} // namespace losslandscape
