// SPDX-License-Identifier: BSD-3-Clause
#ifndef TestOutput_h
#define TestOutput_h

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace losslandscape
{

/// Path of a file in a folder that the running test has for itself: tests run side by side.
inline std::string TestOutput(const std::string& name)
{
  const auto* test = testing::UnitTest::GetInstance()->current_test_info();
  const std::filesystem::path folder =
    std::filesystem::path(LOSSLANDSCAPE_TEST_OUTPUT) / test->test_suite_name() / test->name();
  std::filesystem::create_directories(folder);
  return (folder / name).string();
}

} // namespace losslandscape

#endif
