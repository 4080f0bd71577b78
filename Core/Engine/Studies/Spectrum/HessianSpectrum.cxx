// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Studies/Spectrum/HessianSpectrum.h"

#include "Core/Common/SettingRange.h"
#include "Core/Engine/Derivatives/NetworkHessian.h"
#include "Core/Engine/Evaluation/EvaluationKey.h"
#include "Core/Engine/Problem/ProblemRecipe.h"
#include "Core/Engine/Studies/Spectrum/SpectrumJson.h"
#include "Core/Store/PointStore.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <utility>

namespace losslandscape
{
namespace
{

using curvature::CoordinateBlock;
using curvature::SymmetricOperator;

constexpr double NaN = std::numeric_limits<double>::quiet_NaN();

void CheckAtLeast(int value, int least, const char* property)
{
  CheckRange(value >= least, property, "at least " + std::to_string(least), value);
}

void Check(const HessianSpectrumOptions& options)
{
  CheckAtLeast(std::min(options.Largest, options.Smallest), 0, "NumberOfEigenvalues");
  CheckAtLeast(options.MaximumProducts, 1, "MaximumProducts");
  CheckAtLeast(options.Probes, 1, "Probes");
  CheckAtLeast(options.Steps, 1, "LanczosSteps");
}

/// What the number of a part stands for. Parts are numbered matrix by matrix: the whole Hessian
/// (0), then the block of each parameter (from 1 on). In each matrix, the eigenvalues come first,
/// then the probes.
struct PartKind
{
  PartKind(std::int64_t part, const HessianSpectrumOptions& options)
    : Matrix(part / (1 + options.Probes)), Probe(static_cast<int>(part % (1 + options.Probes)) - 1)
  {
  }

  bool IsProbe() const { return this->Probe >= 0; }

  std::int64_t Matrix;
  int Probe;
};

std::int64_t NumberOfParts(const Problem& problem, const HessianSpectrumOptions& options)
{
  const auto matrices =
    options.PerLayer ? 1 + static_cast<std::int64_t>(problem.Parameters().size()) : 1;
  return matrices * (1 + options.Probes);
}

/// The most products that a part needs.
std::int64_t MostProducts(std::int64_t part, const HessianSpectrumOptions& options)
{
  return PartKind(part, options).IsProbe() ? options.Steps : options.MaximumProducts;
}

/// How many products a part needs, roughly.
int CostOf(std::int64_t part, const HessianSpectrumOptions& options)
{
  constexpr int UsualProducts = 60;
  return PartKind(part, options).IsProbe() ? options.Steps
                                           : std::min(options.MaximumProducts, UsualProducts);
}

/// What a part of the problem that is really computed depends on: in double precision its data are
/// others. Eigenvalues and probes are kept apart, so that asking for other
/// eigenvalues or for more probes leaves the rest valid.
StoreKey KeyOf(const Problem& problem, std::int64_t part, const HessianSpectrumOptions& options)
{
  Json json = OptionsToJson(options);
  const bool isProbe = PartKind(part, options).IsProbe();
  json.erase(isProbe ? "eigenvalues" : "density");
  json.erase("per_layer");
  if (isProbe)
  {
    json["density"].erase("probes");
  }
  return { StudyKey(problem, isProbe ? "Hessian spectrum, probe" : "Hessian spectrum, eigenvalues",
             JsonText(json, -1)),
    0 };
}

/// Where a part is kept under its key: matrix and probe.
std::array<double, 3> PlaceOf(std::int64_t part, const HessianSpectrumOptions& options)
{
  const PartKind kind(part, options);
  return { static_cast<double>(kind.Matrix), static_cast<double>(kind.Probe), 0.0 };
}

/// The parts of one rank, in order. The most expensive parts are given out first, each to the rank
/// that has the least to do.
std::vector<std::int64_t> PartsOf(
  const SpectrumShare& share, std::int64_t count, const HessianSpectrumOptions& options)
{
  std::vector<std::int64_t> all(static_cast<std::size_t>(count));
  std::iota(all.begin(), all.end(), std::int64_t{ 0 });
  std::stable_sort(all.begin(), all.end(),
    [&](std::int64_t a, std::int64_t b) { return CostOf(a, options) > CostOf(b, options); });
  std::vector<std::int64_t> loads(static_cast<std::size_t>(share.Ranks), 0);
  std::vector<std::int64_t> own;
  for (const std::int64_t part : all)
  {
    const auto least = std::min_element(loads.begin(), loads.end());
    *least += CostOf(part, options);
    if (least - loads.begin() == share.Rank)
    {
      own.push_back(part);
    }
  }
  std::sort(own.begin(), own.end());
  return own;
}

curvature::EigenOptions EigenOptionsOf(
  const HessianSpectrumOptions& options, int largest, int smallest)
{
  curvature::EigenOptions eigen;
  eigen.Largest = largest;
  eigen.Smallest = smallest;
  eigen.Tolerance = options.Tolerance;
  eigen.MaximumProducts = options.MaximumProducts;
  eigen.Vectors = true;
  eigen.Seed = options.Seed;
  return eigen;
}

/// A row of numbers, which NumberReader reads in the order in which they were put.
class NumberList
{
public:
  void Put(double number) { this->Numbers.push_back(number); }

