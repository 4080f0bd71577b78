// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/StoreFile.h"

#include <utility>

namespace losslandscape
{

StoreFile::StoreFile(std::string path, std::string description, std::size_t numbers)
  : Path(std::move(path)), Description(std::move(description)), Numbers(numbers)
{
}

PointStore& StoreFile::Open()
{
  if (!this->Store)
  {
    this->Store = std::make_unique<PointStore>(this->Path, this->Description, this->Numbers);
  }
  return *this->Store;
}

bool StoreFile::IsReadOnly() const
{
  return this->Store && this->Store->IsReadOnly();
}

std::int64_t StoreFile::DamagedRows() const
{
  return this->Store ? this->Store->DamagedRows() : 0;
}

void StoreTrouble::Add(const StoreTrouble& other)
{
  this->IsReadOnly = this->IsReadOnly || other.IsReadOnly;
  this->DamagedRows += other.DamagedRows;
  this->NotLookedUp += other.NotLookedUp;
  this->NotKept += other.NotKept;
  this->Reason = other.Reason.empty() ? this->Reason : other.Reason;
}

std::vector<std::string> StoreTrouble::Warnings() const
{
  std::vector<std::string> warnings;
  if (this->NotLookedUp > 0)
  {
    warnings.push_back("another program held the cache file: " + std::to_string(this->NotLookedUp) +
      " values were not looked for in it");
  }
  if (this->NotKept > 0)
  {
    warnings.push_back(
      std::to_string(this->NotKept) + " values are not in the cache file: " + this->Reason);
  }
  if (this->IsReadOnly)
  {
    warnings.push_back("the cache file may not be written: new values are not kept");
  }
  if (this->DamagedRows > 0)
  {
    warnings.push_back(std::to_string(this->DamagedRows) +
      " values in the cache file are damaged and were not used");
  }
  return warnings;
}

} // namespace losslandscape
