// SPDX-License-Identifier: BSD-3-Clause
// Internal to Core/Engine: the interface uses types of LibTorch.
#ifndef losslandscape_Engine_Execution_ProgramTrace_h
#define losslandscape_Engine_Execution_ProgramTrace_h

#include "Core/Engine/Network/Graph/GraphProgram.h"
#include "Core/Engine/Network/Graph/SharedMemory.h"

#include <cstdint>
#include <set>
#include <vector>

namespace losslandscape
{

/// What is seen of a program's values when it runs. With other weights, but batches of the same
/// size, it is the same.
struct ProgramTrace
{
  /// The shape of each value; empty for what is no tensor of float32.
  std::vector<std::vector<std::int64_t>> Shapes;
  SharedMemory Memory;
  /// Values that are written to after they were made, and those that share memory with them.
  std::set<std::size_t> Written;
};

/// Runs the program once. `values`: those of its inputs.
ProgramTrace TraceProgram(
  const GraphProgram& program, std::vector<c10::IValue> values, const GraphMode& mode);

} // namespace losslandscape

#endif
