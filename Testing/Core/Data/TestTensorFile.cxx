// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Data/DataTesting.h"

#include <gtest/gtest.h>

#include <string>
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

TEST(TensorFile, RefusesWhatIsNoDataSet)
{
  EXPECT_TRUE(Mentions(LoadingError(TensorOptions("single.npz")),
    { "single.npz", "features (3, 2)", "save them as" }));
  EXPECT_TRUE(
    Mentions(LoadingError(TensorOptions("unequal.npz")), { "unequal.npz", "x (3, 2), y (2)" }));
  EXPECT_TRUE(Mentions(LoadingError(TensorOptions("negative.npz")),
    { "negative.npz, sample 1", "label out of range", "found -1" }));
  EXPECT_TRUE(Mentions(LoadingError(TensorOptions("huge_label.npz")),
    { "huge_label.npz, sample 2", "found 4611686018427387904" }));
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
