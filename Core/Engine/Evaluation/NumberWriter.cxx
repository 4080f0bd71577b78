// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/NumberWriter.h"

#include "Core/Store/StoreBusy.h"

#include <iterator>

namespace losslandscape
{
namespace
{

constexpr auto WritingInterval = std::chrono::milliseconds(500);

} // namespace

std::vector<std::string> WarningsOf(const PointStore& store)
{
  std::vector<std::string> warnings;
  if (store.IsReadOnly())
  {
    warnings.push_back("the cache file may not be written: new values are not kept");
  }
  if (store.DamagedRows() > 0)
  {
    warnings.push_back(std::to_string(store.DamagedRows()) +
      " values in the cache file are damaged and were not used");
  }
  return warnings;
}

NumberWriter::NumberWriter(PointStore& store)
  : Store(store), LastTime(std::chrono::steady_clock::now())
{
}

void NumberWriter::Add(const std::array<double, 3>& coordinates, const std::vector<double>& numbers)
{
  const std::lock_guard<std::mutex> lock(this->Mutex);
  this->Added.push_back({ coordinates, numbers });
}

void NumberWriter::WriteIfDue()
{
  const auto now = std::chrono::steady_clock::now();
  if (now - this->LastTime >= WritingInterval)
  {
    this->TryToWrite();
    this->LastTime = std::chrono::steady_clock::now();
  }
}

void NumberWriter::WriteRest(std::chrono::milliseconds patience, const Progress& progress)
{
  const auto end = std::chrono::steady_clock::now() + patience;
  // The store itself waits a little.
  while (!this->TryToWrite() && std::chrono::steady_clock::now() < end)
  {
    if (progress && !progress(1.0))
    {
      return;
    }
  }
}

bool NumberWriter::TryToWrite()
{
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    std::move(this->Added.begin(), this->Added.end(), std::back_inserter(this->Pending));
    this->Added.clear();
  }
  if (this->Pending.empty())
  {
    return true;
  }
  try
  {
    this->Store.Insert(this->Pending);
    this->Pending.clear();
    return true;
  }
  catch (const StoreBusy& error)
  {
    this->Reason = error.what();
    return false;
  }
  catch (const Error& error)
  {
    this->Reason = error.what();
    return true;
  }
}

std::string NumberWriter::Unwritten() const
{
  return this->Pending.empty()
    ? ""
    : std::to_string(this->Pending.size()) + " values are not in the cache file: " + this->Reason;
}

} // namespace losslandscape
