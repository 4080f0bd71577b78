// SPDX-License-Identifier: BSD-3-Clause
// Truth: where oneDNN's documentation says that numbers lie ("Understanding Memory Formats").
#include "Core/Engine/Execution/WeightPacking.h"

#include <gtest/gtest.h>

#include <cmath>

namespace losslandscape
{
namespace
{

using Tag = dnnl::memory::format_tag;
using Type = dnnl::memory::data_type;

class WeightPackingOf : public testing::TestWithParam<std::int64_t>
{
protected:
  std::vector<float> Packed(const dnnl::memory::dims& shape, Tag plain, Tag packed)
  {
    WeightPacking packing({ shape, Type::f32, plain }, { shape, Type::f32, packed }, this->Scratch);
    this->Weights.resize(1);
    for (const std::int64_t length : shape)
    {
      this->Weights.resize(this->Weights.size() * static_cast<std::size_t>(length));
    }
    for (std::size_t i = 0; i < this->Weights.size(); ++i)
    {
      this->Weights[i] = static_cast<float>(i + 1);
    }
    packing.Pack(this->Weights.data(), this->Stream);
    this->Stream.wait();
    const auto* numbers = static_cast<const float*>(packing.Packed().get_data_handle());
    return { numbers, numbers + packing.Packed().get_desc().get_size() / sizeof(float) };
  }

  dnnl::engine Engine{ dnnl::engine::kind::cpu, 0 };
  dnnl::stream Stream{ Engine };
  Scratchpad Scratch{ Engine };
  std::vector<float> Weights;
};

} // namespace

TEST_P(WeightPackingOf, FiltersInBlocks)
{
  const std::int64_t outputs = GetParam(), inputs = 18, side = 3, block = 16;
  const std::int64_t outer = (outputs + block - 1) / block, inner = (inputs + block - 1) / block;
  const auto packed = this->Packed({ outputs, inputs, side, side }, Tag::oihw, Tag::OIhw16i16o);
  ASSERT_EQ(packed.size(), static_cast<std::size_t>(outer * inner * side * side * block * block));
  std::vector<float> truth(packed.size(), 0.0F);
  for (std::int64_t o = 0; o < outputs; ++o)
  {
    for (std::int64_t i = 0; i < inputs; ++i)
    {
      for (std::int64_t pixel = 0; pixel < side * side; ++pixel)
      {
        const std::int64_t place =
          ((o / block * inner + i / block) * side * side + pixel) * block * block +
          i % block * block + o % block;
        truth[static_cast<std::size_t>(place)] =
          this->Weights[static_cast<std::size_t>((o * inputs + i) * side * side + pixel)];
      }
    }
  }
  EXPECT_EQ(packed, truth);
}

/// Weights whose outputs are along dimension 1, as those of x @ W.
TEST_P(WeightPackingOf, TransposedMatrices)
{
  const std::int64_t outputs = GetParam(), inputs = 5;
  const auto packed = this->Packed({ outputs, inputs }, Tag::io, Tag::oi);
  for (std::int64_t o = 0; o < outputs; ++o)
  {
    for (std::int64_t i = 0; i < inputs; ++i)
    {
      EXPECT_EQ(packed[static_cast<std::size_t>(o * inputs + i)],
        this->Weights[static_cast<std::size_t>(i * outputs + o)]);
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Outputs, WeightPackingOf, testing::Values(1, 5, 16, 20, 33, 64));

} // namespace losslandscape
