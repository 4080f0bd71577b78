// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Common/TextEnds.h"
#include "Core/Files/Archives/FileKind.h"
#include "Core/Files/Archives/ZipArchive.h"
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Core/Files/Checkpoints/TorchFile.h"
#include "Core/Files/Pickle/Unpickler.h"

#include <optional>

namespace losslandscape
{
namespace
{

/// The folder in the archive that holds data.pkl, with its slash. Its name is that which the
/// archive had when it was written.
std::optional<std::string> FindRootFolder(const ZipArchive& archive)
{
  const std::string pickle = "data.pkl";
  for (const ZipEntry& entry : archive.Entries())
  {
    const std::size_t slash = entry.Name.find('/');
    if (entry.Name == pickle ||
      (slash != std::string::npos && entry.Name.substr(slash + 1) == pickle))
    {
      return entry.Name.substr(0, entry.Name.size() - pickle.size());
    }
  }
  return std::nullopt;
}

bool HoldsTorchScript(const ZipArchive& archive)
{
  for (const ZipEntry& entry : archive.Entries())
  {
    if (EndsWith(entry.Name, "/constants.pkl") || entry.Name.find("/code/") != std::string::npos)
    {
      return true;
    }
  }
  return false;
}

class ZipStorages : public StorageSource
{
public:
  ZipStorages(std::unique_ptr<ZipArchive> archive, std::string root)
    : Archive(std::move(archive)), Root(std::move(root))
  {
    constexpr std::uint64_t longest = 64;
    const ZipEntry* order = this->Archive->Find(this->Root + "byteorder");
    if (order)
    {
      const std::vector<std::uint8_t> text = this->Archive->Read(*order, longest);
      this->BigEndian = std::string(text.begin(), text.end()).compare(0, 3, "big") == 0;
    }
  }

  StorageBytes Read(const TorchStorage& storage, MemoryBudget& budget) override
  {
    const ZipEntry* entry = this->Archive->Find(this->Root + "data/" + storage.Key);
    if (!entry)
    {
      throw Error("storage of a tensor is missing")
        .Expected("an entry data/" + storage.Key.substr(0, 80) + " in the archive");
    }
    const std::size_t elementSize = TorchStorageElementSize(storage.TypeName);
    const auto count = static_cast<std::uint64_t>(storage.ElementCount);
    if (storage.ElementCount < 0 || (elementSize > 0 && count > entry->Size / elementSize))
    {
      throw Error("storage of a tensor is too short")
        .Expected(std::to_string(storage.ElementCount) + " elements of " + storage.TypeName)
        .Found(std::to_string(entry->Size) + " bytes in " + entry->Name);
    }
    budget.Take(entry->Size);
    StorageBytes result;
    result.Owner = std::make_shared<const std::vector<std::uint8_t>>(
      this->Archive->Read(*entry, budget.Total()));
    result.Bytes = { result.Owner->data(), result.Owner->size() };
    result.BigEndian = this->BigEndian;
    return result;
  }

private:
  std::unique_ptr<ZipArchive> Archive;
  std::string Root;
  bool BigEndian = false;
};

TorchFile ReadStoredObject(
  std::unique_ptr<ZipArchive> archive, const std::string& root, const std::string& format)
{
  TorchFile file;
  file.Format = format;
  file.FileSize = archive->FileSize();
  const std::vector<std::uint8_t> pickle =
    archive->Read(*archive->Find(root + "data.pkl"), MemoryBudget(file.FileSize).Total());
  ByteCursor cursor({ pickle.data(), pickle.size() });
  file.Tree = ReadPickle(cursor);
  file.Storages = std::make_unique<ZipStorages>(std::move(archive), root);
  return file;
}

TorchFile OpenArchive(std::unique_ptr<ZipArchive> archive, const FileKind& kind)
{
  if (HoldsTorchScript(*archive))
  {
    throw Error("not a file of tensors")
      .Expected("a file of torch.save")
      .Found("a TorchScript archive");
  }
  const std::optional<std::string> root = FindRootFolder(*archive);
  if (!root)
  {
    throw Error("not a checkpoint")
      .Expected("an archive with data.pkl, as torch.save writes it")
      .Found(kind.Name)
      .Advice(
        kind.Advice.empty() ? "save it with torch.save(network.state_dict(), file)" : kind.Advice);
  }
  return ReadStoredObject(std::move(archive), *root, "zip pickle");
}

/// The modules in all files of the archive that are below `folder`.
ScriptClasses ReadClasses(const ZipArchive& archive, const std::string& folder)
{
  MemoryBudget budget(archive.FileSize());
  ScriptClasses classes;
  for (const ZipEntry& entry : archive.Entries())
  {
    if (StartsWith(entry.Name, folder) && EndsWith(entry.Name, ".py"))
    {
      budget.Take(entry.Size);
      const std::vector<std::uint8_t> text = archive.Read(entry, budget.Total());
      AddScriptClasses(
        entry.Name.substr(folder.size()), std::string(text.begin(), text.end()), classes);
    }
  }
  return classes;
}

} // namespace

TorchFile OpenTorchZip(const std::string& path)
{
  return OpenArchive(std::make_unique<ZipArchive>(path), KindOfFile(path));
}

TorchFile OpenTorchZip(std::vector<std::uint8_t> bytes, const std::string& name)
{
  return OpenArchive(std::make_unique<ZipArchive>(std::move(bytes)), { "the archive " + name, "" });
}

TorchScriptFile OpenTorchScript(const std::string& path)
{
  auto archive = std::make_unique<ZipArchive>(path);
  const std::optional<std::string> root = FindRootFolder(*archive);
  if (!root)
  {
    throw Error("cannot read the weights of a TorchScript file")
      .Expected("an archive with data.pkl, as PyTorch 1.4 and later write it")
      .Found("none")
      .Advice("load it in Python and save it again, or its state_dict() with torch.save");
  }
  TorchScriptFile script;
  script.Classes = ReadClasses(*archive, *root + "code/");
  script.File = ReadStoredObject(std::move(archive), *root, "TorchScript");
  return script;
}

bool IsTorchZipFile(const std::string& path)
{
  if (!IsZipFile(path))
  {
    return false;
  }
  try
  {
    const ZipArchive archive(path);
    return FindRootFolder(archive) && !HoldsTorchScript(archive);
  }
  catch (const Error&)
  {
    return false;
  }
}

bool IsTorchScriptFile(const std::string& path)
{
  if (!IsZipFile(path))
  {
    return false;
  }
  try
  {
    return HoldsTorchScript(ZipArchive(path));
  }
  catch (const Error&)
  {
    // A damaged archive is not taken for one of this kind; reading it gives the reason.
    return false;
  }
}

} // namespace losslandscape
