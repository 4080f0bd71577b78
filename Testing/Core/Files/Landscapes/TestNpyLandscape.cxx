// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/NpyLandscape.h"
#include "LandscapesTesting.h"

using namespace losslandscape;

namespace
{

/// The bounds of the grid of make_landscapes.py.
ArrayLandscapeOptions InBounds(ArrayOrder order = ArrayOrder::Automatic)
{
  ArrayLandscapeOptions options;
  options.Order = order;
  options.Bounds = { -1.0, 0.5, 0.0, 0.5, 2.0, 3.0 };
  return options;
}

SampledLandscape Read(const std::string& name, const ArrayLandscapeOptions& options = InBounds())
{
  return ReadNpyLandscape(LandscapeFixture(name), options);
}

std::string Joined(const std::vector<std::string>& lines)
{
  std::string text;
  for (const std::string& line : lines)
  {
    text += line + "\n";
  }
  return text;
}

void ExpectPart(const std::string& text, const std::string& part)
{
  EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' not in: " << text;
}

} // namespace

TEST(NpyLandscape, PlanesOfEveryLayout)
{
  ExpectPlane(Read("plane.npy"));
  ExpectPlane(Read("fortran.npy"), 1e-5);
  ExpectPlane(Read("rows.npy", InBounds(ArrayOrder::XFastest)));
}

TEST(NpyLandscape, ProfileAndVolume)
{
  const SampledLandscape profile = Read("profile.npy");
  EXPECT_EQ(profile.Points.Dimension(), 1);
  EXPECT_EQ(profile.Points.Resolution(), (std::array<int, 3>{ 4, 1, 1 }));
  ExpectFunction(profile, "loss", LossAt);
  EXPECT_TRUE(profile.Warnings.empty()) << Joined(profile.Warnings);
  const SampledLandscape volume = Read("volume.npy");
  EXPECT_EQ(volume.Points.Resolution(), (std::array<int, 3>{ 4, 3, 2 }));
  ExpectFunction(volume, "loss", LossAt);
}

TEST(NpyLandscape, TheFirstIndexIsXAndAWarningSaysSo)
{
  const SampledLandscape square = Read("square.npy");
  const std::vector<double> rising = { 0, 3, 6, 1, 4, 7, 2, 5, 8 };
  EXPECT_EQ(square.Arrays[0].second, rising);
  ExpectPart(Joined(square.Warnings), "array[x][y]");
  ExpectPart(Joined(square.Warnings), "X Fastest");
  // No coordinates tell the order of other shapes either.
  ExpectPart(Joined(Read("plane.npy").Warnings), "array[x][y]");
  EXPECT_TRUE(Read("square.npy", InBounds(ArrayOrder::XSlowest)).Warnings.empty());
}

TEST(NpyLandscape, BoundsThatNobodyGaveAreAnnounced)
{
  const SampledLandscape profile = Read("profile.npy", {});
  EXPECT_EQ(profile.Points.Coordinate(0, 0), -1.0);
  EXPECT_EQ(profile.Points.Coordinate(0, 3), 1.0);
  ExpectPart(Joined(profile.Warnings), "no coordinates");
  ExpectPart(Joined(profile.Warnings), "Bounds");
}

TEST(NpyLandscape, WhatIsNotComputedIsMissing)
{
  const SampledLandscape holes = Read("holes.npy");
  const std::vector<std::uint8_t> expected = { 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0 };
  EXPECT_EQ(holes.Missing, expected);
  ArrayLandscapeOptions options = InBounds();
  options.MinusOneIsNotComputed = false;
  EXPECT_EQ(NumberOfMissing(Read("holes.npy", options)), 1);
}

TEST(NpyLandscape, ErrorsSayWhatToDo)
{
  const auto read = [](const char* name) { return [name]() { Read(name); }; };
  ExpectErrorWith(read("scalar.npy"), { "scalar.npy", "one, two or three axes", "()" });
  ExpectErrorWith(read("four-axes.npy"), { "four-axes.npy", "(2, 2, 2, 2)", "numpy.squeeze" });
  ExpectErrorWith(read("empty.npy"), { "empty.npy", "(0, 3)" });
  ExpectErrorWith(read("objects.npy"), { "objects.npy", "'|O'", "astype" });
  ExpectErrorWith(read("stored.npz"), { "stored.npz", "not a NumPy array" });
  ExpectErrorWith(read("no-such-file.npy"), { "no-such-file.npy" });
  ArrayLandscapeOptions inverted;
  inverted.Bounds = { 1.0, -1.0, 0.0, 1.0, 0.0, 1.0 };
  ExpectErrorWith(
    [&]() { Read("plane.npy", inverted); }, { "plane.npy", "x axis", "out of order" });
}

TEST(NpyLandscape, ArraysThatMayBeLandscapesAreKnownByTheirHeader)
{
  for (const char* name : { "plane.npy", "fortran.npy", "profile.npy", "volume.npy", "square.npy" })
  {
    EXPECT_TRUE(IsNpyLandscape(LandscapeFixture(name))) << name;
  }
  for (const char* name : { "scalar.npy", "four-axes.npy", "empty.npy", "objects.npy", "stored.npz",
         "original.h5", "no-such-file.npy" })
  {
    EXPECT_FALSE(IsNpyLandscape(LandscapeFixture(name))) << name;
  }
}
