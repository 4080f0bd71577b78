// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Testing/Core/Files/FilesTesting.h"

#include <fstream>

using namespace losslandscape;

namespace
{

using Shape = std::vector<std::int64_t>;

/// Whether "w" has that many numbers.
std::function<bool(const NamedArrays&)> HasLength(std::int64_t length)
{
  return [length](const NamedArrays& arrays)
  {
    return arrays.size() == 1 && arrays[0].first == "w" &&
      arrays[0].second.Shape == Shape{ length };
  };
}

} // namespace

// make_files.py tells networks and other things by their lengths.
TEST(StateDictSearch, NamesThatOnlySoundLikeAnOptimizerAreNetworks)
{
  const std::vector<std::string> networks = { "upsampler", "sampler", "lamp", "optimal_policy",
    "scheduled_net", "example_net", "netG", "random_net_2" };
  for (std::size_t i = 0; i < networks.size(); ++i)
  {
    const Checkpoint checkpoint =
      ReadFittingCheckpoint(Fixture("networks.pt"), HasLength(static_cast<std::int64_t>(i + 1)));
    EXPECT_EQ(checkpoint.Key, networks[i]);
    EXPECT_EQ(checkpoint.Tensors.at(0).second.Shape, (Shape{ static_cast<std::int64_t>(i + 1) }));
  }
}

TEST(StateDictSearch, OptimizersAndTheLikeAreNone)
{
  std::vector<std::int64_t> lengths;
  ReadFittingCheckpoint(Fixture("networks.pt"),
    [&](const NamedArrays& arrays)
    {
      for (const auto& entry : arrays)
      {
        lengths.push_back(entry.second.Shape.at(0));
      }
      return false;
    });
  EXPECT_FALSE(lengths.empty());
  for (const std::int64_t length : lengths)
  {
    EXPECT_LT(length, 100);
  }
}

TEST(StateDictSearch, SeveralThatFitAreListedAndOneCanBeNamed)
{
  const std::string path = Fixture("equal-networks.pt");
  const std::string text = ErrorOf([&] { ReadFittingCheckpoint(path, HasLength(2)); });
  for (const char* part : { "equal-networks.pt", "several networks", "target, policy", ":target" })
  {
    EXPECT_NE(text.find(part), std::string::npos) << part << " in " << text;
  }
  const CheckpointPlace place = SplitCheckpointPath(path + ":policy");
  EXPECT_EQ(place.Path, path);
  EXPECT_EQ(place.Key, "policy");
  ExpectArray(
    ReadCheckpoint(place.Path, place.Key).Tensors, "w", ElementType::Float32, { 2 }, { 0, 0 });
}

TEST(StateDictSearch, AUsualNameGoesFirst)
{
  const Checkpoint checkpoint = ReadFittingCheckpoint(Fixture("usual-network.pt"), HasLength(2));
  EXPECT_EQ(checkpoint.Key, "model");
  ExpectArray(checkpoint.Tensors, "w", ElementType::Float32, { 2 }, { 0, 0 });
}

TEST(StateDictSearch, PartsSideBySideAreOneNetwork)
{
  for (const Checkpoint& checkpoint :
    { ReadCheckpoint(Fixture("parts.pt")), ReadCheckpoint(Fixture("parts.pt"), "state"),
      ReadFittingCheckpoint(
        Fixture("parts.pt"), [](const NamedArrays& arrays) { return arrays.size() == 6; }) })
  {
    EXPECT_EQ(checkpoint.Key, "state");
    EXPECT_EQ(Names(checkpoint.Tensors),
      (std::vector<std::string>{ "encoder.one.w", "encoder.one.b", "encoder.two.w", "encoder.two.b",
        "decoder.w", "decoder.b" }));
    ExpectArray(checkpoint.Tensors, "decoder.b", ElementType::Float32, { 4 }, { 1, 1, 1, 1 });
    EXPECT_EQ(checkpoint.Numbers.at("epoch"), 3.0);
  }
  const Checkpoint part = ReadFittingCheckpoint(Fixture("parts.pt"),
    [](const NamedArrays& arrays)
    { return arrays.size() == 2 && arrays[0].second.Shape == Shape{ 3 }; });
  EXPECT_EQ(part.Key, "state.encoder.two");
}

TEST(StateDictSearch, AColonInAFileNameIsNoKey)
{
  const std::string path = OutputFile("with:colon");
  std::ofstream(path) << "x";
  EXPECT_EQ(SplitCheckpointPath(path).Path, path);
  EXPECT_EQ(SplitCheckpointPath("/nowhere/file.pt:key").Path, "/nowhere/file.pt:key");
}
