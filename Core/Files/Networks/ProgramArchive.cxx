// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Networks/ProgramArchive.h"

#include "Core/Common/Error.h"
#include "Core/Common/TextEnds.h"
#include "Core/Files/Checkpoints/TorchFile.h"
#include "Core/Files/Networks/ProgramJson.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string_view>

namespace losslandscape
{
namespace
{

/// The text of a graph is some hundred bytes for each call.
constexpr std::uint64_t LongestText = std::uint64_t(1) << 27;
constexpr std::uint64_t ShortText = std::uint64_t(1) << 24;

const std::string OldProgram = "serialized_exported_program.json";
const std::string Models = "models/";
const std::string Json = ".json";

/// What stands before the folder `models/` of an entry models/NAME.json, and NAME.
struct ProgramPlace
{
  std::string Root;
  std::string Name;
};

std::vector<ProgramPlace> ProgramsIn(const ZipArchive& archive)
{
  std::vector<ProgramPlace> places;
  for (const ZipEntry& entry : archive.Entries())
  {
    const std::size_t models = entry.Name.find(Models);
    const bool isFolder =
      models == 0 || (models != std::string::npos && entry.Name[models - 1] == '/');
    if (!isFolder || !EndsWith(entry.Name, Json))
    {
      continue;
    }
    const std::size_t start = models + Models.size();
    const std::string name = entry.Name.substr(start, entry.Name.size() - start - Json.size());
    if (!name.empty() && name.find('/') == std::string::npos)
    {
      places.push_back({ entry.Name.substr(0, models), name });
    }
  }
  return places;
}

bool HoldsCompiledCode(const ZipArchive& archive)
{
  return std::any_of(archive.Entries().begin(), archive.Entries().end(),
    [](const ZipEntry& entry)
    { return entry.Name.find("data/aotinductor/") != std::string::npos; });
}

/// PyTorch before 2.9 writes a tensor without numbers as a call that has its description, in JSON.
std::optional<TorchTensor> ParseFakeTensor(const PickleTree& tree, PickleId value)
{
  if (!tree.IsCall(value, "torch._export.serde.serialize", "_reconstruct_fake_tensor", 1))
  {
    return std::nullopt;
  }
  PickleId text = tree.Argument(value, 0);
  if (tree.IsCall(text, "_codecs", "encode", 1))
  {
    text = tree.Argument(text, 0);
  }
  TorchTensor tensor = ParseTensorDescription(tree[text].Text);
  tensor.Storage.Key = "without numbers " + std::to_string(value);
  return tensor;
}

TorchTensor ParseDenseTensor(const PickleTree& tree, std::string_view target, PickleId value)
{
  std::string unsupported;
  auto tensor = ParseTorchTensor(tree, value, unsupported);
  if (!tensor)
  {
    throw Error("a tensor of the exported network cannot be used")
      .Expected("dense numbers for '" + std::string(target.substr(0, 200)) + "'")
      .Found(unsupported.empty() ? tree.Describe(value) : unsupported);
  }
  return std::move(*tensor);
}

/// The number at the end of an entry's name (weight_12). torch.export counts entries in the order
/// of the state dict.
std::uint64_t NumberOf(const TorchStorage& storage)
{
  const std::size_t end = storage.Key.rfind('_');
  return end == std::string::npos ? 0 : std::strtoull(storage.Key.c_str() + end + 1, nullptr, 10);
}

/// Numbers of tensors that lie in entries of their own.
class RawStorages : public StorageSource
{
public:
  RawStorages(std::shared_ptr<const ZipArchive> archive, std::string folder, bool bigEndian)
    : Archive(std::move(archive)), Folder(std::move(folder)), BigEndian(bigEndian)
  {
  }

