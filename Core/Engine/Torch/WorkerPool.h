// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Torch_WorkerPool_h
#define losslandscape_Engine_Torch_WorkerPool_h

#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace losslandscape
{

/// Keeps what workers compute with (a network of their own, say) while nobody uses it, so that it
/// is made once and not each time that workers start. For any number of threads. All of it is freed
/// with the pool, which must outlive what was taken from it.
template <typename T>
class WorkerPool
{
public:
  WorkerPool() = default;

  /// The pool of a copied owner begins empty, since what a pool keeps refers to the pool's own
  /// owner.
  WorkerPool(const WorkerPool&) {}
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// An object that nobody uses, or else the one that `make` returns in a std::unique_ptr. It comes
  /// back to the pool with the last pointer to it.
  template <typename Make>
  std::shared_ptr<T> Take(Make&& make)
  {
    std::unique_ptr<T> taken = this->TakeIdle();
    if (!taken)
    {
      taken = make();
      this->MakeRoom();
    }
    return { taken.release(), [this](T* returned) { this->GiveBack(returned); } };
  }

  /// How many objects were made so far.
  std::size_t Made() const
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    return this->Count;
  }

private:
  std::unique_ptr<T> TakeIdle()
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    if (this->Idle.empty())
    {
      return nullptr;
    }
    std::unique_ptr<T> taken = std::move(this->Idle.back());
    this->Idle.pop_back();
    return taken;
  }

  /// Room for an object is made before it is handed out, because giving it back must not fail.
  void MakeRoom()
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    this->Idle.reserve(++this->Count);
  }

  void GiveBack(T* returned)
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    this->Idle.emplace_back(returned);
  }

  mutable std::mutex Mutex;
  std::vector<std::unique_ptr<T>> Idle;
  std::size_t Count = 0;
};

} // namespace losslandscape

#endif