  template <typename Range>
  void PutAll(const Range& range)
  {
    this->Put(static_cast<double>(range.size()));
    this->Numbers.insert(this->Numbers.end(), range.begin(), range.end());
  }

  std::vector<double> Take() { return std::move(this->Numbers); }

private:
  std::vector<double> Numbers;
};

class NumberReader
{
public:
  explicit NumberReader(const std::vector<double>& numbers) : Numbers(numbers) {}

  double Get() { return this->Numbers.at(this->Next++); }

  bool IsAtEnd() const { return this->Next == this->Numbers.size(); }

  /// Throws std::out_of_range if there are fewer numbers than are said to follow.
  Eigen::VectorXd GetAll()
  {
    const double count = this->Get();
    if (!(count >= 0.0 && count <= static_cast<double>(this->Numbers.size() - this->Next)))
    {
      throw std::out_of_range("numbers");
    }
    Eigen::VectorXd vector(static_cast<Eigen::Index>(count));
    for (double& number : vector)
    {
      number = this->Get();
    }
    return vector;
  }

private:
  const std::vector<double>& Numbers;
  std::size_t Next = 0;
};

/// Puts eigenvalues and their residuals, each of which takes one more product.
void PutVerified(const SymmetricOperator& matrix, const std::vector<curvature::Eigenpair>& pairs,
  NumberList& numbers)
{
  std::vector<double> values;
  std::vector<double> residuals;
  for (const auto& pair : pairs)
  {
    values.push_back(pair.Value);
    residuals.push_back((matrix.Apply(pair.Vector) - pair.Value * pair.Vector).norm());
  }
  numbers.PutAll(values);
  numbers.PutAll(residuals);
}

std::vector<HessianEigenvalue> GetVerified(NumberReader& numbers)
{
  const Eigen::VectorXd values = numbers.GetAll();
  const Eigen::VectorXd residuals = numbers.GetAll();
  std::vector<HessianEigenvalue> eigenvalues;
  for (Eigen::Index i = 0; i < values.size(); ++i)
  {
    eigenvalues.push_back({ values[i], residuals[i] });
  }
  return eigenvalues;
}

/// Computes parts, one after the other.
class PartComputation
{
public:
  PartComputation(const Problem& problem, NetworkHessian& hessian,
    const HessianSpectrumOptions& options, const Progress& progress)
    : Hessian(hessian), Options(options), TheProgress(progress), Blocks(ParameterBlocks(problem))
  {
  }

  std::vector<double> Compute(std::int64_t part)
  {
    const PartKind kind(part, this->Options);
    const std::int64_t before = this->Hessian.Products();
    NumberList numbers;
    if (kind.IsProbe() && !this->IsEmpty(kind))
    {
      this->PutProbe(kind, numbers);
    }
    else if (!this->IsEmpty(kind))
    {
      this->PutEigenvalues(kind, numbers);
    }
    numbers.Put(static_cast<double>(this->Hessian.Products() - before));
    return numbers.Take();
  }

  /// Whether numbers from a file, which may be anything, have the form of a part's.
  bool IsSound(std::int64_t part, const std::vector<double>& numbers) const
  {
    const PartKind kind(part, this->Options);
    NumberReader reader(numbers);
    try
    {
      const bool isSound = this->IsEmpty(kind) ||
        (kind.IsProbe() ? this->IsSoundProbe(kind, reader)
                        : this->AreSoundEigenvalues(kind, reader));
      const double products = reader.Get();
      return isSound && reader.IsAtEnd() && products >= 0.0 && products < MostCountable;
    }
    catch (const std::out_of_range&)
    {
      return false;
    }
  }

private:
  /// Whole numbers up to here are exact in double precision.
  static constexpr double MostCountable = 9007199254740992.0;

