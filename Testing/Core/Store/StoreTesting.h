// SPDX-License-Identifier: BSD-3-Clause
#ifndef StoreTesting_h
#define StoreTesting_h

#include "Core/Common/Error.h"
#include "Testing/Core/Store/KeyedStore.h"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

namespace losslandscape
{

/// Path of a file that is not there, nor its journal.
inline std::string FreshFile(const std::string& name)
{
  const std::string folder = std::string(LOSSLANDSCAPE_TEST_OUTPUT) + "/store";
  std::filesystem::create_directories(folder);
  const std::string path = folder + "/" + name;
  for (const char* suffix : { "", "-journal", "-wal", "-shm" })
  {
    std::filesystem::remove(path + suffix);
  }
  return path;
}

inline std::string ReadAll(const std::string& path)
{
  std::ifstream file(path, std::ios::binary);
  return { std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>() };
}

inline void WriteAll(const std::string& path, const std::string& bytes)
{
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

/// Another program's connection.
class OtherProgram
{
public:
  explicit OtherProgram(const std::string& path)
  {
    EXPECT_EQ(sqlite3_open(path.c_str(), &this->Connection), SQLITE_OK);
  }
  ~OtherProgram() { sqlite3_close(this->Connection); }
  void Execute(const std::string& sql)
  {
    EXPECT_EQ(sqlite3_exec(this->Connection, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(this->Connection);
  }

private:
  sqlite3* Connection = nullptr;
};

inline std::uint64_t Bits(double number)
{
  std::uint64_t bits;
  std::memcpy(&bits, &number, sizeof(bits));
  return bits;
}

/// Point number i of a test, whose numbers follow from its place.
inline StoredPoint TestPoint(int i)
{
  const double x = -1.0 + i / 7.0;
  return { { x, 0.5 * x, 0.0 }, { 10.0 * x, 1.0 / (i + 1), -x } };
}

inline std::vector<StoredPoint> TestPoints(int count, int first = 0)
{
  std::vector<StoredPoint> points;
  for (int i = first; i < first + count; ++i)
  {
    points.push_back(TestPoint(i));
  }
  return points;
}

inline std::vector<std::array<double, 3>> PlacesOf(const std::vector<StoredPoint>& points)
{
  std::vector<std::array<double, 3>> places;
  for (const auto& point : points)
  {
    places.push_back(point.Coordinates);
  }
  return places;
}

/// How many of the points are stored; a failure if one has other numbers.
inline int CountRight(KeyedStore& store, const std::vector<StoredPoint>& points)
{
  const auto found = store.Find(PlacesOf(points));
  int right = 0;
  for (std::size_t i = 0; i < points.size(); ++i)
  {
    if (!found[i].empty())
    {
      EXPECT_EQ(found[i], points[i].Numbers) << i;
      ++right;
    }
  }
  return right;
}

/// Text of the Error that opening the file throws; empty if it can be opened.
inline std::string OpenError(const std::string& path)
{
  try
  {
    KeyedStore store(path, "test", 3);
  }
  catch (const Error& error)
  {
    return error.what();
  }
  return "";
}

inline void ExpectContains(const std::string& text, const std::string& part)
{
  EXPECT_NE(text.find(part), std::string::npos) << "'" << part << "' is not in: " << text;
}

} // namespace losslandscape

#endif
