// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_StoreFile_h
#define losslandscape_Engine_Evaluation_StoreFile_h

#include "Core/Store/PointStore.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

/// A file of evaluated points that is opened, or made, as soon as it is needed and no other process
/// holds it. For one thread at a time.
class StoreFile
{
public:
  /// As PointStore.
  StoreFile(std::string path, std::string description, std::size_t numbers);

  /// Throws what PointStore throws, and may be called again after that.
  PointStore& Open();

  /// As far as is known yet.
  bool IsReadOnly() const;
  std::int64_t DamagedRows() const;

private:
  std::string Path;
  std::string Description;
  std::size_t Numbers;
  std::unique_ptr<PointStore> Store;
};

/// What did not go as it should with a file of evaluated points.
struct StoreTrouble
{
  bool IsReadOnly = false;
  std::int64_t DamagedRows = 0;
  /// Points that were not looked for in the file, since another program held it.
  std::int64_t NotLookedUp = 0;
  /// Values that are not in the file, and why.
  std::int64_t NotKept = 0;
  std::string Reason;

  void Add(const StoreTrouble& other);

  /// Sentences for the user.
  std::vector<std::string> Warnings() const;
};

} // namespace losslandscape

#endif
