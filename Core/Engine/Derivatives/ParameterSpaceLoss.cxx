// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Derivatives/ParameterSpaceLoss.h"

#include "Core/Engine/Derivatives/LossDerivatives.h"
#include "Core/Engine/Torch/WorkerPool.h"
#include "Core/Engine/Torch/Workers.h"

#include <map>
#include <mutex>
#include <optional>

namespace losslandscape
{
namespace
{

/// How many parts the batches are divided into at most, whatever the number of threads: enough for
/// a few dozen processors.
constexpr std::size_t MostParts = 64;

/// Divides batches into parts: a single one where batches have to come one after the other.
std::vector<BatchRange> PartsOf(std::size_t batches, const NetworkModule& network)
{
  const std::size_t most = network.Effects().AreSequential() ? 1 : MostParts;
  const std::size_t parts = std::min(batches, most);
  std::vector<BatchRange> ranges;
  for (std::size_t part = 0; part < parts; ++part)
  {
    const std::size_t first = batches * part / parts;
    ranges.push_back({ first, batches * (part + 1) / parts - first });
  }
  return ranges;
}

using Question = std::function<bool()>;

/// The progress of one of several passes over the data.
Progress PassOf(const Progress& progress, int pass, int passes)
{
  return [=, &progress](double fraction)
  { return !progress || progress((pass + fraction) / passes); };
}

/// Adds results of parts in the order of the parts, and keeps those that come early.
class OrderedSum
{
public:
  void Add(std::int64_t part, Eigen::MatrixXd result)
  {
    const std::lock_guard<std::mutex> lock(this->Mutex);
    this->Early.emplace(part, std::move(result));
    for (auto next = this->Early.find(this->Next); next != this->Early.end();
         next = this->Early.find(++this->Next))
    {
      if (this->Next == 0)
      {
        this->Sum = std::move(next->second);
      }
      else
      {
        this->Sum += next->second;
      }
      this->Early.erase(next);
    }
  }

  Eigen::MatrixXd Take() { return std::move(this->Sum); }

private:
  std::mutex Mutex;
  std::map<std::int64_t, Eigen::MatrixXd> Early;
  std::int64_t Next = 0;
  Eigen::MatrixXd Sum;
};

} // namespace

struct ParameterSpaceLoss::Internals
{
  std::shared_ptr<const Problem> TheProblem;
  int Threads = 0;
  std::vector<BatchRange> Parts;
  std::vector<BatchRange> RecalibrationParts;
  WorkerPool<LossDerivatives> Workers;

  bool IsRecalibrated() const
  {
    return this->TheProblem->BatchNorm() == BatchNormMode::Recalibrated;
  }

  /// Sum of what `work` makes of each part at `offset`.
  template <typename Work>
  Eigen::MatrixXd SumOver(const std::vector<BatchRange>& parts, const Eigen::VectorXd& offset,
    const Progress& progress, Work&& work)
  {
    const auto& problem = this->TheProblem->GetInternals();
    const auto total = static_cast<std::int64_t>(parts.size());
    OrderedSum sum;
    const auto makeTask = [&]() -> Task
    {
      auto derivatives =
        this->Workers.Take([this] { return std::make_unique<LossDerivatives>(*this->TheProblem); });
      derivatives->Displace(offset);
      return [=, &sum, &work, &parts](std::int64_t part, const Question& keepGoing)
      { sum.Add(part, work(*derivatives, parts[part], keepGoing)); };
    };
    RunTasks(total, problem.WorkersFor(this->Threads, total, "the loss cannot be differentiated"),
      makeTask, progress);
    return sum.Take();
  }

  /// SumOver for functions of BatchDerivatives and of StatisticsDerivatives.
  template <typename Work>
  Eigen::MatrixXd SumOfLoss(const Eigen::VectorXd& offset, const Progress& progress, Work&& work)
  {
    return this->SumOver(this->Parts, offset, progress,
      [&](LossDerivatives& loss, const BatchRange& part, const Question& keepGoing)
      { return work(loss.WithStatisticsHeld(keepGoing), part, keepGoing); });
  }

  template <typename Work>
  Eigen::MatrixXd SumOfStatistics(
    const Eigen::VectorXd& offset, const Progress& progress, Work&& work)
  {
    return this->SumOver(this->RecalibrationParts, offset, progress,
      [&](LossDerivatives& loss, const BatchRange& part, const Question& keepGoing)
      { return work(loss.OfStatistics(keepGoing), part, keepGoing); });
  }

