// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Testing/Core/Files/FilesTesting.h"

#include <algorithm>
#include <filesystem>
#include <iostream>

using namespace losslandscape;

namespace
{

Checkpoint Read(const std::string& name, const std::string& key = "")
{
  return ReadCheckpoint(Fixture(name), key);
}

bool Mentions(const std::vector<std::string>& lines, const std::string& text)
{
  return std::any_of(lines.begin(), lines.end(),
    [&text](const std::string& line) { return line.find(text) != std::string::npos; });
}

/// Fixtures that exist in the zip and the legacy format.
class BothFormats : public testing::TestWithParam<const char*>
{
protected:
  std::string Name(const std::string& stem) const { return stem + GetParam() + ".pt"; }
  std::string Format() const { return *GetParam() ? "legacy pickle" : "zip pickle"; }
};

} // namespace

TEST_P(BothFormats, StateDictAtTheTop)
{
  for (const char* stem : { "state", "plain-dict", "module-prefix", "parameters" })
  {
    SCOPED_TRACE(stem);
    const Checkpoint checkpoint = Read(this->Name(stem));
    EXPECT_EQ(checkpoint.Format, this->Format());
    EXPECT_EQ(checkpoint.Key, "");
    EXPECT_TRUE(checkpoint.Skipped.empty());
    ExpectStandardState(checkpoint.Tensors);
  }
}

TEST_P(BothFormats, SingleEntry)
{
  const Checkpoint checkpoint = Read(this->Name("single"));
  ASSERT_EQ(checkpoint.Tensors.size(), 1u);
  ExpectArray(checkpoint.Tensors, "only", ElementType::Float32, { 3 }, Range(3));
}

TEST_P(BothFormats, NestedWithNumbersAndOptimizer)
{
  const Checkpoint checkpoint = Read(this->Name("nested"));
  ExpectStandardState(checkpoint.Tensors);
  EXPECT_EQ(checkpoint.Key, "state_dict");
  const std::map<std::string, double> numbers = { { "best_prec1", 91.75 }, { "done", 1.0 },
    { "epoch", 12.0 }, { "loss", 0.125 } };
  EXPECT_EQ(checkpoint.Numbers, numbers);
  EXPECT_EQ(checkpoint.Skipped.size(), 3u);
  EXPECT_TRUE(Mentions(checkpoint.Skipped, "optimizer: dict of 2 entries"));
  EXPECT_TRUE(Mentions(checkpoint.Skipped, "arch: text"));
  EXPECT_TRUE(Mentions(checkpoint.Skipped, "rng_state: tensor outside of the state dict"));
}

TEST_P(BothFormats, ViewsOfSharedStorages)
{
  const NamedArrays tensors = Read(this->Name("views")).Tensors;
  std::vector<double> transposed;
  std::vector<double> columns;
  for (int column = 0; column < 6; ++column)
  {
    for (int row = 0; row < 4; ++row)
    {
      transposed.push_back(row * 6 + column);
    }
  }
  for (int row = 0; row < 4; ++row)
  {
    columns.insert(columns.end(), { row * 6 + 1.0, row * 6 + 2.0, row * 6 + 3.0 });
  }
  ExpectArray(tensors, "transposed", ElementType::Float32, { 6, 4 }, transposed);
  ExpectArray(tensors, "columns", ElementType::Float32, { 4, 3 }, columns);
  ExpectArray(tensors, "every_second", ElementType::Float32, { 3 }, { 6.0, 8.0, 10.0 });
  ExpectArray(tensors, "whole", ElementType::Float32, { 4, 6 }, Range(24));
  ExpectArray(tensors, "expanded", ElementType::Float32, { 2, 3 }, { 2, 2, 2, 3, 3, 3 });
}