  StorageBytes Read(const TorchStorage& storage, MemoryBudget& budget) override
  {
    const ZipEntry* entry = this->Archive->Find(this->Folder + storage.Key);
    if (!entry)
    {
      throw Error("numbers of a tensor are missing")
        .Expected("an entry " + this->Folder + storage.Key.substr(0, 80));
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
  std::shared_ptr<const ZipArchive> Archive;
  std::string Folder;
  bool BigEndian = false;
};

} // namespace

bool HoldsExportedProgram(const ZipArchive& archive)
{
  return archive.Find(OldProgram) || !ProgramsIn(archive).empty();
}

ProgramArchive::ProgramArchive(const std::string& path)
  : Archive(std::make_shared<const ZipArchive>(path))
{
  if (this->Archive->Find(OldProgram))
  {
    return;
  }
  const std::vector<ProgramPlace> places = ProgramsIn(*this->Archive);
  if (places.size() == 1)
  {
    this->Root = places.front().Root;
    this->Name = places.front().Name;
    return;
  }
  Error error("not an exported network that can be moved");
  error.Expected("one network, as torch.export.save writes it");
  if (places.empty() && HoldsCompiledCode(*this->Archive))
  {
    throw error.Found("code compiled by AOTInductor, whose weights have no gradient")
      .Advice(
        "save the exported program itself: torch.export.save(torch.export.export(...), file)");
  }
  throw error.Found(std::to_string(places.size()) + " networks");
}

std::string ProgramArchive::Text(const std::string& name) const
{
  const ZipEntry* entry = this->Archive->Find(name);
  if (!entry)
  {
    throw Error("a part of the exported network is missing").Expected("an entry " + name);
  }
  // torch.export does not compress it: what unfolds to much more is no graph.
  const std::uint64_t longest = std::min(LongestText, ShortText + 64 * this->FileSize());
  const std::vector<std::uint8_t> bytes = this->Archive->Read(*entry, longest);
  return std::string(bytes.begin(), bytes.end());
}

std::string ProgramArchive::GraphText() const
{
  return this->Text(this->Name.empty() ? OldProgram : this->Root + Models + this->Name + Json);
}

StoredTensors ProgramArchive::Weights() const
{
  return this->Name.empty() ? this->PickledTensors("serialized_state_dict.pt")
                            : this->TensorsOf("weights");
}

StoredTensors ProgramArchive::Constants() const
{
  return this->Name.empty() ? this->PickledTensors("serialized_constants.pt")
                            : this->TensorsOf("constants");
}

/// `part` is the name of the folder and the word in the file of descriptions.
StoredTensors ProgramArchive::TensorsOf(const std::string& part) const
{
  const std::string folder = this->Root + "data/" + part + "/";
  const std::string config = folder + this->Name + "_" + part + "_config.json";
  return this->Archive->Find(config) ? this->RawTensors(folder, config)
                                     : this->PickledTensors(folder + this->Name + ".pt");
}

StoredTensors ProgramArchive::PickledTensors(const std::string& name) const
{
  const ZipEntry* entry = this->Archive->Find(name);
  if (!entry || entry->Size == 0)
  {
    return {};
  }
  TorchFile file =
    OpenTorchZip(this->Archive->Read(*entry, MemoryBudget(this->FileSize()).Total()), name);
  StoredTensors stored;
  ForEachChild(file.Tree, file.Tree.Root,
    [&](std::string_view target, PickleId value)
    {
      auto tensor = ParseFakeTensor(file.Tree, value);
      if (tensor)
      {
        stored.EmptyStorages.push_back(tensor->Storage.Key);
      }
      else
      {
        tensor = ParseDenseTensor(file.Tree, target, value);
      }
      stored.Tensors.emplace_back(std::string(target), std::move(*tensor));
      return true;
    });
  stored.Storages = std::move(file.Storages);
  stored.AreInOrder = true;
  return stored;
}

StoredTensors ProgramArchive::RawTensors(const std::string& folder, const std::string& config) const
{
  const ZipEntry* order = this->Archive->Find(this->Root + "byteorder");
  const bool bigEndian = order && this->Text(this->Root + "byteorder").compare(0, 3, "big") == 0;
  StoredTensors stored;
  stored.Tensors = ParseTensorDescriptions(this->Text(config));
  std::stable_sort(stored.Tensors.begin(), stored.Tensors.end(),
    [](const auto& one, const auto& other)
    { return NumberOf(one.second.Storage) < NumberOf(other.second.Storage); });
  stored.Storages = std::make_unique<RawStorages>(this->Archive, folder, bigEndian);
  for (const auto& [target, tensor] : stored.Tensors)
  {
    const ZipEntry* entry = this->Archive->Find(folder + tensor.Storage.Key);
    if (entry && entry->Size == 0)
    {
      stored.EmptyStorages.push_back(tensor.Storage.Key);
    }
  }
  return stored;
}

} // namespace losslandscape
