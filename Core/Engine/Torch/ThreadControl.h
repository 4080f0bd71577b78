// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Torch_ThreadControl_h
#define losslandscape_Engine_Torch_ThreadControl_h

namespace losslandscape
{

/// From here on, operations that the calling thread starts run on that thread alone. Two threads
/// inside one small operation are slower than two workers with one thread each.
void MakeThisThreadSequential();

/// From here on, the calling thread and those that it starts leave the processors to others that
/// want them (Linux; elsewhere nothing changes).
void YieldToOtherThreads();

/// While alive, OpenBLAS (one setting per process) uses one thread per call, so that workers do not
/// queue for its pool and results do not depend on its size. May be nested and shared by threads.
class SequentialBlas
{
public:
  SequentialBlas();
  ~SequentialBlas();
  SequentialBlas(const SequentialBlas&) = delete;
  SequentialBlas& operator=(const SequentialBlas&) = delete;
};

/// While alive, LibTorch uses `threads` threads inside an operation (training).
class TorchThreads
{
public:
  explicit TorchThreads(int threads);
  ~TorchThreads();
  TorchThreads(const TorchThreads&) = delete;
  TorchThreads& operator=(const TorchThreads&) = delete;

private:
  int Previous;
};

} // namespace losslandscape

#endif
