// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Common/NumberText.h"
#include "Core/Files/Archives/Bytes.h"
#include "Core/Files/Archives/WholeFile.h"
#include "Core/Files/Landscapes/PlyLandscape.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstring>
#include <limits>

namespace losslandscape
{
namespace
{

/// Builds the contents of a PLY file, with numbers in either encoding.
class PlyText
{
public:
  explicit PlyText(PlyEncoding encoding) : Encoding(encoding) {}

  void Line(const std::string& line) { this->Text += line + "\n"; }

  void Real(double value)
  {
    if (this->Encoding == PlyEncoding::Ascii)
    {
      this->Text += std::isnan(value) ? "nan " : NumberText(value) + " ";
      return;
    }
    std::uint64_t bits;
    std::memcpy(&bits, &value, sizeof(bits));
    this->Little(bits, sizeof(bits));
  }

  void Integer(std::uint32_t value, int bytes)
  {
    if (this->Encoding == PlyEncoding::Ascii)
    {
      this->Text += std::to_string(value) + " ";
      return;
    }
    this->Little(value, bytes);
  }

  void EndRow()
  {
    if (this->Encoding == PlyEncoding::Ascii)
    {
      this->Text.back() = '\n';
    }
  }

  const std::string& Get() const { return this->Text; }

private:
  void Little(std::uint64_t bits, std::size_t bytes)
  {
    for (std::size_t i = 0; i < bytes; ++i)
    {
      this->Text += static_cast<char>((bits >> (8 * i)) & 0xffu);
    }
  }

  PlyEncoding Encoding;
  std::string Text;
};

/// The two axes that have more than one point, if there are exactly two; else none.
std::vector<int> PlaneAxes(const Grid& grid)
{
  std::vector<int> axes;
  for (int axis = 0; axis < 3; ++axis)
  {
    if (grid.Resolution()[axis] > 1)
    {
      axes.push_back(axis);
    }
  }
  return axes.size() == 2 ? axes : std::vector<int>();
}

std::int64_t NumberOfFaces(const Grid& grid)
{
  const std::vector<int> axes = PlaneAxes(grid);
  return axes.empty()
    ? 0
    : std::int64_t(grid.Resolution()[axes[0]] - 1) * (grid.Resolution()[axes[1]] - 1);
}

/// The name as a single word, which names of PLY properties must be.
std::string PropertyName(std::string name)
{
  std::replace_if(
    name.begin(), name.end(), [](unsigned char letter) { return std::isspace(letter) != 0; }, '_');
  return name.empty() ? "unnamed" : name;
}

/// The JSON text on one line. Its line feeds may become blanks, since those inside strings are
/// escaped.
std::string OneLine(std::string json)
{
  std::replace_if(
    json.begin(), json.end(), [](char letter) { return letter == '\n' || letter == '\r'; }, ' ');
  return json;
}

/// All arrays except the loss, which is written last.
std::vector<const NamedValues::value_type*> OtherArrays(const SampledLandscape& landscape)
{
  std::vector<const NamedValues::value_type*> others;
  for (std::size_t i = 1; i < landscape.Arrays.size(); ++i)
  {
    others.push_back(&landscape.Arrays[i]);
  }
  return others;
}

void WriteHeader(const SampledLandscape& landscape, PlyEncoding encoding, PlyText& text)
{
  text.Line("ply");
  text.Line(
    encoding == PlyEncoding::Ascii ? "format ascii 1.0" : "format binary_little_endian 1.0");
  const auto recipe = landscape.Texts.find("LossLandscapeRecipe");
  if (recipe != landscape.Texts.end())
  {
    text.Line("comment LossLandscapeRecipe " + OneLine(recipe->second));
  }
  text.Line("element vertex " + std::to_string(landscape.Arrays.front().second.size()));
  for (const char* axis : { "x", "y", "z" })
  {
    text.Line(std::string("property double ") + axis);
  }
  for (const auto* array : OtherArrays(landscape))
  {
    text.Line("property double " + PropertyName(array->first));
  }
  text.Line("property double s");
  text.Line("element face " + std::to_string(NumberOfFaces(landscape.Points)));
  text.Line("property list uchar int vertex_indices");
  text.Line("end_header");
}

void WriteVertices(const SampledLandscape& landscape, PlyText& text)
{
  const Grid& grid = landscape.Points;
  const auto& count = grid.Resolution();
  const auto others = OtherArrays(landscape);
  for (std::size_t point = 0; point < landscape.Missing.size(); ++point)
  {
    const std::size_t row = point / count[0];
    text.Real(grid.Coordinate(0, static_cast<int>(point % count[0])));
    text.Real(grid.Coordinate(1, static_cast<int>(row % count[1])));
    text.Real(grid.Coordinate(2, static_cast<int>(row / count[1])));
    for (const auto* array : others)
    {
      text.Real(array->second[point]);
    }
    text.Real(landscape.Missing[point] ? std::numeric_limits<double>::quiet_NaN()
                                       : landscape.Arrays.front().second[point]);
    text.EndRow();
  }
}

void WriteFaces(const Grid& grid, PlyText& text)
{
  const std::vector<int> axes = PlaneAxes(grid);
  if (axes.empty())
  {
    return;
  }
  // Vertices can be numbered by the two axes alone, as the third one has a single point.
  const std::uint32_t columns = static_cast<std::uint32_t>(grid.Resolution()[axes[0]]);
  const std::uint32_t rows = static_cast<std::uint32_t>(grid.Resolution()[axes[1]]);
  for (std::uint32_t j = 0; j + 1 < rows; ++j)
  {
    for (std::uint32_t i = 0; i + 1 < columns; ++i)
    {
      const std::uint32_t corner = j * columns + i;
      text.Integer(4, 1);
      for (const std::uint32_t vertex :
        { corner, corner + 1, corner + columns + 1, corner + columns })
      {
        text.Integer(vertex, 4);
      }
      text.EndRow();
    }
  }
}

} // namespace

void WritePlyLandscape(
  const std::string& path, const SampledLandscape& landscape, PlyEncoding encoding)
{
  PlyText text(encoding);
  WriteHeader(landscape, encoding, text);
  WriteVertices(landscape, text);
  WriteFaces(landscape.Points, text);
  WriteWholeFile(path, text.Get());
}

} // namespace losslandscape
