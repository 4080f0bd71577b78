// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Session/Session.h"

#include <filesystem>

using namespace losslandscape;

namespace
{

ProblemOptions Options(const std::string& weights)
{
  ProblemOptions options;
  options.Network.Architecture = "mlp";
  options.Network.HiddenWidths = { 32, 16 };
  options.Network.WeightsFile = weights;
  options.Data.Kind = DatasetKind::TensorFile;
  options.Data.Path = Reference("mlp/data.npz");
  options.Device = "cpu";
  return options;
}

} // namespace

TEST(Session, LoadsAgainOnlyWhatChanged)
{
  Session cache;
  const auto options = Options(Reference("mlp/state_dict.pt"));
  DirectionOptions directions;
  const auto first = cache.Get(options, 2, directions);
  EXPECT_EQ(cache.Get(options, 2, directions), first);

  directions.Seed = 1;
  const auto otherSeed = cache.Get(options, 2, directions);
  EXPECT_NE(otherSeed, first);
  EXPECT_EQ(&otherSeed->GetProblem(), &first->GetProblem());

  auto otherLoss = options;
  otherLoss.Loss = LossKind::MeanSquaredError;
  EXPECT_NE(&cache.Get(otherLoss, 2, directions)->GetProblem(), &first->GetProblem());
}

TEST(Session, NoticesAFileThatChanged)
{
  const auto original = Reference("mlp/state_dict.pt");
  const auto weights =
    AlteredCheckpoint(original, "changing.pt", [](const std::string&, DenseArray&) {});
  Session cache;
  const auto before = cache.Get(Options(weights), 1, {});
  AlteredCheckpoint(original, "changing.pt",
    [](const std::string&, DenseArray& array) {
      array = DenseArray::FromFloat(array.Shape, std::vector<float>(array.ElementCount(), 0.5f));
    });
  std::filesystem::last_write_time(
    weights, std::filesystem::last_write_time(weights) + std::chrono::seconds(2));
  const auto after = cache.Get(Options(weights), 1, {});
  EXPECT_NE(after->GetProblem().WeightsHash(), before->GetProblem().WeightsHash());
}

TEST(Session, SharesWithOthersWhatTheyHold)
{
  const auto options = Options(Reference("mlp/state_dict.pt"));
  Session one;
  Session other;
  auto plane = one.Get(options, 2, {});
  EXPECT_EQ(other.Get(options, 2, {}), plane);
  EXPECT_EQ(other.GetProblem(options).get(), &plane->GetProblem());
  EXPECT_NE(other.Get(options, 1, {}), plane) << "another dimension";

  const std::weak_ptr<const Plane> left = plane;
  plane.reset();
  EXPECT_FALSE(left.expired()) << "the first session holds it";
  one.Get(options, 1, {});
  EXPECT_TRUE(left.expired()) << "nobody holds it";
}

TEST(Session, RecoversFromAnError)
{
  Session cache;
  EXPECT_THROW(cache.Get(Options("/no/such/file"), 2, {}), Error);
  EXPECT_NO_THROW(cache.Get(Options(Reference("mlp/state_dict.pt")), 2, {}));
}
