// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Engine/GpuTesting.h"

#include "Core/Common/DenseArray.h"

#include <ATen/Context.h>
#include <torch/cuda.h>
#include <torch/script.h>

#include <cstdio>

namespace losslandscape
{
namespace
{

namespace jit = torch::jit;

constexpr std::int64_t Samples = 16;
constexpr std::int64_t BatchSize = 8;

/// A network of the zoo in a mode of batch norm.
RandomCase FromZoo(const std::string& name, const BuiltInOptions& network,
  BatchNormMode mode = BatchNormMode::Stored, LossKind loss = LossKind::CrossEntropy)
{
  return { name,
    [=]
    {
      ProblemOptions options = RandomProblem(network, Samples);
      options.BatchSize = BatchSize;
      options.BatchNorm = { mode, 0 };
      options.Loss = loss;
      return options;
    } };
}

/// The scripted network of a convolution in a mode of batch norm.
RandomCase FromScript(const std::string& name, BatchNormMode mode)
{
  return { name,
    [=]
    {
      ProblemOptions options = ScriptedProblem(ScriptedPart::Convolution, Samples);
      options.BatchNorm = { mode, 0 };
      return options;
    } };
}

/// A module in TorchScript and what it is made from, in one unit of code as Python's are.
class ModuleWriter
{
public:
  explicit ModuleWriter(const std::string& name)
    : File(TestOutput(name + ".pt")), Code(std::make_shared<jit::CompilationUnit>()),
      Whole(name, this->Code)
  {
    torch::manual_seed(7);
    this->Whole.register_attribute("training", c10::BoolType::get(), true);
  }

  void AddWeight(const std::string& name, const std::vector<std::int64_t>& shape)
  {
    const double inputs = static_cast<double>(ElementCount(shape)) / static_cast<double>(shape[0]);
    this->Whole.register_parameter(name, torch::randn(shape) / std::sqrt(inputs), false);
  }

  void AddBatchNorm(const std::string& name, std::int64_t channels)
  {
    const auto around = [&](double centre) { return centre + torch::rand({ channels }) - 0.5; };
    jit::Module norm("Norm", this->Code);
    norm.register_parameter("weight", around(1.0), false);
    norm.register_parameter("bias", around(0.0), false);
    norm.register_buffer("running_mean", around(0.0));
    norm.register_buffer("running_var", around(1.0));
    norm.register_buffer("num_batches_tracked", torch::zeros({}, torch::kInt64));
    norm.register_attribute("training", c10::BoolType::get(), true);
    norm.register_attribute("momentum", c10::FloatType::get(), 0.1);
    norm.define(R"(
def forward(self, x):
    if self.training:
        self.num_batches_tracked.add_(1)
    return torch.batch_norm(x, self.weight, self.bias, self.running_mean, self.running_var,
                            self.training, self.momentum, 1e-5, True)
)");
    this->Whole.register_module(name, norm);
  }

  void AddSwitch(const std::string& name, bool value)
  {
    this->Whole.register_attribute(name, c10::BoolType::get(), value);
  }

