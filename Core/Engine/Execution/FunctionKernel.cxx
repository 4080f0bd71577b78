// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/DenseArray.h"
#include "Core/Engine/Execution/ActivationMemory.h"
#include "Core/Engine/Execution/LayerKernel.h"

namespace losslandscape
{
namespace
{

using Name = dnnl::algorithm;

constexpr auto Inference = dnnl::prop_kind::forward_inference;

dnnl::memory::desc Flat(const Activation& values)
{
  return { { ElementCount(values.Shape) }, OneDnnType(values.Type), dnnl::memory::format_tag::x };
}

/// Functions of each number of an image, whatever its layout. The first one reads the input, those
/// after it what the one before has written.
class FunctionKernel : public LayerKernel
{
public:
  FunctionKernel(
    Scratchpad& scratchpad, const Layer& layer, const Activation& input, const Activation& output)
  {
    const dnnl::engine& engine = scratchpad.GetEngine();
    const auto numbers = Flat(output);
    const Activation* from = &input;
    for (const Nonlinearity& nonlinearity : layer.Nonlinearities)
    {
      for (const OneDnnFunction& function : FunctionsFor(nonlinearity))
      {
        const auto description =
          DescribeFunction(engine, Scratchpad::Attributes(), Inference, numbers, function);
        Operation operation{ dnnl::eltwise_forward(description),
          { { DNNL_ARG_SRC, MemoryOf(*from, numbers, engine) },
            { DNNL_ARG_DST, MemoryOf(output, numbers, engine) } } };
        scratchpad.Serve(description, operation.Arguments);
        this->Operations.push_back(std::move(operation));
        from = &output;
      }
    }
  }

  void Run(dnnl::stream& stream) override
  {
    for (const Operation& operation : this->Operations)
    {
      operation.Primitive.execute(stream, operation.Arguments);
    }
  }

private:
  struct Operation
  {
    dnnl::primitive Primitive;
    Scratchpad::Arguments Arguments;
  };
  std::vector<Operation> Operations;
};

} // namespace

std::vector<OneDnnFunction> FunctionsFor(const Nonlinearity& function)
{
  const auto alpha = static_cast<float>(function.Alpha);
  const auto beta = static_cast<float>(function.Beta);
  switch (function.Type)
  {
    case Nonlinearity::Kind::ReLU:
      return { { Name::eltwise_relu, alpha } };
    case Nonlinearity::Kind::Elu:
      return { { Name::eltwise_elu, alpha } };
    case Nonlinearity::Kind::Clip:
      return { { Name::eltwise_clip, alpha, beta } };
    case Nonlinearity::Kind::GeluErf:
      return { { Name::eltwise_gelu_erf } };
    case Nonlinearity::Kind::GeluTanh:
      return { { Name::eltwise_gelu_tanh } };
    case Nonlinearity::Kind::Swish:
      return { { Name::eltwise_swish, 1.0F } };
    case Nonlinearity::Kind::HardSwish:
      return { HardSwishFunction() };
    case Nonlinearity::Kind::HardSigmoid:
      return { { Name::eltwise_linear, 1.0F / 6.0F, 0.5F }, { Name::eltwise_clip, 0.0F, 1.0F } };
    case Nonlinearity::Kind::Sigmoid:
      return { { Name::eltwise_logistic } };
    case Nonlinearity::Kind::Tanh:
      return { { Name::eltwise_tanh } };
  }
  return {};
}

std::unique_ptr<LayerKernel> MakeFunctionKernel(
  Scratchpad& scratchpad, const Layer& layer, const Activation& input, const Activation& output)
{
  return std::make_unique<FunctionKernel>(scratchpad, layer, input, output);
}

} // namespace losslandscape
