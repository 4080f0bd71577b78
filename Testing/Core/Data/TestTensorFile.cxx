// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/Checkpoint.h"
#include "Testing/Core/Data/DataTesting.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <string>
#include <tuple>
#include <vector>

namespace losslandscape
{
namespace
{

using Shape = std::vector<std::int64_t>;

DatasetOptions TensorOptions(const std::string& name)
{
  DatasetOptions options;
  options.Kind = DatasetKind::TensorFile;
  options.Path = Fixture("tensors/" + name);
  return options;
}

TEST(TensorFile, ReadsATupleOfImagesAndLabelsAsStored)
{
  const auto data = LoadDataset(TensorOptions("tuple.pt"));
  EXPECT_EQ(data->SampleShape, (Shape{ 1, 2, 3 }));
  EXPECT_EQ(data->NumberOfClasses, 3);
  EXPECT_EQ(data->ClassNames, (std::vector<std::string>{ "0", "1", "2" }));
  EXPECT_EQ(data->Labels, (Shape{ 0, 1, 2, 0, 1, 2 }));
  EXPECT_TRUE(data->Targets.empty());
  const std::vector<std::uint8_t> pixels = FixturePixels(140, 36);
  ASSERT_EQ(data->Inputs.size(), pixels.size());
  for (std::size_t i = 0; i < pixels.size(); ++i)
  {
    EXPECT_EQ(data->Inputs[i], static_cast<float>(pixels[i]));
  }
}

TEST(TensorFile, ReadsGivenTargets)
{
  const auto data = LoadDataset(TensorOptions("regression.pt"));
  EXPECT_FALSE(data->HasLabels());
  EXPECT_EQ(data->NumberOfClasses, 0);
  EXPECT_EQ(data->NumberOfSamples, 5);
  EXPECT_EQ(data->SampleShape, Shape{ 3 });
  EXPECT_EQ(data->TargetShape, Shape{ 2 });
  ASSERT_EQ(data->Inputs.size(), 15u);
  ASSERT_EQ(data->Targets.size(), 10u);
  for (int sample = 0; sample < 5; ++sample)
  {
    EXPECT_EQ(data->Inputs[3 * sample + 1], (3 * sample + 1) / 4.0f);
    EXPECT_EQ(data->Targets[2 * sample + 1], (3 * sample + 1) / 2.0f);
  }
  EXPECT_EQ(data->Mean, std::vector<double>(3, 0.0));
  EXPECT_EQ(data->StandardDeviation, std::vector<double>(3, 1.0));
}

/// Four samples of two inputs and a target, as doubles.
DatasetOptions DoubleOptions(
  const std::string& name, const std::vector<double>& inputs, const std::vector<double>& targets)
{
  const std::string path = EmptyFolder() + "/" + name;
  WriteCheckpoint(path,
    { { "inputs", DenseArray::FromDouble({ 4, 2 }, inputs) },
      { "targets", DenseArray::FromDouble({ 4, 1 }, targets) } });
  DatasetOptions options = TensorOptions("");
  options.Path = path;
  return options;
}

const std::vector<double> LargeInputs = { 1.7e9, 0.1, 1.7e9 + 1, 0.2, 1.7e9 + 2, 0.3, 1.7e9 + 3,
  0.4 };

TEST(TensorFile, KeepsDoublesForThoseWhoAskForThem)
{
  const std::vector<double> targets = { 0.1, 0.2, 0.3, 0.4 };
  DatasetOptions options = DoubleOptions("doubles.pt", LargeInputs, targets);
  const auto rounded = LoadDataset(options);
  EXPECT_TRUE(rounded->IsRounded);
  EXPECT_TRUE(rounded->DoubleInputs.empty());
  EXPECT_EQ(rounded->Inputs[2], static_cast<float>(1.7e9 + 1));
  const auto precise = LoadDoubleDataset(options);
  EXPECT_EQ(precise->DoubleInputs, LargeInputs);
  EXPECT_EQ(precise->DoubleTargets, targets);
  EXPECT_EQ(precise->Inputs, rounded->Inputs);
  EXPECT_EQ(precise->Rounded, rounded);
  EXPECT_NE(precise->Hash, rounded->Hash);
  EXPECT_EQ(LoadDoubleDataset(options), precise);

  options.Mean = { 1.7e9, 0.1 };
  options.StandardDeviation = { 2.0, 0.5 };
  options.NumberOfSamples = 4;
  const auto scaled = LoadDoubleDataset(options);
  EXPECT_EQ(scaled->DoubleInputs[2], 0.5);
  EXPECT_EQ(scaled->DoubleInputs[3], (0.2 - 0.1) / 0.5);
}

TEST(TensorFile, SubsetsOfDoublesAreTheSameSamples)
{
  DatasetOptions options = DoubleOptions("subset.pt", LargeInputs, { 0, 1, 2, 3 });
  options.NumberOfSamples = 2;
  const auto data = LoadDoubleDataset(options);
  ASSERT_EQ(data->DoubleInputs.size(), 4u);
  for (std::size_t i = 0; i < data->Inputs.size(); ++i)
  {
    EXPECT_EQ(data->Inputs[i], static_cast<float>(data->DoubleInputs[i]));
  }
  EXPECT_EQ(data->DoubleInputs[0], 1.7e9 + data->DoubleTargets[0]);
}

TEST(TensorFile, DoublesThatFloatsHoldHaveTheSameHash)
{
  const DatasetOptions options =
    DoubleOptions("halves.pt", { 0.5, 1, 2, NAN, 4, 5, INFINITY, 7 }, { 0, 1, 2, 3 });
  EXPECT_EQ(LoadDoubleDataset(options)->Hash, LoadDataset(options)->Hash);
}

TEST(TensorFile, FloatsAreKeptOnce)
{
  const auto data = LoadDoubleDataset(TensorOptions("tuple.pt"));
  EXPECT_FALSE(data->IsRounded);
  EXPECT_EQ(data, LoadDataset(TensorOptions("tuple.pt")));
}

TEST(TensorFile, ChoosesInputsAndTargetsTogether)
{
  DatasetOptions options = TensorOptions("regression.pt");
  options.NumberOfSamples = 3;
  const auto data = LoadDataset(options);
  ASSERT_EQ(data->NumberOfSamples, 3);
  ASSERT_EQ(data->Targets.size(), 6u);
  for (int sample = 0; sample < 3; ++sample)
  {
    EXPECT_EQ(data->Targets[2 * sample], 2.0f * data->Inputs[3 * sample]);
    EXPECT_EQ(data->Targets[2 * sample + 1], 2.0f * data->Inputs[3 * sample + 1]);
  }
}

TEST(TensorFile, TakesTheTensorOfMoreAxesForTheInputs)
{
  const auto data = LoadDataset(TensorOptions("unnamed.npz"));
  EXPECT_EQ(data->Labels, (Shape{ 3, 0, 1, 1 }));
  EXPECT_EQ(data->NumberOfClasses, 4);
  EXPECT_EQ(data->Inputs, (std::vector<float>{ 0, 1, 2, 3, 4, 5, 6, 7 }));
}

TEST(TensorFile, FindsTensorsByNameAmongOthers)
{
  const auto data = LoadDataset(TensorOptions("named.safetensors"));
  EXPECT_EQ(data->SampleShape, Shape{ 1 });
  EXPECT_EQ(data->TargetShape, Shape{ 1 });
  EXPECT_EQ(data->Inputs, (std::vector<float>{ 0, 1, 2 }));
  EXPECT_EQ(data->Targets, (std::vector<float>{ 0, -1, -2 }));
}

TEST(TensorFile, IntegersThatAreNoClassesAreGivenTargets)
{
  for (const auto& [name, place, value] : { std::tuple("negative.npz", 1, std::int64_t(-1)),
         std::tuple("huge_label.npz", 2, std::int64_t(4611686018427387904)) })
  {
    const auto data = LoadDataset(TensorOptions(name));
    EXPECT_FALSE(data->HasLabels());
    EXPECT_EQ(data->NumberOfClasses, 0);
    EXPECT_EQ(data->TargetShape, Shape{ 1 });
    EXPECT_EQ(data->IntegerTargets.ToInt64().at(place), value);
  }
}

TEST(TensorFile, ATensorAloneIsInputsWithoutTargets)
{
  const auto data = LoadDataset(TensorOptions("single.npz"));
  EXPECT_EQ(data->InputName, "features");
  EXPECT_EQ(data->SampleShape, Shape{ 2 });
  EXPECT_EQ(data->NumberOfSamples, 3);
  EXPECT_FALSE(data->HasTargets());
}

/// Arrays of `entries` samples, each of `size` numbers that count from 0.
DenseArray Counting(std::int64_t entries, std::int64_t size)
{
  std::vector<std::int64_t> numbers(static_cast<std::size_t>(entries * size));
  std::iota(numbers.begin(), numbers.end(), std::int64_t(0));
  return DenseArray::FromInt64({ entries, size }, numbers);
}

std::shared_ptr<const Dataset> Load(const NamedArrays& tensors)
{
  const std::string path = EmptyFolder() + "/tensors.pt";
  WriteCheckpoint(path, tensors);
  return LoadDataset(PlainOptions(DatasetKind::TensorFile, path));
}

std::vector<std::string> FurtherNames(const Dataset& data)
{
  std::vector<std::string> names;
  for (const auto& [name, array] : data.FurtherInputs)
  {
    names.push_back(name);
  }
  return names;
}

TEST(TensorFile, TellsSeveralInputsFromTargetsByName)
{
  const auto data = Load(
    { { "mask", Counting(4, 3) }, { "input_ids", Counting(4, 3) }, { "labels", Counting(4, 3) },
      { "other_split", Counting(5, 3) }, { "segment", Counting(4, 1) } });
  EXPECT_EQ(data->InputName, "input_ids");
  EXPECT_EQ(FurtherNames(*data), (std::vector<std::string>{ "mask", "segment" }));
  EXPECT_EQ(data->TargetShape, Shape{ 3 });
  EXPECT_EQ(data->IntegerTargets.ToInt64(), Counting(4, 3).ToInt64());
}

TEST(TensorFile, NumberedInputsAreInTheOrderOfTheirNumbers)
{
  const auto data = Load({ { "input_10", Counting(4, 1) }, { "input_2", Counting(4, 1) },
    { "target", Counting(4, 1) }, { "input_0", Counting(4, 1) } });
  EXPECT_EQ(data->InputName, "input_0");
  EXPECT_EQ(FurtherNames(*data), (std::vector<std::string>{ "input_2", "input_10" }));
  EXPECT_TRUE(data->HasLabels());
}

TEST(TensorFile, TheLastTensorOfATupleIsTheTargets)
{
  const auto data =
    Load({ { "0", Counting(4, 2) }, { "1", Counting(4, 3) }, { "2", Counting(4, 1) } });
  EXPECT_EQ(data->InputName, "0");
  EXPECT_EQ(FurtherNames(*data), std::vector<std::string>{ "1" });
  EXPECT_EQ(data->Labels, (Shape{ 0, 1, 2, 3 }));
}

TEST(TensorFile, TensorsThatAreAllInputsHaveNoTargets)
{
  const auto data = Load({ { "input_0", Counting(4, 2) }, { "input_1", Counting(4, 3) } });
  EXPECT_EQ(FurtherNames(*data), std::vector<std::string>{ "input_1" });
  EXPECT_FALSE(data->HasTargets());
}

TEST(TensorFile, KeepsIntegersAsTheyAreStored)
{
  DatasetOptions options = PlainOptions(DatasetKind::TensorFile, EmptyFolder() + "/tokens.pt");
  const std::int64_t large = (std::int64_t(1) << 24) + 1;
  WriteCheckpoint(options.Path,
    { { "tokens", DenseArray::FromInt64({ 3, 1 }, { 0, large, 7 }) },
      { "labels", DenseArray::FromInt64({ 3, 2 }, { 1, -100, 0, 0, 3, 2 }) },
      { "mask", DenseArray::FromInt64({ 3, 2 }, { 10, 11, 20, 21, 30, 31 }) } });
  const auto all = LoadDataset(options);
  EXPECT_EQ(all->IntegerInputs.ToInt64(), (Shape{ 0, large, 7 }));
  EXPECT_EQ(all->IntegerTargets.ToInt64(), (Shape{ 1, -100, 0, 0, 3, 2 }));
  options.NumberOfSamples = 2;
  const auto part = LoadDataset(options);
  ASSERT_EQ(part->IntegerInputs.Shape, (Shape{ 2, 1 }));
  for (std::size_t i = 0; i < 2; ++i)
  {
    // The same samples of all tensors.
    const std::int64_t token = part->IntegerInputs.ToInt64()[i];
    const std::size_t sample = token == 0 ? 0 : token == large ? 1 : 2;
    EXPECT_EQ(part->IntegerTargets.ToInt64()[2 * i], all->IntegerTargets.ToInt64()[2 * sample]);
    EXPECT_EQ(part->FurtherInputs[0].second.ToInt64()[2 * i],
      all->FurtherInputs[0].second.ToInt64()[2 * sample]);
  }
}

TEST(TensorFile, TheHashTellsApartWhatNetworksAreGiven)
{
  const std::int64_t large = std::int64_t(1) << 24;
  const auto hashOf = [&](std::int64_t token, const std::string& name, std::int64_t further)
  {
    return Load({ { "tokens", DenseArray::FromInt64({ 2 }, { token, 0 }) },
                  { name, DenseArray::FromInt64({ 2 }, { further, 0 }) },
                  { "y", DenseArray::FromInt64({ 2 }, { 0, 1 }) } })
      ->Hash;
  };
  const std::string hash = hashOf(large, "mask", 1);
  // Floats do not tell these two apart.
  EXPECT_NE(hashOf(large + 1, "mask", 1), hash);
  EXPECT_NE(hashOf(large, "mask", 2), hash);
  EXPECT_NE(hashOf(large, "other", 1), hash);
  EXPECT_EQ(hashOf(large, "mask", 1), hash);
}

TEST(TensorFile, RefusesWhatIsNoDataSet)
{
  EXPECT_TRUE(
    Mentions(LoadingError(TensorOptions("unequal.npz")), { "unequal.npz", "x (3, 2), y (2)" }));
  EXPECT_TRUE(
    Mentions(LoadingError(TensorOptions("empty.npz")), { "empty.npz", "at least one sample" }));
  EXPECT_TRUE(Mentions(LoadingError(TensorOptions("hollow.npz")), { "hollow.npz", "(0)" }));
}

TEST(TensorFile, RefusesBrokenFiles)
{
  EXPECT_TRUE(Mentions(LoadingError(TensorOptions("absent.pt")), { "absent.pt", "No such file" }));
  const std::string folder = EmptyFolder();
  for (const std::string name : { "broken.pt", "broken.npz", "broken.safetensors" })
  {
    const DatasetOptions options = PlainOptions(DatasetKind::TensorFile, folder + "/" + name);
    WriteBytes(options.Path, {});
    EXPECT_TRUE(Mentions(LoadingError(options), { name }));
    WriteBytes(options.Path, FixturePixels(5, 300));
    EXPECT_TRUE(Mentions(LoadingError(options), { name }));
  }
  for (const std::string name : { "tuple.pt", "unnamed.npz", "named.safetensors" })
  {
    const DatasetOptions options = PlainOptions(DatasetKind::TensorFile, folder + "/" + name);
    std::vector<std::uint8_t> bytes = ReadBytes(Fixture("tensors/" + name));
    bytes.resize(bytes.size() - 20);
    WriteBytes(options.Path, bytes);
    EXPECT_TRUE(Mentions(LoadingError(options), { name }));
  }
}

} // namespace
} // namespace losslandscape
