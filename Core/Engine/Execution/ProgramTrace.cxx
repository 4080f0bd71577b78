// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Execution/ProgramTrace.h"

#include "Core/Engine/Torch/Tensors.h"

namespace losslandscape
{
namespace
{

using Values = std::vector<c10::IValue>;

std::vector<std::int64_t> ShapeOf(const c10::IValue& value)
{
  const bool isFloat = value.isTensor() && value.toTensor().defined() &&
    value.toTensor().scalar_type() == torch::kFloat32;
  return isFloat ? value.toTensor().sizes().vec() : std::vector<std::int64_t>();
}

/// Where a tensor's numbers are; null for what is no tensor.
const void* PlaceOf(const c10::IValue& value)
{
  const bool isTensor = value.isTensor() && value.toTensor().defined();
  return isTensor ? value.toTensor().storage().data_ptr().get() : nullptr;
}

/// The values that a step's results share memory with: operators give away some of their arguments
/// without saying so.
std::vector<std::size_t> SharedBy(const StepEffects& effects, const Values& values)
{
  std::set<const void*> places;
  for (const std::size_t result : effects.Results)
  {
    places.insert(PlaceOf(values[result]));
  }
  std::set<std::size_t> shared(effects.Viewed.begin(), effects.Viewed.end());
  for (const std::size_t read : effects.Reads)
  {
    const void* place = PlaceOf(values[read]);
    if (place && places.count(place) > 0)
    {
      shared.insert(read);
    }
  }
  return { shared.begin(), shared.end() };
}

/// The step that reads each value last; the number of steps for outputs.
std::vector<std::size_t> LastReaders(const GraphProgram& program)
{
  std::vector<std::size_t> last(program.ValueCount(), 0);
  for (std::size_t step = 0; step < program.StepCount(); ++step)
  {
    const StepEffects effects = program.EffectsOf(step);
    for (const auto* numbers : { &effects.Results, &effects.Reads })
    {
      for (const std::size_t number : *numbers)
      {
        last[number] = step;
      }
    }
  }
  return last;
}

} // namespace

ProgramTrace TraceProgram(const GraphProgram& program, Values values, const GraphMode& mode)
{
  const std::vector<std::size_t> last = LastReaders(program);
  ProgramTrace trace;
  trace.Shapes.resize(program.ValueCount());
  for (std::size_t input = 0; input < values.size(); ++input)
  {
    trace.Shapes[input] = ShapeOf(values[input]);
  }
  values.resize(program.ValueCount());
  std::set<std::size_t> targets;
  for (std::size_t step = 0; step < program.StepCount(); ++step)
  {
    program.RunStep(step, values, mode);
    const StepEffects effects = program.EffectsOf(step);
    for (const std::size_t result : effects.Results)
    {
      trace.Shapes[result] = ShapeOf(values[result]);
    }
    trace.Memory.Note(SharedBy(effects, values), effects.Results);
    targets.insert(effects.Written.begin(), effects.Written.end());
    for (const auto* numbers : { &effects.Results, &effects.Reads })
    {
      for (const std::size_t number : *numbers)
      {
        if (last[number] == step)
        {
          values[number] = c10::IValue();
        }
      }
    }
  }
  for (const std::size_t target : targets)
  {
    const auto& shared = trace.Memory.With(target);
    trace.Written.insert(shared.begin(), shared.end());
  }
  return trace;
}

} // namespace losslandscape