TEST_P(BothFormats, ElementTypes)
{
  const NamedArrays tensors = Read(this->Name("types")).Tensors;
  const std::vector<double> quarters = Range(10, 0.0, 0.25);
  ExpectArray(tensors, "f64", ElementType::Float64, { 10 }, quarters);
  ExpectArray(tensors, "f16", ElementType::Float16, { 10 }, quarters);
  ExpectArray(tensors, "bf16", ElementType::BFloat16, { 10 }, quarters);
  ExpectArray(tensors, "i64", ElementType::Int64, { 10 }, Range(10, -3.0));
  ExpectArray(tensors, "i32", ElementType::Int32, { 10 }, Range(10, -3.0));
  ExpectArray(tensors, "i16", ElementType::Int16, { 10 }, Range(10, -3.0));
  ExpectArray(tensors, "i8", ElementType::Int8, { 10 }, Range(10, -3.0));
  ExpectArray(tensors, "u8", ElementType::UInt8, { 10 }, Range(10));
  ExpectArray(tensors, "bool", ElementType::Bool, { 10 }, { 1, 0, 0, 1, 0, 0, 1, 0, 0, 1 });
  ExpectArray(tensors, "scalar", ElementType::Float32, {}, { 2.5 });
  ExpectArray(tensors, "empty", ElementType::Float32, { 0, 3 }, {});
}

TEST_P(BothFormats, EveryPickleProtocol)
{
  for (const char* stem : { "protocol2", "protocol3", "protocol4", "protocol5" })
  {
    SCOPED_TRACE(stem);
    const Checkpoint checkpoint = Read(this->Name(stem));
    ExpectStandardState(checkpoint.Tensors);
    EXPECT_EQ(checkpoint.Numbers, (std::map<std::string, double>{ { "best", 0.5 } }));
    const NamedArrays all = ReadTensorFile(Fixture(this->Name(stem)));
    ExpectArray(all, "array", ElementType::Float64, { 2, 3 }, Range(6));
  }
}

TEST_P(BothFormats, WholeModuleIsRefusedWithAdvice)
{
  const std::string name = this->Name("whole-module");
  ExpectError([&]() { Read(name); }, { name, "whole pickled network", "network.state_dict()" });
}

TEST_P(BothFormats, NothingInAPickleIsExecuted)
{
  const std::string marker = "pickle-was-executed";
  std::filesystem::remove(marker);
  const Checkpoint checkpoint = Read(this->Name("hostile"));
  ExpectStandardState(checkpoint.Tensors);
  EXPECT_TRUE(Mentions(checkpoint.Skipped, "evil: Python object made by posix.system"));
  ExpectError([&]() { Read(this->Name("hostile-alone")); }, { "no state dict" });
  ExpectError([&]() { ReadTensorFile(Fixture(this->Name("hostile-alone"))); }, { "no tensors" });
  EXPECT_FALSE(std::filesystem::exists(marker));
}

INSTANTIATE_TEST_SUITE_P(Formats, BothFormats, testing::Values("", "-legacy"),
  [](const auto& parameter) { return *parameter.param ? "Legacy" : "Zip"; });

TEST(Checkpoint, RawPickleIsNotExecuted)
{
  const std::string marker = "pickle-was-executed";
  std::filesystem::remove(marker);
  ExpectError([]() { Read("hostile-raw.pt"); }, { "hostile-raw.pt", "not a checkpoint" });
  EXPECT_FALSE(std::filesystem::exists(marker));
}

TEST(Checkpoint, UsualAndUnusualKeys)
{
  const std::vector<std::pair<std::string, std::string>> files = { { "model-key.pt", "model" },
    { "net-key.pt", "net.state_dict" }, { "odd-key.pt", "teacher" } };
  for (const auto& [name, key] : files)
  {
    SCOPED_TRACE(name);
    const Checkpoint checkpoint = Read(name);
    EXPECT_EQ(checkpoint.Key, key);
    ExpectStandardState(checkpoint.Tensors);
  }
  EXPECT_EQ(Read("net-key.pt").Numbers, (std::map<std::string, double>{ { "acc", 0.5 } }));
}

TEST(Checkpoint, GivenKey)
{
  ExpectStandardState(Read("net-key.pt", "net.state_dict").Tensors);
  ExpectError([]() { Read("net-key.pt", "nett"); }, { "net-key.pt", "'nett'", "net, acc" });
  ExpectError([]() { Read("net-key.pt", "acc"); }, { "no state dict", "'acc'" });
  ExpectError([]() { Read("types.safetensors", "model"); }, { "'model'" });
}

TEST(Checkpoint, MetadataOfARealStateDictIsNoEntry)
{
  const Checkpoint checkpoint = Read("real-state.pt");
  EXPECT_EQ(Names(checkpoint.Tensors), (std::vector<std::string>{ "layer.weight", "layer.bias" }));
  EXPECT_TRUE(checkpoint.Skipped.empty());
}

