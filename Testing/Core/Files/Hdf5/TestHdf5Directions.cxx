// SPDX-License-Identifier: BSD-3-Clause
// Files of directions that loss-landscape writes.
#include "Core/Files/Hdf5/Hdf5Directions.h"
#include "Testing/Core/Files/Landscapes/LandscapesTesting.h"

using namespace losslandscape;

namespace
{

/// Tensor `number` of make_landscapes.py: that many rows and one, filled with number + 1/2.
void ExpectTensor(const DenseArray& tensor, std::int64_t number, double sign)
{
  EXPECT_EQ(tensor.Shape, (std::vector<std::int64_t>{ number + 1, 2 }));
  const std::vector<double> expected(
    static_cast<std::size_t>(2 * (number + 1)), sign * (static_cast<double>(number) + 0.5));
  EXPECT_EQ(tensor.ToDouble(), expected);
}

} // namespace

TEST(Hdf5Directions, TensorsComeInTheOrderOfTheirNumbers)
{
  const auto directions = ReadHdf5Directions(LandscapeFixture("directions.h5"));
  ASSERT_EQ(directions.size(), 2u);
  EXPECT_EQ(directions[0].Name, "xdirection");
  EXPECT_EQ(directions[1].Name, "ydirection");
  ASSERT_EQ(directions[0].Tensors.size(), 12u);
  ASSERT_EQ(directions[1].Tensors.size(), 11u);
  for (std::int64_t number = 0; number < 11; ++number)
  {
    ExpectTensor(directions[0].Tensors[static_cast<std::size_t>(number)], number, 1.0);
    ExpectTensor(directions[1].Tensors[static_cast<std::size_t>(number)], number, -1.0);
  }
  EXPECT_TRUE(directions[0].Tensors[11].Shape.empty());
  EXPECT_EQ(directions[0].Tensors[11].ToDouble(), std::vector<double>{ 3.0 });
}

TEST(Hdf5Directions, ErrorsNameFileAndDataset)
{
  const auto read = [](const char* name)
  { return [name]() { ReadHdf5Directions(LandscapeFixture(name)); }; };
  ExpectErrorWith(read("original.h5"), { "original.h5", "xdirection", "train_loss" });
  ExpectErrorWith(
    read("directions-gap.h5"), { "directions-gap.h5: dataset xdirection/1", "none of that name" });
  ExpectErrorWith(read("directions-outside.h5"),
    { "directions-outside.h5: dataset xdirection/1", "stored in other files" });
  ExpectErrorWith(read("stored.npz"), { "stored.npz", "cannot open HDF5 file" });
  ExpectErrorWith(read("missing.h5"), { "missing.h5", "nothing of that name" });
}