  /// How many eigenvalues are looked for from either end.
  std::array<int, 2> NumberOfEigenvalues(const PartKind& kind) const
  {
    return kind.Matrix == 0 ? std::array{ this->Options.Largest, this->Options.Smallest }
                            : std::array{ 1, 0 };
  }

  bool IsSoundProbe(const PartKind& kind, NumberReader& numbers) const
  {
    const auto nodes = numbers.GetAll().size();
    const auto weights = numbers.GetAll().size();
    const auto traces = static_cast<std::size_t>(numbers.GetAll().size());
    return nodes > 0 && nodes <= this->Options.Steps && weights == nodes &&
      traces == (kind.Matrix == 0 ? this->Blocks.size() : 0);
  }

  bool AreSoundEigenvalues(const PartKind& kind, NumberReader& numbers) const
  {
    if (kind.Matrix == 0)
    {
      numbers.Get();
      numbers.Get();
    }
    bool areSound = true;
    for (const int most : this->NumberOfEigenvalues(kind))
    {
      const auto values = numbers.GetAll().size();
      const auto residuals = numbers.GetAll().size();
      areSound =
        areSound && values == residuals && values <= most && (kind.Matrix == 0 || values == most);
    }
    numbers.Get();
    return areSound;
  }

  /// Whether the part is of a tensor without elements, of which there is nothing to know.
  bool IsEmpty(const PartKind& kind) const
  {
    return kind.Matrix > 0 && this->Blocks[static_cast<std::size_t>(kind.Matrix - 1)].Size == 0;
  }

  SymmetricOperator MatrixOf(const PartKind& kind)
  {
    const SymmetricOperator whole = this->Hessian.Operator();
    return kind.Matrix == 0
      ? whole
      : curvature::Restrict(whole, { this->Blocks[static_cast<std::size_t>(kind.Matrix - 1)] });
  }

  void PutProbe(const PartKind& kind, NumberList& numbers)
  {
    const auto blocks = kind.Matrix == 0 ? this->Blocks : std::vector<CoordinateBlock>();
    const auto probe = curvature::QuadratureOfProbe(this->MatrixOf(kind), blocks,
      { this->Options.Probes, this->Options.Steps, this->Options.Seed }, kind.Probe);
    numbers.PutAll(probe.Nodes);
    numbers.PutAll(probe.Weights);
    numbers.PutAll(probe.BlockTraces);
  }

  void PutEigenvalues(const PartKind& kind, NumberList& numbers)
  {
    if (kind.Matrix == 0)
    {
      const LossAtCentre centre = EvaluateCentre(this->Hessian.GetLoss(), this->TheProgress);
      numbers.Put(centre.Value);
      numbers.Put(centre.Gradient.norm());
    }
    const auto [largest, smallest] = this->NumberOfEigenvalues(kind);
    curvature::ExtremeEigenpairs found;
    found.Converged = true;
    const SymmetricOperator matrix = this->MatrixOf(kind);
    if (largest > 0 || smallest > 0)
    {
      found =
        curvature::FindExtremeEigenpairs(matrix, EigenOptionsOf(this->Options, largest, smallest));
    }
    PutVerified(matrix, found.Largest, numbers);
    PutVerified(matrix, found.Smallest, numbers);
    numbers.Put(found.Converged ? 1.0 : 0.0);
  }

