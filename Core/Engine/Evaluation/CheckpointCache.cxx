// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/CheckpointCache.h"

#include "Core/Engine/Evaluation/EvaluationKey.h"
#include "Core/Engine/Evaluation/LossNumbers.h"
#include "Core/Engine/Evaluation/NumberWriter.h"
#include "Core/Engine/Problem/ProblemInternals.h"

#include <array>

namespace losslandscape
{
namespace
{

/// A network is a landscape of one point.
constexpr std::array<double, 3> Place = { 0.0, 0.0, 0.0 };

} // namespace

CheckpointCache::CheckpointCache(
  const std::string& file, const Problem& problem, std::chrono::milliseconds patience)
  : File(file), TheProblem(problem), Patience(patience)
{
}

LossValue CheckpointCache::Get(const NetworkModule& network,
  const std::function<LossValue()>& evaluate, const std::function<bool()>& keepGoing)
{
  if (this->File.empty())
  {
    this->Add({ 0, 1, {} }, {});
    return evaluate();
  }
  // Of what will be evaluated, not of the file, which may change meanwhile.
  const std::string key = CheckpointKey(this->TheProblem, HashTensors(network.State()));
  StoreFile file(this->File, key, NumbersPerLoss);
  return this->GetFrom(file, evaluate, keepGoing);
}

LossValue CheckpointCache::GetFrom(StoreFile& file, const std::function<LossValue()>& evaluate,
  const std::function<bool()>& keepGoing)
{
  const auto wanted = [&](double) { return keepGoing(); };
  const auto found =
    this->Patience.Try(wanted, 0.0, [&] { return file.Open().Find({ Place }).front(); });
  if (found && !found->empty())
  {
    this->Add({ 1, 0, {} }, {});
    return ValueOf(*found);
  }
  const LossValue value = evaluate();
  NumberWriter writer(file);
  if (!file.IsReadOnly())
  {
    writer.Add(Place, NumbersOf(value));
    writer.WriteRest(this->Patience, wanted);
  }
  StoreTrouble trouble = writer.Unwritten();
  trouble.IsReadOnly = file.IsReadOnly();
  trouble.DamagedRows = file.DamagedRows();
  trouble.NotLookedUp = found ? 0 : 1;
  this->Add({ 0, 1, {} }, trouble);
  return value;
}

void CheckpointCache::Add(const CacheUse& use, const StoreTrouble& trouble)
{
  const std::lock_guard<std::mutex> lock(this->Mutex);
  this->Total.Add(use);
  this->Trouble.Add(trouble);
}

CacheUse CheckpointCache::Use() const
{
  const std::lock_guard<std::mutex> lock(this->Mutex);
  CacheUse use = this->Total;
  use.Warnings = this->Trouble.Warnings();
  return use;
}

} // namespace losslandscape
