// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/NumPy/Npz.h"
#include "Testing/Core/Files/FilesTesting.h"

using namespace losslandscape;

class NpzArchives : public testing::TestWithParam<const char*>
{
};

TEST_P(NpzArchives, TypesOrdersAndShapes)
{
  const NamedArrays arrays = ReadNpz(Fixture(GetParam()));
  ASSERT_EQ(arrays.size(), 12u);
  ExpectArray(arrays, "c", ElementType::Float64, { 2, 3 }, Range(6));
  ExpectArray(arrays, "fortran", ElementType::Float32, { 2, 3, 4 }, Range(24));
  ExpectArray(arrays, "big", ElementType::Int32, { 5 }, Range(5));
  ExpectArray(arrays, "half", ElementType::Float16, { 4 }, Range(4, 0.0, 0.5));
  ExpectArray(arrays, "small", ElementType::Int16, { 4 }, Range(4, -1.0));
  ExpectArray(arrays, "bytes", ElementType::UInt8, { 4 }, Range(4));
  ExpectArray(arrays, "u2", ElementType::Int32, { 2 }, { 0, 65535 });
  ExpectArray(arrays, "u4", ElementType::Int64, { 2 }, { 1, 4294967295.0 });
  ExpectArray(arrays, "u8", ElementType::Int64, { 2 }, { 1, 2 });
  ExpectArray(arrays, "flag", ElementType::Bool, { 2 }, { 1, 0 });
  ExpectArray(arrays, "scalar", ElementType::Float64, {}, { 3.5 });
  ExpectArray(arrays, "empty", ElementType::Float64, { 0, 4 }, {});
}

INSTANTIATE_TEST_SUITE_P(Archives, NpzArchives, testing::Values("stored.npz", "compressed.npz"),
  [](const auto& parameter) { return std::string(parameter.param, 6); });

TEST(Npz, UnsupportedArraysAreRefusedByName)
{
  ExpectError([]() { ReadNpz(Fixture("object.npz")); }, { "object.npz", "'bad'", "'|O'" });
  ExpectError([]() { ReadNpz(Fixture("text.npz")); }, { "text.npz", "'words'", "<U1" });
  ExpectError([]() { ReadNpz(Fixture("record.npz")); }, { "record.npz", "'record'", "records" });
  ExpectError([]() { ReadNpz(Fixture("too-large-u8.npz")); }, { "'u8'", "too large" });
}

TEST(Npz, OtherFilesAreRefused)
{
  ExpectError([]() { ReadNpz(Fixture("missing.npz")); }, { "missing.npz" });
  ExpectError([]() { ReadNpz(Fixture("rgb.png")); }, { "rgb.png", "zip" });
  ExpectError([]() { ReadNpz(Fixture("no-pickle.pt")); }, { "no arrays" });
}
