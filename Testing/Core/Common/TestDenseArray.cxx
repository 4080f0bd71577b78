// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"

#include <cmath>
#include <cstring>
#include <gtest/gtest.h>

using namespace losslandscape;

namespace
{
double FromBits(ElementType type, std::uint16_t bits)
{
  DenseArray array;
  array.Type = type;
  array.Shape = { 1 };
  array.Bytes.resize(2);
  std::memcpy(array.Bytes.data(), &bits, 2);
  return array.ToDouble().at(0);
}
} // namespace

// Bit patterns of IEEE 754 binary16 and of bfloat16 (a float's upper half).
TEST(DenseArray, WidensHalfPrecisionExactly)
{
  EXPECT_EQ(FromBits(ElementType::Float16, 0x3c00), 1.0);
  EXPECT_EQ(FromBits(ElementType::Float16, 0xc000), -2.0);
  EXPECT_EQ(FromBits(ElementType::Float16, 0x7bff), 65504.0);
  EXPECT_EQ(FromBits(ElementType::Float16, 0x0001), std::ldexp(1.0, -24));
  EXPECT_EQ(FromBits(ElementType::Float16, 0x03ff), std::ldexp(1023.0, -24));
  EXPECT_EQ(FromBits(ElementType::Float16, 0x0400), std::ldexp(1.0, -14));
  EXPECT_TRUE(std::isinf(FromBits(ElementType::Float16, 0x7c00)));
  EXPECT_TRUE(std::isnan(FromBits(ElementType::Float16, 0x7e00)));
  EXPECT_TRUE(std::signbit(FromBits(ElementType::Float16, 0x8000)));
  EXPECT_EQ(FromBits(ElementType::BFloat16, 0x3f80), 1.0);
  EXPECT_EQ(FromBits(ElementType::BFloat16, 0xc2f7), -123.5);
}

TEST(DenseArray, KeepsIntegersAndRefusesToInventThem)
{
  const std::vector<std::int64_t> values = { -3, 0, 9007199254740993 };
  EXPECT_EQ(DenseArray::FromInt64({ 3 }, values).ToInt64(), values);
  EXPECT_THROW(DenseArray::FromFloat({ 1 }, { 1.5f }).ToInt64(), Error);
}

TEST(DenseArray, ChecksTheShape)
{
  EXPECT_THROW(DenseArray::FromFloat({ 2, 2 }, { 1, 2, 3 }), Error);
  EXPECT_EQ(DenseArray::FromDouble({}, { 2.5 }).ToDouble().at(0), 2.5);
  EXPECT_EQ(ShapeText({ 64, 3 }), "(64, 3)");
}