TEST(Checkpoint, PrefixesAreStrippedUnlessNamesCollide)
{
  ExpectStandardState(Read("compiled-prefix.pt").Tensors);
  EXPECT_EQ(Names(Read("both-names.pt").Tensors), (std::vector<std::string>{ "module.a", "a" }));
}

TEST(Checkpoint, OtherWritersOfTheZipFormat)
{
  ExpectStandardState(Read("big-endian.pt").Tensors);
  ExpectStandardState(Read("deflated.pt").Tensors);
  ExpectArray(Read("v3.pt").Tensors, "w", ElementType::Float32, { 3 }, { 1, 2, 3 });
}

TEST(Checkpoint, LegacyStorageViews)
{
  ExpectArray(
    Read("storage-view-legacy.pt").Tensors, "part", ElementType::Float32, { 3 }, { 2, 3, 4 });
}

TEST(Checkpoint, UnsupportedTensorsAreReported)
{
  const Checkpoint checkpoint = Read("unsupported.pt");
  EXPECT_EQ(Names(checkpoint.Tensors), (std::vector<std::string>{ "dense" }));
  EXPECT_TRUE(Mentions(checkpoint.Skipped, "complex: tensor of the unsupported type ComplexFloat"));
  EXPECT_TRUE(Mentions(checkpoint.Skipped, "sparse: tensor made by _rebuild_sparse_tensor"));
  EXPECT_TRUE(Mentions(checkpoint.Skipped, "quantised: tensor made by _rebuild_qtensor"));
}

TEST(Checkpoint, FilesWithoutStateDict)
{
  ExpectError([]() { Read("optimizer-only.pt"); }, { "no state dict", "optimizer, epoch" });
  ExpectError([]() { Read("no-tensors.pt"); }, { "no state dict", "epoch, name" });
  ExpectError([]() { Read("no-pickle.pt"); }, { "no-pickle.pt", "data.pkl" });
  ExpectError([]() { Read("not-a-checkpoint.pt"); }, { "not a checkpoint", "torch.save" });
  ExpectError([]() { Read("empty.pt"); }, { "empty.pt", "an empty file" });
  ExpectError([]() { Read("missing.pt"); }, { "missing.pt", "nothing of that name" });
  ExpectError([]() { ReadCheckpoint(LOSSLANDSCAPE_TEST_DATA); }, { "a folder" });
}

TEST(Checkpoint, TorchScriptIsTold)
{
  ExpectError([]() { ReadTensorFile(Fixture("scripted.pt")); }, { "a TorchScript archive" });
  EXPECT_TRUE(IsTorchScriptFile(Fixture("scripted.pt")));
  for (const char* name : { "state.pt", "state-legacy.pt", "stored.npz", "empty.pt", "rgb.png" })
  {
    EXPECT_FALSE(IsTorchScriptFile(Fixture(name))) << name;
  }
}

// best_prec1 as Python's torch.load gives it.
TEST(Checkpoint, SharedReferenceFiles)
{
  const std::string folder = LOSSLANDSCAPE_SHARED_DATA;
  if (!std::filesystem::exists(folder))
  {
    std::cout << "no shared reference data in " << folder << ": nothing compared\n";
    return;
  }
  const Checkpoint legacy = ReadCheckpoint(folder + "/checkpoints/resnet20-12fca82f.th");
  EXPECT_EQ(legacy.Format, "legacy pickle");
  EXPECT_EQ(legacy.Key, "state_dict");
  EXPECT_FLOAT_EQ(static_cast<float>(legacy.Numbers.at("best_prec1")), 91.78f);
  const Checkpoint zip = ReadCheckpoint(folder + "/landscape-reference/resnet20/state_dict.pt");
  // The second file was made from the first.
  for (const auto& [name, array] : zip.Tensors)
  {
    const DenseArray same = Get(legacy.Tensors, name);
    EXPECT_EQ(array.Shape, same.Shape) << name;
    EXPECT_EQ(array.ToDouble(), same.ToDouble()) << name;
  }
  EXPECT_TRUE(IsTorchScriptFile(folder + "/landscape-reference/resnet20/model_scripted.pt"));
}
