// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/NumberText.h"

#include <gtest/gtest.h>

#include <cmath>

using namespace losslandscape;

namespace
{

TEST(NumberText, IsTheShortestThatGivesTheNumberBack)
{
  EXPECT_EQ(NumberText(0.1), "0.1");
  EXPECT_EQ(NumberText(-3.0), "-3");
  EXPECT_EQ(NumberText(-HUGE_VAL), "-inf");
}

TEST(NumberText, OfWhatIsNoNumberHasNoSign)
{
  EXPECT_EQ(NumberText(std::nan("")), "nan");
  EXPECT_EQ(NumberText(-std::nan("")), "nan");
}

} // namespace
