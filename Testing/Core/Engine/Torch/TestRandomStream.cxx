// SPDX-License-Identifier: BSD-3-Clause
// Truth: LibTorch's own generator after torch.manual_seed(0).
#include "Core/Engine/Torch/RandomStream.h"

#include <gtest/gtest.h>

#include <functional>
#include <thread>
#include <vector>

using namespace losslandscape;

namespace
{

using Drawing = std::function<torch::Tensor()>;

/// Operators that draw by themselves, by others, in place and by a tensor's side.
std::vector<Drawing> Drawings()
{
  return { [] { return torch::randn({ 5 }); }, [] { return torch::rand({ 3 }); },
    [] { return torch::randn_like(torch::zeros({ 4 }, torch::kFloat64)); },
    [] { return torch::dropout(torch::ones({ 64 }), 0.5, true); },
    [] {
      return torch::feature_dropout(torch::ones({ 1, 64, 1, 1 }), 0.5, true);
    },
    [] { return torch::alpha_dropout(torch::ones({ 64 }), 0.5, true); },
    [] { return torch::randperm(50); }, [] { return torch::randint(1000, { 8 }); },
    [] { return at::normal(torch::zeros({ 4 }), torch::ones({ 4 })); },
    [] { return torch::multinomial(torch::ones({ 40 }), 20); },
    [] { return torch::bernoulli(torch::full({ 64 }, 0.5)); },
    [] { return torch::poisson(torch::full({ 8 }, 50.0)); },
    [] { return torch::rrelu(-torch::ones({ 8 }), 0.1, 0.3, true); },
    [] { return torch::zeros({ 4 }).exponential_(); } };
}

std::vector<torch::Tensor> DrawAll()
{
  std::vector<torch::Tensor> drawn;
  for (const Drawing& draw : Drawings())
  {
    drawn.push_back(draw());
  }
  return drawn;
}

std::vector<torch::Tensor> DrawAllFrom(RandomStream& stream)
{
  const RandomStream::Use use(stream);
  return DrawAll();
}

void ExpectEqual(const std::vector<torch::Tensor>& found, const std::vector<torch::Tensor>& right)
{
  ASSERT_EQ(found.size(), right.size());
  for (std::size_t i = 0; i < found.size(); ++i)
  {
    EXPECT_TRUE(found[i].equal(right[i])) << "drawing " << i;
  }
}

} // namespace

TEST(RandomStream, HasTheNumbersOfSeedZero)
{
  torch::manual_seed(0);
  const auto right = DrawAll();
  RandomStream stream;
  torch::manual_seed(5);
  ExpectEqual(DrawAllFrom(stream), right);
  EXPECT_FALSE(DrawAllFrom(stream)[0].equal(right[0]));
  stream.Restart();
  ExpectEqual(DrawAllFrom(stream), right);
}

TEST(RandomStream, LeavesLibTorchsGeneratorAlone)
{
  torch::manual_seed(7);
  const torch::Tensor next = torch::rand({ 4 });
  torch::manual_seed(7);
  RandomStream stream;
  DrawAllFrom(stream);
  EXPECT_TRUE(torch::rand({ 4 }).equal(next));
}

TEST(RandomStream, IsOneThreadsOwn)
{
  RandomStream alone;
  const auto right = DrawAllFrom(alone);
  constexpr int rounds = 20;
  const auto work = [&](bool& isRight)
  {
    isRight = true;
    for (int i = 0; i < rounds; ++i)
    {
      RandomStream stream;
      isRight = isRight && DrawAllFrom(stream)[0].equal(right[0]) &&
        DrawAllFrom(stream)[6].size(0) == right[6].size(0);
    }
  };
  bool first = false;
  bool second = false;
  std::thread other([&] { work(first); });
  work(second);
  other.join();
  EXPECT_TRUE(first);
  EXPECT_TRUE(second);
}

TEST(RandomStream, TellsWhoDraws)
{
  RandomStream stream;
  {
    const RandomStream::Use use(stream);
    torch::relu(torch::ones({ 3 }) + 1.0);
    EXPECT_TRUE(stream.Operators().empty());
    torch::dropout(torch::ones({ 3 }), 0.5, false);
    EXPECT_TRUE(stream.Operators().empty());
    torch::randn({ 2 });
  }
  EXPECT_EQ(stream.Operators(), std::set<std::string>{ "aten::normal_" });
}
