// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/WeightPacking.h"

#include "Core/Engine/Execution/OneDnn.h"

#include <c10/util/BFloat16.h>

#include <algorithm>
#include <cstring>
#include <numeric>

namespace losslandscape
{
namespace
{

/// How far from the first number those along an axis lie, counted in numbers. The place of any
/// number is the sum of its indices' over all axes.
std::vector<std::size_t> PlacesAlong(
  std::size_t axis, std::int64_t length, const Blocking& blocking)
{
  std::vector<std::size_t> places(static_cast<std::size_t>(length));
  for (std::int64_t i = 0; i < length; ++i)
  {
    std::int64_t block = i, place = 0, step = 1;
    for (std::size_t inner = blocking.Sizes.size(); inner-- > 0;)
    {
      const std::int64_t size = blocking.Sizes[inner];
      if (blocking.Axes[inner] == static_cast<std::int64_t>(axis))
      {
        place += block % size * step;
        block /= size;
      }
      step *= size;
    }
    places[static_cast<std::size_t>(i)] =
      static_cast<std::size_t>(place + block * blocking.Strides[axis]);
  }
  return places;
}

/// Puts numbers, read one after the other, where the axes from `axis` on say, from `first` on.
template <typename Number>
void Scatter(const std::vector<std::vector<std::size_t>>& axes, std::size_t axis,
  const float*& weights, Number* first)
{
  if (axis + 1 < axes.size())
  {
    for (const std::size_t place : axes[axis])
    {
      Scatter(axes, axis + 1, weights, first + place);
    }
    return;
  }
  for (const std::size_t place : axes[axis])
  {
    first[place] = Number(*weights++);
  }
}

} // namespace

WeightPacking::WeightPacking(
  const dnnl::memory::desc& plain, const dnnl::memory::desc& packed, Scratchpad& scratchpad)
  : Target(packed, scratchpad.GetEngine()),
    IsBFloat16(TypeOf(packed) == dnnl::memory::data_type::bf16)
{
  if (BlockingOf(packed))
  {
    this->FindPlaces(plain, packed);
    std::memset(this->Target.get_data_handle(), 0, packed.get_size());
    return;
  }
  this->Plain = dnnl::memory(plain, scratchpad.GetEngine(), DNNL_MEMORY_NONE);
  const dnnl::reorder::primitive_desc reorder(this->Plain, this->Target, Scratchpad::Attributes());
  this->Reorder = dnnl::reorder(reorder);
  this->Arguments = { { DNNL_ARG_FROM, this->Plain }, { DNNL_ARG_TO, this->Target } };
  scratchpad.Serve(reorder, this->Arguments);
}

void WeightPacking::FindPlaces(const dnnl::memory::desc& plain, const dnnl::memory::desc& packed)
{
  const Blocking from = *BlockingOf(plain), to = *BlockingOf(packed);
  const dnnl::memory::dims shape = ShapeOf(plain);
  std::vector<std::size_t> axes(shape.size());
  std::iota(axes.begin(), axes.end(), std::size_t(0));
  std::stable_sort(axes.begin(), axes.end(),
    [&](std::size_t a, std::size_t b) { return from.Strides[a] > from.Strides[b]; });
  for (const std::size_t axis : axes)
  {
    this->Places.push_back(PlacesAlong(axis, shape[axis], to));
  }
}

void WeightPacking::Pack(float* weights, dnnl::stream& stream)
{
  if (this->Plain)
  {
    this->Plain.set_data_handle(weights);
    this->Reorder.execute(stream, this->Arguments);
  }
  else if (this->IsBFloat16)
  {
    const float* next = weights;
    Scatter(this->Places, 0, next, static_cast<c10::BFloat16*>(this->Target.get_data_handle()));
  }
  else
  {
    const float* next = weights;
    Scatter(this->Places, 0, next, static_cast<float*>(this->Target.get_data_handle()));
  }
}

} // namespace losslandscape
