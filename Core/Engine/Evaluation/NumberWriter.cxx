// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/NumberWriter.h"

#include <iterator>

namespace losslandscape
{
namespace
{

constexpr auto WritingInterval = std::chrono::milliseconds(500);

} // namespace

NumberWriter::NumberWriter(StoreFile& file) : File(file), LastTime(std::chrono::steady_clock::now())
{
}

void NumberWriter::Add(const std::array<double, 3>& coordinates, const std::vector<double>& numbers)
{
  const std::lock_guard<std::mutex> lock(this->Mutex);
  this->Added.push_back({ coordinates, numbers });
}

void NumberWriter::WriteIfDue()
{
  if (std::chrono::steady_clock::now() - this->LastTime < WritingInterval)
  {
    return;
  }
  try
  {
    this->Write();
  }
  catch (const StoreBusy&)
  {
    // It is tried again.
  }
  this->LastTime = std::chrono::steady_clock::now();
}

void NumberWriter::WriteRest(StorePatience& patience, const Progress& progress)
{
  try
  {
    patience.Try(progress, 1.0,
      [this]
      {
        this->Write();
        return true;
      });
  }
  catch (const Aborted&)
  {
    // What is evaluated is evaluated: what is not written is told by Unwritten.
  }
}

void NumberWriter::Write()
{
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    std::move(this->Added.begin(), this->Added.end(), std::back_inserter(this->Pending));
    this->Added.clear();
  }
  if (this->Pending.empty())
  {
    return;
  }
  try
  {
    this->File.Open().Insert(this->Pending);
    this->Pending.clear();
  }
  catch (const StoreBusy& error)
  {
    this->Reason = error.what();
    throw;
  }
  catch (const Error& error)
  {
    this->Reason = error.what();
  }
}

StoreTrouble NumberWriter::Unwritten() const
{
  StoreTrouble trouble;
  trouble.NotKept = static_cast<std::int64_t>(this->Pending.size());
  trouble.Reason = this->Reason;
  return trouble;
}

} // namespace losslandscape
