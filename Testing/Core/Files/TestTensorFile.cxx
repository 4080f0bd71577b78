// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Testing/Core/Files/FilesTesting.h"

using namespace losslandscape;

namespace
{

NamedArrays Read(const std::string& name)
{
  return ReadTensorFile(Fixture(name));
}

} // namespace

TEST(TensorFile, TupleWithNestedContainers)
{
  const NamedArrays arrays = Read("tuple.pt");
  EXPECT_EQ(Names(arrays), (std::vector<std::string>{ "0", "1", "2.more.0" }));
  ExpectArray(arrays, "0", ElementType::Float32, { 2, 3 }, Range(6));
  ExpectArray(arrays, "1", ElementType::Int64, { 2 }, Range(2));
  ExpectArray(arrays, "2.more.0", ElementType::Int64, { 3 }, Range(3));
}

TEST(TensorFile, NamesAreNotStripped)
{
  EXPECT_EQ(Read("module-prefix.pt").front().first, "module.weight");
}

TEST(TensorFile, CyclesEnd)
{
  const NamedArrays arrays = Read("cyclic.pt");
  EXPECT_EQ(Names(arrays), (std::vector<std::string>{ "a" }));
  ExpectError([]() { Read("self-list.pt"); }, { "no tensors" });
  ExpectError([]() { ReadCheckpoint(Fixture("self-list.pt")); }, { "no state dict" });
}

TEST(TensorFile, ExponentiallyManyPathsAreRefused)
{
  ExpectError([]() { Read("billion-paths.pt"); }, { "billion-paths.pt", "nested too deeply" });
  // As many as 61 lists with 120 members allow, so that small files are refused soon.
  ExpectError([]() { Read("billion-paths.pt"); }, { "at most 64 levels and 77120 entries" });
  ExpectError([]() { ReadCheckpoint(Fixture("billion-paths.pt")); }, { "no state dict" });
}

TEST(TensorFile, ManyReferencesToOneValueAreNoBomb)
{
  const NamedArrays arrays = Read("shared-members.pt");
  EXPECT_EQ(Names(arrays), (std::vector<std::string>{ "w" }));
  ExpectArray(arrays, "w", ElementType::Float32, { 1 }, { 2.5 });
}

TEST(TensorFile, ImpossibleTensorsAreRefused)
{
  for (const char* name :
    { "overflow.pt", "negative-stride.pt", "outside.pt", "expansion-bomb.pt" })
  {
    SCOPED_TRACE(name);
    ExpectError([&]() { Read(name); }, { name, "outside of its storage" });
    ExpectError([&]() { ReadCheckpoint(Fixture(name)); }, { name, "outside of its storage" });
  }
  ExpectError([]() { Read("expansion-large.pt"); }, { "more data than it can hold" });
}

TEST(TensorFile, DeflateBombIsRefused)
{
  ExpectError([]() { Read("deflate-bomb.pt"); }, { "data.pkl", "at most" });
}

TEST(Safetensors, ElementTypes)
{
  const Checkpoint checkpoint = ReadCheckpoint(Fixture("types.safetensors"));
  EXPECT_EQ(checkpoint.Format, "safetensors");
  const NamedArrays& tensors = checkpoint.Tensors;
  ASSERT_EQ(tensors.size(), 11u);
  const std::vector<double> quarters = Range(10, 0.0, 0.25);
  const std::vector<std::int64_t> shape = { 2, 5 };
  ExpectArray(tensors, "F64", ElementType::Float64, shape, quarters);
  ExpectArray(tensors, "F32", ElementType::Float32, shape, quarters);
  ExpectArray(tensors, "F16", ElementType::Float16, shape, quarters);
  ExpectArray(tensors, "BF16", ElementType::BFloat16, shape, quarters);
  ExpectArray(tensors, "I64", ElementType::Int64, shape, Range(10, -3.0));
  ExpectArray(tensors, "I32", ElementType::Int32, shape, Range(10, -3.0));
  ExpectArray(tensors, "I16", ElementType::Int16, shape, Range(10, -3.0));
  ExpectArray(tensors, "I8", ElementType::Int8, shape, Range(10, -3.0));
  ExpectArray(tensors, "U8", ElementType::UInt8, shape, Range(10));
  ExpectArray(tensors, "BOOL", ElementType::Bool, shape, { 1, 0, 0, 1, 0, 0, 1, 0, 0, 1 });
  ExpectArray(tensors, "none", ElementType::Float32, { 0, 2 }, {});
  EXPECT_EQ(checkpoint.Skipped.size(), 2u);
}

TEST(Safetensors, TensorFile)
{
  EXPECT_EQ(Read("types.safetensors").front().first, "module.F64");
}

TEST(Safetensors, ImpossibleHeadersAreRefused)
{
  for (const char* name :
    { "overlap", "beyond", "wrong-shape", "huge-shape", "negative", "no-json", "deep" })
  {
    const std::string file = name + std::string(".safetensors");
    ExpectError([&]() { Read(file); }, { file, "malformed safetensors file" });
  }
}
