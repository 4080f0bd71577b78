// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_FilesTesting_h
#define losslandscape_Files_FilesTesting_h

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace losslandscape
{

/// Path of a file that Testing/Data/make_files.py wrote.
inline std::string Fixture(const std::string& name)
{
  return std::string(LOSSLANDSCAPE_TEST_DATA "/files/") + name;
}

inline std::string OutputFile(const std::string& name)
{
  return std::string(LOSSLANDSCAPE_TEST_OUTPUT "/") + name;
}

/// The array of that name; fails the test if there is none.
inline DenseArray Get(const NamedArrays& arrays, const std::string& name)
{
  for (const auto& [candidate, array] : arrays)
  {
    if (candidate == name)
    {
      return array;
    }
  }
  ADD_FAILURE() << "no array '" << name << "'";
  return {};
}

/// first, first + step, ...
inline std::vector<double> Range(int count, double first = 0.0, double step = 1.0)
{
  std::vector<double> values;
  for (int i = 0; i < count; ++i)
  {
    values.push_back(first + i * step);
  }
  return values;
}

inline std::vector<std::string> Names(const NamedArrays& arrays)
{
  std::vector<std::string> names;
  for (const auto& entry : arrays)
  {
    names.push_back(entry.first);
  }
  return names;
}

inline void ExpectArray(const NamedArrays& arrays, const std::string& name, ElementType type,
  const std::vector<std::int64_t>& shape, const std::vector<double>& values)
{
  const DenseArray array = Get(arrays, name);
  EXPECT_STREQ(ElementName(array.Type), ElementName(type)) << name;
  EXPECT_EQ(array.Shape, shape) << name;
  EXPECT_EQ(array.ToDouble(), values) << name;
}

/// What standard() of make_files.py holds.
inline void ExpectStandardState(const NamedArrays& arrays)
{
  EXPECT_EQ(Names(arrays), (std::vector<std::string>{ "weight", "bias", "count" }));
  ExpectArray(arrays, "weight", ElementType::Float32, { 2, 3, 4 }, Range(24, -3.0, 0.5));
  ExpectArray(arrays, "bias", ElementType::Float32, { 4 }, Range(4, 0.25));
  ExpectArray(arrays, "count", ElementType::Int64, {}, { 7.0 });
}

/// Message of the Error that `call` throws; fails the test if it throws none.
inline std::string ErrorOf(const std::function<void()>& call)
{
  try
  {
    call();
  }
  catch (const Error& error)
  {
    return error.what();
  }
  ADD_FAILURE() << "no error";
  return "";
}

/// Expects that `call` throws an Error whose message holds every one of `parts`.
inline void ExpectError(const std::function<void()>& call, const std::vector<std::string>& parts)
{
  const std::string message = ErrorOf(call);
  for (const std::string& part : parts)
  {
    EXPECT_NE(message.find(part), std::string::npos) << "'" << part << "' not in: " << message;
  }
}

} // namespace losslandscape

#endif
