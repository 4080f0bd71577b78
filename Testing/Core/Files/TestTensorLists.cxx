// SPDX-License-Identifier: BSD-3-Clause
// Tensors that were saved without names. make_files.py gives what is no network 100 numbers or
// more.
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Testing/Core/Files/FilesTesting.h"

using namespace losslandscape;

namespace
{

/// What standard() of make_files.py holds, as a list.
void ExpectStandardList(const NamedArrays& arrays)
{
  EXPECT_EQ(Names(arrays), (std::vector<std::string>{ "0", "1", "2" }));
  ExpectArray(arrays, "0", ElementType::Float32, { 2, 3, 4 }, Range(24, -3.0, 0.5));
  ExpectArray(arrays, "1", ElementType::Float32, { 4 }, Range(4, 0.25));
  ExpectArray(arrays, "2", ElementType::Int64, {}, { 7.0 });
}

bool IsStandard(const NamedArrays& arrays)
{
  return arrays.size() == 3 && arrays[1].second.Shape == std::vector<std::int64_t>{ 4 };
}

} // namespace

TEST(TensorLists, EntriesAreNamedByIndex)
{
  for (const char* name : { "list.pt", "list-legacy.pt" })
  {
    const Checkpoint checkpoint = ReadCheckpoint(Fixture(name));
    EXPECT_EQ(checkpoint.Key, "");
    ExpectStandardList(checkpoint.Tensors);
  }
  EXPECT_EQ(Names(ReadCheckpoint(Fixture("parameter-tuple.pt")).Tensors),
    (std::vector<std::string>{ "0", "1" }));
}

TEST(TensorLists, OneInADictIsFoundByItsNameOrShapes)
{
  for (const Checkpoint& checkpoint : { ReadCheckpoint(Fixture("list-in-dict.pt")),
         ReadFittingCheckpoint(Fixture("list-in-dict.pt"), IsStandard) })
  {
    EXPECT_EQ(checkpoint.Key, "params");
    EXPECT_EQ(checkpoint.Numbers.at("epoch"), 3.0);
    EXPECT_EQ(checkpoint.Numbers.at("loss"), 0.5);
    ExpectStandardList(checkpoint.Tensors);
  }
}

TEST(TensorLists, ThoseOfOptimizersAreNoWeights)
{
  EXPECT_EQ(ReadCheckpoint(Fixture("lists.pt")).Key, "mine");
  std::size_t seen = 0;
  ReadFittingCheckpoint(Fixture("lists.pt"),
    [&](const NamedArrays& arrays)
    {
      for (const auto& entry : arrays)
      {
        ++seen;
        const auto& shape = entry.second.Shape;
        EXPECT_TRUE(shape.empty() || shape[0] < 100) << entry.first;
      }
      return false;
    });
  EXPECT_GT(seen, 0u);
  ExpectError([] { ReadCheckpoint(Fixture("optimizer-lists.pt")); }, { "no state dict" });
}
