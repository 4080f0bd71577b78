// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Evaluation/CheckpointCache.h"

#include "Core/Engine/Evaluation/EvaluationKey.h"
#include "Core/Engine/Evaluation/LossNumbers.h"
#include "Core/Engine/Evaluation/NumberWriter.h"
#include "Core/Engine/Evaluation/StorePatience.h"
#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Store/PointStore.h"

#include <array>
#include <memory>

namespace losslandscape
{
namespace
{

/// A network is a landscape of one point.
constexpr std::array<double, 3> Place = { 0.0, 0.0, 0.0 };

} // namespace

CheckpointCache::CheckpointCache(const std::string& file, const Problem& problem)
  : File(file), TheProblem(problem)
{
}

LossValue CheckpointCache::Get(const NetworkModule& network,
  const std::function<LossValue()>& evaluate, const std::function<bool()>& keepGoing)
{
  if (this->File.empty())
  {
    this->Add({ 0, 1, {} });
    return evaluate();
  }
  // Of what will be evaluated, not of the file, which may change meanwhile.
  const std::string key = CheckpointKey(this->TheProblem, HashTensors(network.State()));
  const auto wanted = [&](double) { return keepGoing(); };
  const auto store = Patiently(
    wanted, 0.0, [&] { return std::make_unique<PointStore>(this->File, key, NumbersPerLoss); });
  return this->GetFrom(*store, evaluate, keepGoing);
}

LossValue CheckpointCache::GetFrom(PointStore& store, const std::function<LossValue()>& evaluate,
  const std::function<bool()>& keepGoing)
{
  const auto wanted = [&](double) { return keepGoing(); };
  const auto found = Patiently(wanted, 0.0, [&] { return store.Find({ Place }); });
  if (!found[0].empty())
  {
    this->Add({ 1, 0, {} });
    return ValueOf(found[0]);
  }
  const LossValue value = evaluate();
  this->Add({ 0, 1, WarningsOf(store) });
  if (!store.IsReadOnly())
  {
    NumberWriter writer(store);
    writer.Add(Place, NumbersOf(value));
    writer.WriteRest(StorePatience, wanted);
    if (!writer.Unwritten().empty())
    {
      this->Add({ 0, 0, { writer.Unwritten() } });
    }
  }
  return value;
}

void CheckpointCache::Add(const CacheUse& use)
{
  const std::lock_guard<std::mutex> lock(this->Mutex);
  this->Total.Add(use);
}

CacheUse CheckpointCache::Use() const
{
  const std::lock_guard<std::mutex> lock(this->Mutex);
  return this->Total;
}

} // namespace losslandscape