  /// The lines of `forward`, which turn x into a batch of vectors that a linear layer follows.
  std::string Write(const std::string& lines, std::int64_t features)
  {
    this->AddWeight("weight", { RandomClasses, features });
    this->Whole.define("\ndef forward(self, x):\n" + lines +
      "    return torch.matmul(x.flatten(1), self.weight.t())\n");
    this->Whole.save(this->File);
    return this->File;
  }

private:
  const std::string File;
  const std::shared_ptr<jit::CompilationUnit> Code;
  jit::Module Whole;
};

std::string WriteConvolution()
{
  ModuleWriter writer("Convolution");
  writer.AddWeight("kernel", { 16, 3, 3, 3 });
  writer.AddBatchNorm("norm", 16);
  return writer.Write("    x = torch.conv2d(x, self.kernel, None, [1, 1], [1, 1])\n"
                      "    x = torch.relu(self.norm.forward(x))\n",
    16 * 8 * 8);
}

std::string WriteAttention(bool isFused)
{
  constexpr std::int64_t tokens = 6;
  constexpr std::int64_t width = 16;
  ModuleWriter writer(isFused ? "FusedAttention" : "PlainAttention");
  for (const char* name : { "query", "key", "value" })
  {
    writer.AddWeight(name, { width, width });
  }
  const std::string three = "    q = torch.matmul(x, self.query.t()).unsqueeze(1)\n"
                            "    k = torch.matmul(x, self.key.t()).unsqueeze(1)\n"
                            "    v = torch.matmul(x, self.value.t()).unsqueeze(1)\n";
  const std::string fused = "    x = torch.scaled_dot_product_attention(q, k, v).squeeze(1)\n";
  const std::string plain = "    a = torch.softmax(torch.matmul(q, k.transpose(2, 3)) * 0.25, 3)\n"
                            "    x = torch.matmul(a, v).squeeze(1)\n";
  return writer.Write(three + (isFused ? fused : plain), tokens * width);
}

std::string WriteNoise()
{
  return ModuleWriter("Noise").Write("    x = x + 0.5 * torch.randn_like(x)\n", 12);
}

std::string WriteDropout()
{
  ModuleWriter writer("Dropout");
  writer.AddSwitch("always", true);
  return writer.Write("    x = torch.dropout(x, 0.5, self.always)\n", 12);
}

std::vector<std::int64_t> SampleShapeOf(ScriptedPart part)
{
  switch (part)
  {
    case ScriptedPart::Convolution:
      return { 3, 8, 8 };
    case ScriptedPart::FusedAttention:
    case ScriptedPart::PlainAttention:
      return { 6, 16 };
    case ScriptedPart::Noise:
    case ScriptedPart::Dropout:
      return { 12 };
  }
  return {};
}

std::string WriteModule(ScriptedPart part)
{
  switch (part)
  {
    case ScriptedPart::Convolution:
      return WriteConvolution();
    case ScriptedPart::FusedAttention:
      return WriteAttention(true);
    case ScriptedPart::PlainAttention:
      return WriteAttention(false);
    case ScriptedPart::Noise:
      return WriteNoise();
    case ScriptedPart::Dropout:
      return WriteDropout();
  }
  return "";
}

} // namespace

void OnGpu::SetUp()
{
  if (!torch::cuda::is_available())
  {
    GTEST_SKIP() << "LibTorch sees no CUDA device";
  }
}

void NoteError(const std::string& name, double error)
{
  char text[32];
  std::snprintf(text, sizeof(text), "%.1e", error);
  testing::Test::RecordProperty("error of " + name, text);
}

ProblemOptions ScriptedProblem(ScriptedPart part, std::int64_t samples)
{
  ProblemOptions options;
  options.Network.NetworkFile = WriteModule(part);
  options.Data = RandomSamples(SampleShapeOf(part), samples);
  options.Device = "cpu";
  options.BatchSize = BatchSize;
  return options;
}

std::vector<RandomCase> RandomCases()
{
  const BuiltInOptions resnet = { "resnet20", {}, { 3, 16, 16 } };
  const BuiltInOptions perceptron = { "mlp", { 9, 7 }, { 3, 2, 5 } };
  return {
    FromZoo("resnet56", { "resnet56", {}, { 3, 32, 32 } }),
    FromZoo("vgg9_bn", { "vgg9-bn", {}, { 3, 32, 32 } }),
    FromZoo("vit_tiny", { "vit-tiny", {}, { 3, 32, 32 }, RandomClasses, { 4, 4, 192 } }),
    FromZoo("vgg9", { "vgg9", {}, { 3, 32, 32 } }),
    FromZoo("wrn16_4", { "wrn16-4", {}, { 3, 16, 16 } }),
    FromZoo("densenet121", { "densenet121", {}, { 1, 8, 8 } }),
    FromZoo("lenet5", { "lenet5", {}, { 3, 20, 17 } }),
    FromZoo("mlp", perceptron),
    FromZoo("mlp_squared_error", perceptron, BatchNormMode::Stored, LossKind::MeanSquaredError),
    FromZoo("resnet20_recalibrated", resnet, BatchNormMode::Recalibrated),
    FromZoo("resnet20_batch", resnet, BatchNormMode::Batch),
    FromScript("scripted", BatchNormMode::Stored),
    FromScript("scripted_recalibrated", BatchNormMode::Recalibrated),
  };
}

std::vector<RandomCase> RandomCasesForDerivatives()
{
  const BuiltInOptions resnet = { "resnet8", {}, { 3, 8, 8 } };
  return {
    FromZoo("resnet8", resnet),
    FromZoo("resnet8_recalibrated", resnet, BatchNormMode::Recalibrated),
    FromZoo("vit_tiny", { "vit-tiny", {}, { 3, 8, 8 }, RandomClasses, { 2, 2, 128 } }),
    FromZoo("mlp", { "mlp", { 9, 7 }, { 3, 2, 5 } }),
    FromZoo("vgg9_bn", { "vgg9-bn", {}, { 1, 9, 8 } }),
    FromScript("scripted", BatchNormMode::Stored),
    FromScript("scripted_recalibrated", BatchNormMode::Recalibrated),
  };
}

ProgramAllowsTF32::ProgramAllowsTF32(bool allows)
  : Products(at::globalContext().allowTF32CuBLAS()),
    Convolutions(at::globalContext().allowTF32CuDNN())
{
  at::globalContext().setAllowTF32CuBLAS(allows);
  at::globalContext().setAllowTF32CuDNN(allows);
}

ProgramAllowsTF32::~ProgramAllowsTF32()
{
  at::globalContext().setAllowTF32CuBLAS(this->Products);
  at::globalContext().setAllowTF32CuDNN(this->Convolutions);
}

bool ProgramAllowsTF32::Now()
{
  const at::Context& context = at::globalContext();
  return context.allowTF32CuBLAS() || context.allowTF32CuDNN();
}

} // namespace losslandscape
