// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Torch_ThreadControl_h
#define losslandscape_Engine_Torch_ThreadControl_h

namespace losslandscape
{

/// From here on, operations that the calling thread starts run on that thread alone: two threads
/// inside one small operation are slower than two workers of one thread each.
void MakeThisThreadSequential();

/// From here on, the calling thread and those that it starts have a lower priority than others.
/// Linux only; elsewhere nothing changes.
void YieldToOtherThreads();

/// While alive, OpenBLAS uses one thread per call, so that workers do not queue for its pool of
/// threads and results do not depend on the pool's size. The setting is one for the whole process:
/// objects may be nested and made by several threads, and the last one to go restores it.
class SequentialBlas
{
public:
  SequentialBlas();
  ~SequentialBlas();
  SequentialBlas(const SequentialBlas&) = delete;
  SequentialBlas& operator=(const SequentialBlas&) = delete;
};

/// While alive, LibTorch uses `threads` threads inside an operation. For training, which has no
/// workers.
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
