// SPDX-License-Identifier: BSD-3-Clause
// What the tests on a GPU share: those are skipped where LibTorch sees no CUDA device.
// Testing/gpu.sh runs them where there is one.
#ifndef GpuTesting_h
#define GpuTesting_h

#include "Testing/Core/Engine/RandomNetwork.h"

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace losslandscape
{

class OnGpu : public testing::Test
{
protected:
  void SetUp() override;
};

/// Notes a relative error among the running test's properties, which Testing/gpu.sh prints.
void NoteError(const std::string& name, double error);

/// The GPU that tests run on.
const torch::Device Gpu(torch::kCUDA, 0);

/// The same problem on the GPU.
inline std::shared_ptr<const Problem> GpuProblem(ProblemOptions options)
{
  options.Device = "cuda:0";
  return std::make_shared<const Problem>(options);
}

/// A problem with random weights on the processor, made when a test runs.
struct RandomCase
{
  std::string Name;
  std::function<ProblemOptions()> Make;
};

inline void PrintTo(const RandomCase& each, std::ostream* stream)
{
  *stream << each.Name;
}

/// Networks of different kinds: those whose losses fused kernels compute on the processor, others,
/// and one from TorchScript. The first three are of three families.
std::vector<RandomCase> RandomCases();
/// Smaller ones, of which derivatives are quick.
std::vector<RandomCase> RandomCasesForDerivatives();
/// The first of them, for what takes long.
inline std::vector<RandomCase> FirstOf(std::vector<RandomCase> cases, std::size_t count)
{
  cases.resize(count);
  return cases;
}

/// What a TorchScript module does with its inputs before its linear layer.
enum class ScriptedPart
{
  /// A convolution, batch norm that can be switched, and ReLU; for images of three channels, 8 x 8.
  Convolution,
  /// Attention in one operator, which LibTorch has since version 2; for sequences of 6 tokens.
  FusedAttention,
  /// The same attention, written out.
  PlainAttention,
  /// Adds random numbers, in evaluation too; for vectors of 12 numbers.
  Noise,
  /// Dropout that stays on in evaluation, as Monte Carlo dropout does; for vectors of 12 numbers.
  Dropout
};

/// Problem of such a module, which is the same for FusedAttention and PlainAttention, on so many
/// samples.
ProblemOptions ScriptedProblem(ScriptedPart part, std::int64_t samples);

/// Sets LibTorch's switches for TF32 as another part of the program may do, and puts them back.
class ProgramAllowsTF32
{
public:
  explicit ProgramAllowsTF32(bool allows);
  ~ProgramAllowsTF32();
  ProgramAllowsTF32(const ProgramAllowsTF32&) = delete;
  ProgramAllowsTF32& operator=(const ProgramAllowsTF32&) = delete;

  /// Whether LibTorch allows TF32 now, for convolutions or for products of matrices.
  static bool Now();

private:
  const bool Products;
  const bool Convolutions;
};

} // namespace losslandscape

#endif
