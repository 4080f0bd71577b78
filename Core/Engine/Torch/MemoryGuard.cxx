// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Torch/MemoryGuard.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Torch/TorchVersion.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <string>

namespace losslandscape
{
namespace
{

constexpr std::uint64_t Unknown = std::numeric_limits<std::uint64_t>::max();

/// Of what Linux calls MemAvailable, in bytes.
std::uint64_t MachineMemory()
{
  std::ifstream file("/proc/meminfo");
  std::string name, unit;
  std::uint64_t kilobytes = 0;
  while (file >> name >> kilobytes)
  {
    if (name == "MemAvailable:")
    {
      return kilobytes * 1024;
    }
    std::getline(file, unit);
  }
  return Unknown;
}

/// The number in a file of one; Unknown if there is none, or the word "max".
std::uint64_t NumberIn(const std::string& path)
{
  std::ifstream file(path);
  std::uint64_t number = 0;
  return file >> number ? number : Unknown;
}

/// What the limit of a container leaves. Its current use counts cached files, which Linux gives up.
std::uint64_t ContainerMemory()
{
  const std::uint64_t limit = NumberIn("/sys/fs/cgroup/memory.max");
  const std::uint64_t used = NumberIn("/sys/fs/cgroup/memory.current");
  if (limit == Unknown || used == Unknown)
  {
    return Unknown;
  }
  std::ifstream statistics("/sys/fs/cgroup/memory.stat");
  std::string name;
  std::uint64_t number = 0, cached = 0;
  while (statistics >> name >> number)
  {
    cached += name == "inactive_file" || name == "active_file" ? number : 0;
  }
  const std::uint64_t held = used - std::min(used, cached);
  return limit - std::min(limit, held);
}

std::string Gigabytes(std::uint64_t bytes)
{
  const std::string tenths = std::to_string(bytes / 100000000);
  return (tenths.size() > 1 ? tenths.substr(0, tenths.size() - 1) : "0") + "." + tenths.back() +
    " GB";
}

void RequireMemory(std::uint64_t bytes)
{
  // Below this size looking for what is left would take longer than using it.
  constexpr std::uint64_t noticeable = std::uint64_t(1) << 24;
  static thread_local std::uint64_t unnoticed = 0;
  unnoticed += bytes;
  if (unnoticed < noticeable)
  {
    return;
  }
  unnoticed = 0;
  const std::uint64_t available = AvailableMemory();
  if (bytes > available)
  {
    throw Error("there is not enough memory for a tensor")
      .Expected("at most " + Gigabytes(available) + ", which are available")
      .Found(Gigabytes(bytes))
      .Advice("choose a smaller BatchSize or fewer Threads, or close other programs");
  }
}

/// LibTorch's own memory, after a look at how much is left.
class GuardedAllocator : public OuterAllocator
{
public:
  using OuterAllocator::OuterAllocator;

protected:
  void BeforeAllocation(std::size_t bytes) const override { RequireMemory(bytes); }
};

} // namespace

std::uint64_t AvailableMemory()
{
  return std::min(MachineMemory(), ContainerMemory());
}

void GuardMemory()
{
  static const bool isGuarded = []
  {
    // Tensors outlive any other object: the allocator is never destroyed.
    static auto* allocator = new GuardedAllocator(*c10::GetCPUAllocator());
    c10::SetCPUAllocator(allocator);
    return true;
  }();
  static_cast<void>(isGuarded);
}

} // namespace losslandscape
