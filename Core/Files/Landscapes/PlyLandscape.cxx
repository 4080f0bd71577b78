// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/PlyLandscape.h"

#include "Core/Common/Error.h"
#include "Core/Common/NumberText.h"
#include "Core/Files/Archives/FileBytes.h"
#include "Core/Files/Landscapes/PlyVertices.h"
#include "Core/Files/Landscapes/UniformAxis.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>

namespace losslandscape
{
namespace
{

constexpr const char* AxisNames[] = { "x", "y", "z" };
constexpr const char* LossName = "s";
constexpr const char* RecipeComment = "LossLandscapeRecipe ";

bool HasLandscape(const PlyHeader& header)
{
  const PlyElement* vertices = header.Vertices();
  return vertices && vertices->HasScalar("x") && vertices->HasScalar("y") &&
    vertices->HasScalar(LossName);
}

/// The different values of a coordinate, ascending; those closer than the tolerance are one.
std::vector<double> DistinctValues(std::vector<double> values)
{
  std::sort(values.begin(), values.end());
  const double tolerance = AxisTolerance * (values.back() - values.front());
  std::vector<double> distinct = { values.front() };
  for (const double value : values)
  {
    if (value - distinct.back() > tolerance)
    {
      distinct.push_back(value);
    }
  }
  return distinct;
}

void CheckFinite(const std::vector<double>& values, const char* axis)
{
  for (std::size_t vertex = 0; vertex < values.size(); ++vertex)
  {
    if (!std::isfinite(values[vertex]))
    {
      throw Error("coordinate is not finite")
        .Where(std::string(axis) + " of vertex " + std::to_string(vertex))
        .Found(NumberText(values[vertex]));
    }
  }
}

/// Finds the grid that the vertices of a file are the points of.
class VertexGrid
{
public:
  explicit VertexGrid(const NamedValues& columns)
  {
    for (const char* name : AxisNames)
    {
      const std::vector<double>* values = FindArray(columns, name);
      if (values && !values->empty())
      {
        CheckFinite(*values, name);
        this->AddAxis(name, values);
      }
    }
    this->Count = this->Columns.empty() ? 0 : this->Columns[0]->size();
    this->CheckCount();
  }

  Grid MakeGrid() const { return losslandscape::MakeGrid(this->Names, this->Used()); }

  /// The index of each vertex among the points of the grid. Throws Error if two vertices stand at
  /// the same point.
  std::vector<std::size_t> Places(const Grid& grid) const
  {
    std::vector<std::size_t> places(this->Count);
    std::vector<std::uint8_t> taken(this->Count, 0);
    for (std::size_t vertex = 0; vertex < this->Count; ++vertex)
    {
      places[vertex] = this->Place(vertex, grid);
      if (taken[places[vertex]]++)
      {
        throw Error("two vertices at the same place")
          .Where("vertex " + std::to_string(vertex))
          .Expected("one vertex for each point of a grid");
      }
    }
    return places;
  }

private:
  void AddAxis(const char* name, const std::vector<double>* values)
  {
    this->Names.push_back(name);
    this->Columns.push_back(values);
    this->Axes.push_back(DistinctValues(*values));
  }

  /// The axes without a trailing z (and y) that is 0 everywhere, so that a plane has two
  /// dimensions.
  std::vector<std::vector<double>> Used() const
  {
    std::vector<std::vector<double>> axes = this->Axes;
    while (axes.size() > 1 && axes.back() == std::vector<double>{ 0.0 })
    {
      axes.pop_back();
    }
    return axes;
  }

  void CheckCount() const
  {
    std::string text;
    std::uint64_t product = 1;
    for (const auto& axis : this->Axes)
    {
      text += (text.empty() ? "" : " x ") + std::to_string(axis.size());
      product = std::min<std::uint64_t>(product * axis.size(), std::uint64_t(1) << 31);
    }
    if (this->Count == 0 || product != this->Count)
    {
      throw Error("the vertices form no grid")
        .Expected(text + " vertices, one for each combination of their coordinates")
        .Found(std::to_string(this->Count))
        .Advice("landscapes are flat: the loss is the property s, not a coordinate");
    }
  }

