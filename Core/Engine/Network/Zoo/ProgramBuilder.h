// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Network_Zoo_ProgramBuilder_h
#define losslandscape_Engine_Network_Zoo_ProgramBuilder_h

#include "Core/Files/Networks/NetworkProgram.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace losslandscape
{

/// A value of a graph that is being written.
struct BuiltValue
{
  std::string Name;
  /// Its sizes, without that of the batch.
  std::vector<std::int64_t> Shape;

  operator GraphArgument() const { return { ValueName{ this->Name } }; }
};

/// Integers as an operator takes them.
GraphArgument Integers(const std::vector<std::int64_t>& numbers);

/// Writes a network down call by call, with the operators that torch.export finds in PyTorch's
/// layers of the same names. Each layer declares its tensors when it is called, so that a network
/// that calls its layers in the order of a Python definition has the state dict of that definition.
/// Beware of calls within the arguments of another call: C++ leaves their order open.
class ProgramBuilder
{
public:
  /// `sampleShape`: of one sample, whose numbers are real.
  explicit ProgramBuilder(const std::vector<std::int64_t>& sampleShape);

  const BuiltValue& Input() const { return this->Samples; }
  /// The number of samples in the batch, which may vary.
  const BuiltValue& BatchSize();

  /// A weight, all of whose numbers are `fill` before training; undefined without it.
  BuiltValue Parameter(const std::string& name, const std::vector<std::int64_t>& shape,
    std::optional<float> fill = std::nullopt);
  BuiltValue Buffer(const std::string& name, DenseArray initial);

  /// Calls the operator that torch.export writes so ("torch.ops.aten.relu.default"), with arguments
  /// by their names in its schema. `shape`: that of the result, without the batch.
  BuiltValue Call(const std::string& operatorName, std::vector<NamedGraphArgument> arguments,
    std::vector<std::int64_t> shape);

  /// A convolution without bias, padded so that stride 1 keeps the number of pixels.
  BuiltValue Convolution(const std::string& name, const BuiltValue& images, std::int64_t outputs,
    std::int64_t kernel, std::int64_t stride = 1);
  BuiltValue BiasedConvolution(const std::string& name, const BuiltValue& images,
    std::int64_t outputs, std::int64_t kernel, std::int64_t stride, std::int64_t padding);
  /// A linear map of the last dimension.
  BuiltValue Linear(const std::string& name, const BuiltValue& inputs, std::int64_t outputs);
  BuiltValue BatchNorm(const std::string& name, const BuiltValue& inputs);
  /// Normalises the last dimension.
  BuiltValue LayerNorm(const std::string& name, const BuiltValue& inputs, double epsilon);

  BuiltValue Relu(const BuiltValue& inputs);
  /// The exact one.
  BuiltValue Gelu(const BuiltValue& inputs);
  BuiltValue Add(const BuiltValue& inputs, const BuiltValue& others);

  /// The largest values of squares of 2 x 2 pixels. Where the border cuts a square, it counts if
  /// the pooling `roundsUp`, and is left out if not.
  BuiltValue MaxPool(const BuiltValue& images, bool roundsUp = false);
  /// The means of squares of 2 x 2 pixels.
  BuiltValue AveragePool(const BuiltValue& images);
  /// The mean over all pixels of each channel.
  BuiltValue GlobalMean(const BuiltValue& images);

  /// Joins the dimensions from this one on; 0 is that of the batch.
  BuiltValue Flatten(const BuiltValue& inputs, std::int64_t first = 1);
  /// Arranges the numbers of each sample anew.
  BuiltValue Reshape(const BuiltValue& inputs, const std::vector<std::int64_t>& shape);
  /// One after the other along the first dimension behind the batch.
  BuiltValue Concatenate(const std::vector<BuiltValue>& parts);

  /// The program that returns the value. The builder is done with then.
  NetworkProgram Finish(const BuiltValue& output);

private:
  BuiltValue Declare(GraphInput::Kind kind, const std::string& name, DenseArray initial);
  BuiltValue Convolve(const BuiltValue& images, const BuiltValue& weight, GraphArgument bias,
    std::int64_t stride, std::int64_t padding);

  NetworkProgram Program;
  BuiltValue Samples;
  std::optional<BuiltValue> Batch;
};

} // namespace losslandscape

#endif
