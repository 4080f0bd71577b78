// SPDX-License-Identifier: BSD-3-Clause
// Against the Topology ToolKit: images and results of a folder beside the source tree.
#include "Core/Mathematics/Topology/Critical/CriticalVertices.h"
#include "Core/Mathematics/Topology/Critical/Persistence.h"
#include "Core/Mathematics/Topology/Morse/MorseComplex.h"
#include "Testing/Core/Mathematics/Topology/TopologyTesting.h"

#include <cstring>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

using namespace losslandscape::topology;
using namespace topology_testing;

namespace
{

const std::string Folder = LOSSLANDSCAPE_SHARED_DATA "/topology-reference/";
const char* const Names[] = { "ackley_zoom_201", "camel_201", "constant_9x7", "gaussians_512",
  "monkey_129", "plateaus_129", "vgg_pca_26" };

std::vector<double> Attribute(const std::string& text, const std::string& name)
{
  const std::size_t begin = text.find(name + "=\"") + name.size() + 2;
  std::istringstream words(text.substr(begin, text.find('"', begin) - begin));
  std::vector<double> numbers;
  for (double number; words >> number;)
  {
    numbers.push_back(number);
  }
  return numbers;
}

/// One raw appended array of doubles after a 64-bit size.
Image ReadImage(const std::string& name)
{
  std::ifstream file(Folder + "images/" + name + ".vti", std::ios::binary);
  std::stringstream buffer;
  buffer << file.rdbuf();
  const std::string text = buffer.str();
  const auto extent = Attribute(text, "WholeExtent");
  const auto origin = Attribute(text, "Origin");
  const auto spacing = Attribute(text, "Spacing");
  Image image;
  for (int axis = 0; axis < 3; ++axis)
  {
    image.Points[axis] = static_cast<std::int64_t>(extent[2 * axis + 1] - extent[2 * axis] + 1);
    image.Origin[axis] = origin[axis];
    image.Spacing[axis] = spacing[axis];
  }
  image.Values.resize(static_cast<std::size_t>(image.Points[0] * image.Points[1]));
  const std::size_t data = text.find('_', text.find("<AppendedData")) + 1 + sizeof(std::uint64_t);
  std::memcpy(image.Values.data(), text.data() + data, image.Values.size() * sizeof(double));
  return image;
}

/// Rows of a table with names in its first line.
std::vector<std::map<std::string, double>> ReadTable(const std::string& path)
{
  std::ifstream file(Folder + path);
  std::vector<std::string> names;
  std::vector<std::map<std::string, double>> rows;
  for (std::string line; std::getline(file, line);)
  {
    std::istringstream cells(line);
    std::map<std::string, double> row;
    std::size_t column = 0;
    const bool isHeader = names.empty();
    for (std::string cell; std::getline(cells, cell, ','); ++column)
    {
      if (isHeader)
      {
        names.push_back(cell);
      }
      else
      {
        row[names[column]] = std::stod(cell);
      }
    }
    if (!isHeader)
    {
      rows.push_back(row);
    }
  }
  return rows;
}

Pairs ReadPairs(const std::string& path)
{
  Pairs pairs;
  for (auto& row : ReadTable(path))
  {
    const bool finite = row["isFinite"] == 1.0;
    // The infinite pair's type depends on the backend and the input.
    pairs.insert({ finite ? static_cast<std::int64_t>(row["pairType"]) : 0,
      static_cast<std::int64_t>(row["birthVertex"]), static_cast<std::int64_t>(row["deathVertex"]),
      finite });
  }
  return pairs;
}

Pairs PairsOf(const ScalarField& field, MaximumPairing pairing)
{
  Pairs pairs;
  for (const auto& pair : ComputePersistence(field, pairing))
  {
    pairs.insert({ pair.Dimension, pair.Birth, pair.Death, pair.Finite });
  }
  return pairs;
}

} // namespace

TEST(TtkReferences, CriticalPoints)
{
  for (const std::string name : Names)
  {
    const Image image = ReadImage(name);
    std::vector<Critical> expected;
    for (auto& row : ReadTable("critical_points/" + name + ".csv"))
    {
      expected.push_back({ static_cast<std::int64_t>(row["vertex"]), static_cast<int>(row["type"]),
        row["isOnBoundary"] == 1.0 });
    }
    std::vector<Critical> found;
    for (const auto& vertex : FindCriticalVertices(image.Field()))
    {
      found.push_back({ vertex.Vertex, static_cast<int>(vertex.Type), vertex.OnBoundary });
    }
    ASSERT_FALSE(expected.empty()) << name;
    EXPECT_EQ(found, expected) << name;
  }
}

TEST(TtkReferences, PersistencePairs)
{
  for (const std::string name : Names)
  {
    const Image image = ReadImage(name);
    EXPECT_EQ(PairsOf(image.Field(), MaximumPairing::Sublevel),
      ReadPairs("persistence_dms/" + name + ".csv"))
      << name;
    EXPECT_EQ(PairsOf(image.Field(), MaximumPairing::Superlevel),
      ReadPairs("persistence_ftm/" + name + ".csv"))
      << name;
  }
}

TEST(TtkReferences, CriticalCellsAndBasins)
{
  for (const std::string name : Names)
  {
    const Image image = ReadImage(name);
    const MorseComplex complex = ComputeMorseComplex(image.Field(), {});
    std::vector<std::int64_t> basin(static_cast<std::size_t>(complex.NumberOfMinima), 0);
    for (const std::int64_t label : complex.DescendingManifold)
    {
      ++basin[label];
    }
    // Dimension, vertex, border, vertices in the basin of a minimum.
    std::multiset<std::array<std::int64_t, 4>> expected;
    for (auto& row : ReadTable("morse_smale/" + name + ".critical_cells.csv"))
    {
      const auto dimension = static_cast<std::int64_t>(row["cellDimension"]);
      expected.insert({ dimension, static_cast<std::int64_t>(row["vertex"]),
        static_cast<std::int64_t>(row["isOnBoundary"]),
        dimension == 0 ? static_cast<std::int64_t>(row["manifoldSize"]) : 0 });
    }
    std::multiset<std::array<std::int64_t, 4>> found;
    for (std::size_t i = 0; i < complex.CriticalCells.size(); ++i)
    {
      const auto& cell = complex.CriticalCells[i];
      found.insert(
        { cell.Dimension, cell.Vertex, cell.OnBoundary, cell.Dimension == 0 ? basin[i] : 0 });
    }
    EXPECT_EQ(found, expected) << name;
  }
}

TEST(TtkReferences, Separatrices)
{
  for (const std::string name : Names)
  {
    const Image image = ReadImage(name);
    const MorseComplex complex = ComputeMorseComplex(image.Field(), {});
    // Ascending, saddle, extremum, points.
    std::multiset<std::array<std::int64_t, 4>> expected;
    for (auto& row : ReadTable("morse_smale/" + name + ".separatrices.csv"))
    {
      expected.insert(
        { static_cast<std::int64_t>(row["type"]), static_cast<std::int64_t>(row["saddleVertex"]),
          static_cast<std::int64_t>(row["destinationVertex"]),
          static_cast<std::int64_t>(row["points"]) });
    }
    std::multiset<std::array<std::int64_t, 4>> found;
    for (const auto& line : complex.Separatrices)
    {
      found.insert({ line.Ascending, complex.CriticalCells[line.Saddle].Vertex,
        complex.CriticalCells[line.End].Vertex, 2 * line.Count });
    }
    EXPECT_EQ(found, expected) << name;
  }
}
