// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/CsvTrajectory.h"

#include "Core/Common/Error.h"
#include "Core/Common/NumberText.h"
#include "Core/Files/Archives/FileBytes.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <fstream>
#include <limits>
#include <string_view>

namespace losslandscape
{
namespace
{

using Fields = std::vector<std::string_view>;

constexpr std::array<std::array<const char*, 2>, 4> CoordinatePairs = { { { "x", "y" },
  { "alpha", "beta" }, { "proj_xcoord", "proj_ycoord" }, { "pc1", "pc2" } } };
constexpr std::uint64_t LargestFile = std::uint64_t(1) << 30;
constexpr std::size_t MostColumns = 1024;

std::string_view Trim(std::string_view text)
{
  const char* blank = " \t\r";
  const std::size_t first = text.find_first_not_of(blank);
  return first == std::string_view::npos
    ? std::string_view()
    : text.substr(first, text.find_last_not_of(blank) - first + 1);
}

/// The separator of a line: the first of these that occurs in it; spaces separate if none does.
char SeparatorOf(std::string_view line)
{
  for (const char candidate : { ',', ';', '\t' })
  {
    if (line.find(candidate) != std::string_view::npos)
    {
      return candidate;
    }
  }
  return ' ';
}

std::string_view Unquoted(std::string_view field)
{
  field = Trim(field);
  const bool quoted = field.size() >= 2 && field.front() == '"' && field.back() == '"';
  return quoted ? Trim(field.substr(1, field.size() - 2)) : field;
}

Fields Split(std::string_view line, char separator)
{
  Fields fields;
  line = Trim(line);
  while (true)
  {
    const std::size_t end = line.find(separator);
    fields.push_back(Unquoted(line.substr(0, end)));
    if (end == std::string_view::npos || fields.size() > MostColumns)
    {
      return fields;
    }
    line.remove_prefix(end + 1);
    if (separator == ' ')
    {
      line = Trim(line);
    }
  }
}

bool HasNumber(const Fields& fields)
{
  return std::any_of(fields.begin(), fields.end(),
    [](std::string_view field) { return ParseNumber(field).has_value(); });
}

std::string LowerCase(std::string_view text)
{
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(),
    [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
  return lower;
}

/// Walks through the lines that are not empty.
class Lines
{
public:
  explicit Lines(std::string_view text) : Rest(text)
  {
    constexpr std::string_view byteOrderMark = "\xef\xbb\xbf";
    if (this->Rest.substr(0, byteOrderMark.size()) == byteOrderMark)
    {
      this->Rest.remove_prefix(byteOrderMark.size());
    }
  }

  bool Next(std::string_view& line)
  {
    while (!this->Rest.empty())
    {
      const std::size_t length = std::min(this->Rest.find('\n'), this->Rest.size());
      line = Trim(this->Rest.substr(0, length));
      this->Rest.remove_prefix(std::min(length + 1, this->Rest.size()));
      ++this->Count;
      if (!line.empty())
      {
        return true;
      }
    }
    return false;
  }

  std::size_t Number() const { return this->Count; }

private:
  std::string_view Rest;
  std::size_t Count = 0;
};

/// The columns of a table of numbers.
struct Columns
{
  std::vector<std::string> Names;
  char Separator = ',';
  bool HasHeader = false;
  bool NamesCoordinates = false;
  std::size_t X = 0;
  std::size_t Y = 1;
};

void FindNamedCoordinates(Columns& columns)
{
  std::vector<std::string> lower;
  for (const std::string& name : columns.Names)
  {
    lower.push_back(LowerCase(name));
  }
  for (const auto& pair : CoordinatePairs)
  {
    const auto x = std::find(lower.begin(), lower.end(), pair[0]);
    const auto y = std::find(lower.begin(), lower.end(), pair[1]);
    if (x != lower.end() && y != lower.end())
    {
      columns.X = static_cast<std::size_t>(x - lower.begin());
      columns.Y = static_cast<std::size_t>(y - lower.begin());
      columns.NamesCoordinates = true;
      return;
    }
  }
}

Columns ColumnsOf(std::string_view firstLine, std::string_view lastComment)
{
  Columns columns;
  columns.Separator = SeparatorOf(firstLine);
  const Fields first = Split(firstLine, columns.Separator);
  const std::size_t marks = std::min(lastComment.find_first_not_of("# "), lastComment.size());
  const std::string_view comment = lastComment.substr(marks);
  const Fields named = Split(comment, SeparatorOf(comment));
  const bool commentNames = named.size() == first.size() && !HasNumber(named) && !comment.empty();
  const Fields* header = !HasNumber(first) ? &first : commentNames ? &named : nullptr;
  columns.HasHeader = header == &first;
  if (header)
  {
    columns.Names.assign(header->begin(), header->end());
    FindNamedCoordinates(columns);
    return columns;
  }
  columns.Names = { "x", "y", "loss" };
  columns.Names.resize(std::clamp<std::size_t>(first.size(), 2, 3));
  return columns;
}

void CheckColumns(const Columns& columns, std::size_t found)
{
  const bool known = columns.NamesCoordinates || (found >= 2 && found <= 3);
  if (!known || found > MostColumns)
  {
    throw Error("cannot tell the coordinates")
      .Expected("two or three columns, or a header with x and y")
      .Found(std::to_string(found) + (found == 1 ? " column" : " columns"))
      .Advice("name the columns of the coordinates x and y");
  }
}

Error BadField(std::size_t line, const std::string& column, std::string_view found)
{
  constexpr std::size_t most = 40;
  return Error("cannot read number")
    .Where("line " + std::to_string(line) + ", column " + column)
    .Found(found.empty() ? "nothing" : "'" + std::string(found.substr(0, most)) + "'");
}

double CoordinateOf(const Fields& fields, std::size_t column, std::size_t line, const Columns& all)
{
  const auto value = ParseNumber(fields[column]);
  if (!value || !std::isfinite(*value))
  {
    throw BadField(line, all.Names[column], fields[column]).Expected("a finite number");
  }
  return *value;
}

double ValueOf(const Fields& fields, std::size_t column, std::size_t line, const Columns& all)
{
  if (fields[column].empty())
  {
    return std::numeric_limits<double>::quiet_NaN();
  }
  const auto value = ParseNumber(fields[column]);
  if (!value)
  {
    throw BadField(line, all.Names[column], fields[column]).Expected("a number");
  }
  return *value;
}

/// Adds the point in one line to the trajectory.
void AddPoint(
  std::string_view line, std::size_t number, const Columns& columns, SampledTrajectory& trajectory)
{
  const Fields fields = Split(line, columns.Separator);
  if (fields.size() != columns.Names.size())
  {
    throw Error("lines differ in their number of columns")
      .Where("line " + std::to_string(number))
      .Expected(std::to_string(columns.Names.size()) + " columns")
      .Found(std::to_string(fields.size()));
  }
  trajectory.Points.push_back({ CoordinateOf(fields, columns.X, number, columns),
    CoordinateOf(fields, columns.Y, number, columns) });
  std::size_t next = 0;
  for (std::size_t column = 0; column < fields.size(); ++column)
  {
    if (column != columns.X && column != columns.Y)
    {
      trajectory.Arrays[next++].second.push_back(ValueOf(fields, column, number, columns));
    }
  }
}

void NameArrays(const Columns& columns, SampledTrajectory& trajectory)
{
  for (std::size_t column = 0; column < columns.Names.size(); ++column)
  {
    if (column != columns.X && column != columns.Y)
    {
      const std::string& name = columns.Names[column];
      trajectory.Arrays.emplace_back(
        name.empty() ? "column_" + std::to_string(column + 1) : name, std::vector<double>());
    }
  }
}

/// Returns the first line of the table, and the columns that it or a header before it tells of in
/// `columns`; an empty line if there is no table.
std::string_view Begin(Lines& lines, Columns& columns)
{
  std::string_view line;
  std::string_view comment;
  while (lines.Next(line))
  {
    if (line.front() != '#')
    {
      columns = ColumnsOf(line, comment);
      return line;
    }
    comment = line;
  }
  return std::string_view();
}

SampledTrajectory ParseTrajectory(std::string_view text)
{
  Lines lines(text);
  Columns columns;
  std::string_view line = Begin(lines, columns);
  if (!line.empty())
  {
    CheckColumns(columns, Split(line, columns.Separator).size());
  }
  SampledTrajectory trajectory;
  NameArrays(columns, trajectory);
  bool more = !line.empty() && (!columns.HasHeader || lines.Next(line));
  for (; more; more = lines.Next(line))
  {
    if (line.front() != '#')
    {
      AddPoint(line, lines.Number(), columns, trajectory);
    }
  }
  if (trajectory.Points.empty())
  {
    throw Error("no trajectory").Expected("lines with two coordinates").Found("no numbers");
  }
  CompleteEpochs(trajectory);
  return trajectory;
}

bool IsUsualColumn(const std::string& name)
{
  const std::string lower = LowerCase(name);
  return lower == "loss" || lower == "plane_loss" || lower == "epoch";
}

/// Whether these are the columns of a trajectory, as IsCsvTrajectory describes them.
bool LooksLikeTrajectory(const Columns& columns)
{
  if (!columns.NamesCoordinates)
  {
    return !columns.HasHeader;
  }
  for (std::size_t column = 0; column < columns.Names.size(); ++column)
  {
    if (column != columns.X && column != columns.Y && !IsUsualColumn(columns.Names[column]))
    {
      return false;
    }
  }
  return true;
}

} // namespace

bool IsCsvTrajectory(const std::string& path)
{
  constexpr std::size_t glance = 4096;
  std::string start(glance, '\0');
  std::ifstream stream(path, std::ios::binary);
  stream.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(stream.gcount()));
  try
  {
    // The last line may be cut and is left out, unless the whole file was read.
    const std::size_t end = start.size() < glance ? std::string::npos : start.rfind('\n');
    const std::string_view text = std::string_view(start).substr(0, end);
    Lines lines(text);
    Columns columns;
    Begin(lines, columns);
    return LooksLikeTrajectory(columns) && !ParseTrajectory(text).Points.empty();
  }
  catch (const std::exception&)
  {
    return false;
  }
}

SampledTrajectory ReadCsvTrajectory(const std::string& path)
{
  const std::vector<std::uint8_t> bytes = ReadFileBytes(path, LargestFile);
  try
  {
    return ParseTrajectory({ reinterpret_cast<const char*>(bytes.data()), bytes.size() });
  }
  catch (const Error& error)
  {
    throw Error(path + ": " + error.what());
  }
}

} // namespace losslandscape
