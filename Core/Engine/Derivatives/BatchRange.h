// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Derivatives_BatchRange_h
#define losslandscape_Engine_Derivatives_BatchRange_h

#include <cstddef>

namespace losslandscape
{

/// Count consecutive batches, from the one numbered First on.
struct BatchRange
{
  std::size_t First = 0;
  std::size_t Count = 0;
};

} // namespace losslandscape

#endif
