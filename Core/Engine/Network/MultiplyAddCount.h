// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Network_MultiplyAddCount_h
#define losslandscape_Engine_Network_MultiplyAddCount_h

#include <cstdint>

namespace losslandscape
{

/// While alive, counts the multiplications with addition that LibTorch's operators do for the
/// calling thread in convolutions and products of matrices, in whatever network. One at a time in
/// each thread.
class MultiplyAddCount
{
public:
  MultiplyAddCount();
  ~MultiplyAddCount();
  MultiplyAddCount(const MultiplyAddCount&) = delete;
  MultiplyAddCount& operator=(const MultiplyAddCount&) = delete;

  std::int64_t Value() const;

private:
  std::uint64_t Callback;
};

} // namespace losslandscape

#endif
