// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Derivatives_BatchRange_h
#define losslandscape_Engine_Derivatives_BatchRange_h

#include <cstddef>

namespace losslandscape
{

/// A part of some batches: those from First on, Count of them.
struct BatchRange
{
  std::size_t First = 0;
  std::size_t Count = 0;
};

} // namespace losslandscape

#endif