  std::size_t Place(std::size_t vertex, const Grid& grid) const
  {
    std::size_t place = 0;
    for (std::size_t axis = this->Columns.size(); axis-- > 0;)
    {
      const std::size_t length = this->Axes[axis].size();
      std::size_t index = 0;
      if (length > 1)
      {
        const int a = static_cast<int>(axis);
        const double steps =
          ((*this->Columns[axis])[vertex] - grid.Origin()[a]) / grid.Spacing()[a];
        index = static_cast<std::size_t>(std::clamp(std::round(steps), 0.0, double(length - 1)));
      }
      place = place * length + index;
    }
    return place;
  }

  std::vector<std::string> Names;
  std::vector<const std::vector<double>*> Columns;
  std::vector<std::vector<double>> Axes;
  std::size_t Count = 0;
};

std::vector<double> Arranged(
  const std::vector<double>& values, const std::vector<std::size_t>& places)
{
  std::vector<double> arranged(values.size());
  for (std::size_t vertex = 0; vertex < values.size(); ++vertex)
  {
    arranged[places[vertex]] = values[vertex];
  }
  return arranged;
}

bool IsCoordinate(const std::string& name)
{
  return std::find(std::begin(AxisNames), std::end(AxisNames), name) != std::end(AxisNames);
}

std::map<std::string, std::string> TextsOf(const PlyHeader& header)
{
  const std::string mark = RecipeComment;
  for (const std::string& comment : header.Comments)
  {
    if (comment.compare(0, mark.size(), mark) == 0)
    {
      return { { mark.substr(0, mark.size() - 1), comment.substr(mark.size()) } };
    }
  }
  return {};
}

SampledLandscape MakeLandscape(const PlyHeader& header, const NamedValues& columns)
{
  const VertexGrid vertices(columns);
  SampledLandscape landscape = { vertices.MakeGrid(), {}, {}, {}, TextsOf(header), {} };
  const std::vector<std::size_t> places = vertices.Places(landscape.Points);
  landscape.Arrays.emplace_back("loss", Arranged(*FindArray(columns, LossName), places));
  for (const auto& [name, values] : columns)
  {
    if (!IsCoordinate(name) && !FindArray(landscape.Arrays, name) && name != LossName)
    {
      landscape.Arrays.emplace_back(name, Arranged(values, places));
    }
  }
  MarkMissing(landscape);
  return landscape;
}

SampledLandscape ParsePly(const std::vector<std::uint8_t>& bytes)
{
  ByteCursor cursor({ bytes.data(), bytes.size() });
  const PlyHeader header = ReadPlyHeader(cursor);
  if (!HasLandscape(header))
  {
    throw Error("no landscape in the PLY file")
      .Expected("vertices with the properties x, y and s")
      .Advice("name the property that holds the loss s");
  }
  return MakeLandscape(header, ReadPlyVertices(header, cursor));
}

} // namespace

bool IsPlyFile(const std::string& path)
{
  std::array<char, 4> start = {};
  std::ifstream(path, std::ios::binary).read(start.data(), start.size());
  const std::string text(start.data(), start.size());
  return text == "ply\n" || text == "ply\r";
}

bool IsPlyLandscape(const std::string& path)
{
  constexpr std::size_t longestHeader = 1 << 16;
  if (!IsPlyFile(path))
  {
    return false;
  }
  std::vector<std::uint8_t> start(longestHeader);
  std::ifstream stream(path, std::ios::binary);
  stream.read(reinterpret_cast<char*>(start.data()), longestHeader);
  try
  {
    ByteCursor cursor({ start.data(), static_cast<std::size_t>(stream.gcount()) });
    return HasLandscape(ReadPlyHeader(cursor));
  }
  catch (const std::exception&)
  {
    return false;
  }
}

SampledLandscape ReadPlyLandscape(const std::string& path)
{
  const std::vector<std::uint8_t> bytes = ReadFileBytes(path);
  try
  {
    return ParsePly(bytes);
  }
  catch (const Error& error)
  {
    throw Error(path + ": " + error.what());
  }
}

} // namespace losslandscape
