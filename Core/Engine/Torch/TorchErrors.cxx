// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Torch/TorchErrors.h"

#include "Core/Engine/Torch/Tensors.h"

#include <torch/csrc/jit/runtime/jit_exception.h>
#include <torch/version.h>

#include <algorithm>
#include <array>
#include <sstream>

namespace losslandscape
{
namespace
{

bool Contains(const std::string& text, const std::string& part)
{
  return text.find(part) != std::string::npos;
}

/// Below the traces of TorchScript's interpreter, each of which ends with a mark of the place;
/// everything of other messages.
std::string WithoutTraces(const std::string& message)
{
  static const std::string mark = "<--- HERE";
  const std::size_t last = message.rfind(mark);
  const bool isTraced = message.find("failed in the TorchScript interpreter") < last;
  return isTraced && last != std::string::npos ? message.substr(last + mark.size()) : message;
}

/// The lines of a message as one, without blanks around them and not endless.
std::string OneLine(const std::string& message)
{
  constexpr std::size_t longest = 500;
  std::istringstream words(message);
  std::string line;
  for (std::string word; words >> word && line.size() < longest;)
  {
    line += (line.empty() ? "" : " ") + word;
  }
  return line.empty() ? "no message" : line.substr(0, longest);
}

/// What a network's code says by Python's statement `raise`: "ValueError: needs 3 features".
std::string RaisedText(const torch::jit::JITException& failure)
{
  const std::string text = OneLine(failure.getOriginalMsg() && !failure.getOriginalMsg()->empty()
      ? WithoutTraces(*failure.getOriginalMsg())
      : WithoutTraces(failure.what()));
  const std::string name = failure.getPythonClassName().value_or("");
  // The class stands with its module: builtins.ValueError.
  const std::string shortName = name.substr(name.rfind('.') + 1);
  return name.empty() || text.rfind(shortName, 0) == 0 ? text : shortName + ": " + text;
}

/// LibTorch lists all its backends behind the first sentence.
std::string WithoutBackends(const std::string& line)
{
  const std::size_t end = line.find(" backend. ");
  return line.rfind("Could not run ", 0) == 0 && end != std::string::npos
    ? line.substr(0, end) + " backend"
    : line;
}

std::string MessageOf(const std::exception& failure)
{
  const auto* own = dynamic_cast<const c10::Error*>(&failure);
  return own ? own->what_without_backtrace() : failure.what();
}

struct KnownError
{
  const char* Message;
  const char* Advice;
};

constexpr const char* OtherDevice =
  "the network makes tensors on a device of its own: script or trace it on the processor "
  "(model.cpu() first, device=x.device for tensors made in forward) and save it again; for tensors "
  "that it merely stores, torch.jit.load(file, map_location='cpu') and save are enough";

constexpr const char* Overwritten =
  "the network overwrites what derivatives need: assign a new tensor (self.state = h) instead of "
  "writing into one (self.state[:] = h), and export it again";

/// The first one whose message is part of LibTorch's.
constexpr std::array<KnownError, 8> KnownErrors = { {
  { "'CUDA' backend", OtherDevice },
  { "Expected all tensors to be on the same device", OtherDevice },
  { "not linked with support for cuda", OtherDevice },
  { "Unknown builtin op: aten::",
    "the network was scripted by a newer PyTorch than the LibTorch " TORCH_VERSION
    " of this program and uses an operator that came later: export it with a PyTorch of that "
    "version, or write the operator out before scripting (attention as softmax(q @ k.transpose(-2, "
    "-1) / sqrt(d)) @ v)" },
  { "Unknown builtin op: ",
    "the operator belongs to an extension of PyTorch, which this program does not have: replace it "
    "by PyTorch's own operators before scripting" },
  { "not implemented for 'Half'",
    "the processor cannot compute this in half precision: save the network as model.float(), or "
    "choose a graphics processor as Device" },
  { "modified by an inplace operation", Overwritten },
  { "has been modified inplace", Overwritten },
} };

std::string AdviceFor(const std::string& message)
{
  const auto known = std::find_if(KnownErrors.begin(), KnownErrors.end(),
    [&](const KnownError& each) { return Contains(message, each.Message); });
  return known == KnownErrors.end() ? "" : known->Advice;
}

} // namespace

std::string TellingLine(const std::string& message)
{
  const std::string text = WithoutTraces(message);
  const std::size_t begin = text.find_first_not_of(" \n");
  if (begin == std::string::npos)
  {
    return "no message";
  }
  return WithoutBackends(text.substr(begin, text.find('\n', begin) - begin));
}

Error TranslatedTorchError(
  const std::string& what, const std::string& where, const std::exception& failure)
{
  Error error(what);
  error.Where(where);
  if (const auto* raised = dynamic_cast<const torch::jit::JITException*>(&failure))
  {
    return error.Found("an error that the network's own code raises: " + RaisedText(*raised));
  }
  const std::string message = MessageOf(failure);
  error.Found("an error of LibTorch: " + TellingLine(message));
  const std::string advice = AdviceFor(message);
  return advice.empty() ? error : error.Advice(advice);
}

} // namespace losslandscape
