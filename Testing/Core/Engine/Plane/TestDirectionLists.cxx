// SPDX-License-Identifier: BSD-3-Clause
// Direction files of loss-landscape against the same directions by name, both written by Python.
#include "Testing/Core/Engine/NetworkTesting.h"

#include "Core/Engine/Plane/PlaneDirections.h"

#include <filesystem>

using namespace losslandscape;

namespace
{

std::string File(const std::string& name)
{
  return Reference("direction_files/" + name);
}

/// A network of make_direction_files.py as a TorchScript file, or built in.
std::shared_ptr<const Problem> ProblemOf(const std::string& network, bool isBuiltIn = false)
{
  ProblemOptions options;
  options.Device = "cpu";
  options.Data.NumberOfSamples = 10;
  if (isBuiltIn)
  {
    options.Network.Architecture = network;
    options.Network.WeightsFile = File(network + "_state.pt");
  }
  else
  {
    options.Network.NetworkFile = File(network + ".pt");
  }
  return std::make_shared<const Problem>(options);
}

Eigen::MatrixXd DirectionsOf(const std::shared_ptr<const Problem>& problem,
  const std::vector<std::string>& files, int dimension = 2)
{
  DirectionOptions options;
  options.Method = DirectionMethod::File;
  options.Files = files;
  return DirectionMatrix(Plane(problem, dimension, options));
}

/// Expects that each of the files, alone, has the directions that the state dicts name.
void ExpectNamedDirections(
  const std::shared_ptr<const Problem>& problem, const std::string& network)
{
  const Eigen::MatrixXd truth =
    DirectionsOf(problem, { File(network + "_x.pt"), File(network + "_y.pt") });
  ASSERT_GT(truth.col(0).norm(), 1.0);
  for (const char* kind : { "_weights.h5", "_states.h5", "_old_states.h5" })
  {
    EXPECT_EQ(DirectionsOf(problem, { File(network + kind) }), truth) << network << kind;
  }
}

} // namespace

TEST(DirectionLists, OfABuiltInNetwork)
{
  ExpectNamedDirections(ProblemOf("resnet8", true), "resnet8");
}

TEST(DirectionLists, OfTorchScript)
{
  ExpectNamedDirections(ProblemOf("resnet8"), "resnet8");
  ExpectNamedDirections(ProblemOf("unusual"), "unusual");
}

TEST(DirectionLists, OfANetworkThatMovesInPart)
{
  ProblemOptions options;
  options.Device = "cpu";
  options.Data.NumberOfSamples = 10;
  options.Network.NetworkFile = File("unusual.pt");
  options.Network.MovingParameters = { "body" };
  ExpectNamedDirections(std::make_shared<const Problem>(options), "unusual");
}

TEST(DirectionLists, OfTheOriginalProgram)
{
  const std::string folder = LOSSLANDSCAPE_SHARED_DATA "/landscape-reference/resnet20/";
  if (!std::filesystem::exists(folder))
  {
    GTEST_SKIP() << "there is no " << folder;
  }
  ProblemOptions options;
  options.Device = "cpu";
  options.Data.Kind = DatasetKind::Cifar10;
  options.Data.Path = folder + "images.bin";
  options.Data.NumberOfSamples = 10;
  options.Network.WeightsFile = folder + "state_dict.pt";
  const auto problem = std::make_shared<const Problem>(options);
  EXPECT_EQ(DirectionsOf(problem, { folder + "directions.h5" }),
    DirectionsOf(problem, { folder + "direction1.pt", folder + "direction2.pt" }));
}

TEST(DirectionLists, OneForEachAxisGivesXOrWhatIsNamed)
{
  const auto problem = ProblemOf("resnet8");
  const std::string file = File("resnet8_states.h5");
  const Eigen::MatrixXd x = DirectionsOf(problem, { File("resnet8_x.pt") }, 1);
  const Eigen::MatrixXd y = DirectionsOf(problem, { File("resnet8_y.pt") }, 1);
  EXPECT_EQ(DirectionsOf(problem, { file }, 1), x);
  EXPECT_EQ(DirectionsOf(problem, { file + ":ydirection" }, 1), y);
  const Eigen::MatrixXd mixed = DirectionsOf(problem, { File("resnet8_y.pt"), file });
  EXPECT_EQ(mixed.col(0), y.col(0));
  EXPECT_EQ(mixed.col(1), x.col(0));
}

TEST(DirectionLists, ErrorsNameTheFirstTensorThatDiffers)
{
  const auto problem = ProblemOf("resnet8");
  const auto error = [&](const std::string& file, int dimension = 2)
  { return ErrorText([&] { DirectionsOf(problem, { file }, dimension); }); };
  const std::string other = error(File("unusual_states.h5"));
  ExpectContains(other, "unusual_states.h5: xdirection");
  ExpectContains(other, "position 0 of the list, conv1.weight: (5) instead of (16, 1, 3, 3)");
  ExpectContains(error(File("resnet8_x.h5")), "one file per axis, 2");
  ExpectContains(error(File("resnet8_states.h5"), 3), "found 2");
  ExpectContains(error(File("resnet8_x.h5:ydirection"), 1), "'ydirection'");
}