  NetworkHessian& Hessian;
  const HessianSpectrumOptions& Options;
  const Progress& TheProgress;
  const std::vector<CoordinateBlock> Blocks;
};

void TakeProbe(NumberReader& numbers, std::vector<curvature::ProbeQuadrature>& probes)
{
  curvature::ProbeQuadrature probe;
  probe.Nodes = numbers.GetAll();
  probe.Weights = numbers.GetAll();
  probe.BlockTraces = numbers.GetAll();
  probes.push_back(std::move(probe));
}

/// Puts a part into the spectrum. Returns how many products it cost.
double TakePart(
  const SpectrumPart& part, const HessianSpectrumOptions& options, HessianSpectrum& spectrum)
{
  const PartKind kind(part.Index, options);
  NumberReader numbers(part.Numbers);
  HessianBlock* block =
    kind.Matrix == 0 ? nullptr : &spectrum.Blocks[static_cast<std::size_t>(kind.Matrix - 1)];
  if (block && block->Weights == 0)
  {
    return numbers.Get();
  }
  if (kind.IsProbe())
  {
    TakeProbe(numbers, block ? block->Probes : spectrum.Probes);
  }
  else if (block)
  {
    block->LargestEigenvalue = GetVerified(numbers).at(0);
    GetVerified(numbers);
    numbers.Get();
  }
  else
  {
    spectrum.Loss = numbers.Get();
    spectrum.GradientNorm = numbers.Get();
    spectrum.Largest = GetVerified(numbers);
    spectrum.Smallest = GetVerified(numbers);
    spectrum.Converged = numbers.Get() != 0.0;
  }
  return numbers.Get();
}

void TakeTraces(HessianSpectrum& spectrum)
{
  spectrum.Trace = curvature::TraceOf(spectrum.Probes, spectrum.Weights);
  for (std::size_t i = 0; i < spectrum.Blocks.size(); ++i)
  {
    HessianBlock& block = spectrum.Blocks[i];
    // A block's own probes know its trace better than those of the whole matrix.
    block.Trace = block.Probes.empty() ? curvature::BlockTraceOf(spectrum.Probes, i)
                                       : curvature::TraceOf(block.Probes, block.Weights);
  }
}

} // namespace

std::vector<SpectrumPart> ComputeSpectrumParts(EvaluationStore& store,
  std::shared_ptr<const Problem> problem, const HessianSpectrumOptions& options,
  const SpectrumShare& share, int threads, const Progress& progress)
{
  Check(options);
  const auto own = PartsOf(share, NumberOfParts(*problem, options), options);
  const std::int64_t most = std::accumulate(own.begin(), own.end(), std::int64_t{ 0 },
    [&](std::int64_t sum, std::int64_t part) { return sum + MostProducts(part, options); });
  EvaluationStore::Writing writing(store, progress);
  const Progress reporting = writing.Reporting();
  const auto computed = options.DoublePrecision ? Problem::InDoublePrecision(problem) : problem;
  NetworkHessian hessian(computed, threads, most, reporting);
  PartComputation computation(*problem, hessian, options, reporting);
  std::vector<SpectrumPart> parts;
  for (const std::int64_t part : own)
  {
    parts.push_back({ part,
      store.Recall([&] { return KeyOf(*computed, part, options); }, PlaceOf(part, options),
        [&] { return computation.Compute(part); }, [&] { return !progress || progress(0.0); },
        [&](const std::vector<double>& numbers) { return computation.IsSound(part, numbers); }) });
  }
  writing.Finish();
  return parts;
}

HessianSpectrum AssembleSpectrum(const Problem& problem, const HessianSpectrumOptions& options,
  const std::vector<SpectrumPart>& parts)
{
  HessianSpectrum spectrum;
  spectrum.Weights = problem.NumberOfWeights();
  const auto blocks = ParameterBlocks(problem);
  for (std::size_t i = 0; i < blocks.size(); ++i)
  {
    spectrum.Blocks.push_back(
      { problem.Parameters()[i].Name, blocks[i].Size, {}, { NaN, NaN }, {} });
  }
  std::vector<SpectrumPart> inOrder = parts;
  std::sort(inOrder.begin(), inOrder.end(),
    [](const SpectrumPart& a, const SpectrumPart& b) { return a.Index < b.Index; });
  for (const SpectrumPart& part : inOrder)
  {
    spectrum.Products += static_cast<std::int64_t>(TakePart(part, options, spectrum));
  }
  TakeTraces(spectrum);
  return spectrum;
}

std::vector<double> Packed(const std::vector<SpectrumPart>& parts)
{
  NumberList numbers;
  for (const SpectrumPart& part : parts)
  {
    numbers.Put(static_cast<double>(part.Index));
    numbers.PutAll(part.Numbers);
  }
  return numbers.Take();
}

std::vector<SpectrumPart> Unpacked(const std::vector<double>& numbers)
{
  std::vector<SpectrumPart> parts;
  for (std::size_t next = 0; next < numbers.size();)
  {
    const auto count = static_cast<std::ptrdiff_t>(numbers[next + 1]);
    const auto first = numbers.begin() + static_cast<std::ptrdiff_t>(next) + 2;
    parts.push_back({ static_cast<std::int64_t>(numbers[next]), { first, first + count } });
    next += 2 + static_cast<std::size_t>(count);
  }
  return parts;
}

std::string HessianSpectrumRecipe(const Problem& problem, const HessianSpectrumOptions& options)
{
  Json recipe = ProblemRecipe("Hessian Spectrum", problem);
  recipe.update(OptionsToJson(options));
  recipe["density"]["method"] = "stochastic Lanczos quadrature";
  recipe["versions"] = VersionsRecipe();
  return JsonText(recipe, 2);
}

} // namespace losslandscape