  NormSubstitution SubstitutionAt(const Eigen::VectorXd& offset, const Progress& progress);
  RecalibrationSums SumsAt(const Eigen::VectorXd& offset, const Progress& progress);
};

/// A worker finds the substitution, so that the statistics in it have the same bits as those of all
/// other workers.
NormSubstitution ParameterSpaceLoss::Internals::SubstitutionAt(
  const Eigen::VectorXd& offset, const Progress& progress)
{
  std::optional<NormSubstitution> found;
  this->SumOver({ BatchRange() }, offset, progress,
    [&](LossDerivatives& loss, const BatchRange&, const Question& keepGoing)
    {
      found = loss.OfStatistics(keepGoing).Substitution();
      return Eigen::MatrixXd();
    });
  return std::move(*found);
}

RecalibrationSums ParameterSpaceLoss::Internals::SumsAt(
  const Eigen::VectorXd& offset, const Progress& progress)
{
  RecalibrationSums sums;
  sums.Gradient = [&, this]
  {
    return this->SumOfLoss(offset, PassOf(progress, 0, 2),
      [](BatchDerivatives& loss, const BatchRange& part, const Question& keepGoing)
      { return Eigen::MatrixXd(loss.Gradient(part, keepGoing)); });
  };
  sums.PullBack = [&, this](const Eigen::VectorXd& factors)
  {
    return this->SumOfStatistics(offset, PassOf(progress, 1, 2),
      [&](StatisticsDerivatives& statistics, const BatchRange& part, const Question& keepGoing)
      { return Eigen::MatrixXd(statistics.PullBack(factors, part, keepGoing)); });
  };
  sums.StatisticsChanges = [&, this](const Eigen::MatrixXd& vectors)
  {
    return this->SumOfStatistics(offset, PassOf(progress, 0, 3),
      [&](StatisticsDerivatives& statistics, const BatchRange& part, const Question& keepGoing)
      { return statistics.Changes(vectors, part, keepGoing); });
  };
  sums.ProductsAndGradient = [&, this](const Eigen::MatrixXd& vectors)
  {
    return this->SumOfLoss(offset, PassOf(progress, 1, 3),
      [&](BatchDerivatives& loss, const BatchRange& part, const Question& keepGoing)
      { return loss.ProductsAndGradient(vectors, part, keepGoing); });
  };
  sums.PullBackChanges = [&, this](const Eigen::VectorXd& factors, const Eigen::MatrixXd& changes,
                           const Eigen::MatrixXd& vectors)
  {
    return this->SumOfStatistics(offset, PassOf(progress, 2, 3),
      [&](StatisticsDerivatives& statistics, const BatchRange& part, const Question& keepGoing)
      { return statistics.PullBackChanges(factors, changes, vectors, part, keepGoing); });
  };
  return sums;
}

ParameterSpaceLoss::ParameterSpaceLoss(std::shared_ptr<const Problem> problem, int threads)
  : Impl(std::make_unique<Internals>())
{
  const auto& internals = problem->GetInternals();
  this->Impl->Parts = PartsOf(internals.Batches.size(), *internals.Network);
  this->Impl->RecalibrationParts =
    PartsOf(internals.RecalibrationBatches.size(), *internals.Network);
  this->Impl->TheProblem = std::move(problem);
  this->Impl->Threads = threads;
}

ParameterSpaceLoss::~ParameterSpaceLoss() = default;

const Problem& ParameterSpaceLoss::GetProblem() const
{
  return *this->Impl->TheProblem;
}

Eigen::Index ParameterSpaceLoss::Size() const
{
  return this->Impl->TheProblem->NumberOfWeights();
}

double ParameterSpaceLoss::Value(const Eigen::VectorXd& offset, const Progress& progress)
{
  return this->Impl->SumOfLoss(offset, progress,
    [](BatchDerivatives& loss, const BatchRange& part, const Question& keepGoing)
    { return Eigen::MatrixXd::Constant(1, 1, loss.Loss(part, keepGoing)); })(0, 0);
}

Eigen::VectorXd ParameterSpaceLoss::Gradient(
  const Eigen::VectorXd& offset, const Progress& progress)
{
  if (this->Impl->IsRecalibrated())
  {
    return RecalibratedGradient(
      this->Impl->SubstitutionAt(offset, progress), this->Impl->SumsAt(offset, progress));
  }
  return this->Impl->SumOfLoss(offset, progress,
    [](BatchDerivatives& loss, const BatchRange& part, const Question& keepGoing)
    { return Eigen::MatrixXd(loss.Gradient(part, keepGoing)); });
}

Eigen::MatrixXd ParameterSpaceLoss::HessianProducts(
  const Eigen::VectorXd& offset, const Eigen::MatrixXd& vectors, const Progress& progress)
{
  if (this->Impl->IsRecalibrated())
  {
    return RecalibratedProducts(
      this->Impl->SubstitutionAt(offset, progress), this->Impl->SumsAt(offset, progress), vectors);
  }
  return this->Impl->SumOfLoss(offset, progress,
    [&](BatchDerivatives& loss, const BatchRange& part, const Question& keepGoing)
    { return loss.HessianProducts(vectors, part, keepGoing); });
}

} // namespace losslandscape
