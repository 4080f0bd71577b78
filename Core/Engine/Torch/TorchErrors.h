// SPDX-License-Identifier: BSD-3-Clause
// Shows Torch types.
#ifndef losslandscape_Engine_Torch_TorchErrors_h
#define losslandscape_Engine_Torch_TorchErrors_h

#include "Core/Common/Error.h"
#include "Core/Engine/Torch/Tensors.h"

#include <new>
#include <string>

namespace losslandscape
{

/// The line of a message that says what is wrong: the first one, or what TorchScript's interpreter
/// puts below its traces. Without LibTorch's call to report a bug.
inline std::string TellingLine(const std::string& message)
{
  const std::size_t below = message.rfind("\nRuntimeError: ");
  const std::size_t begin =
    message.find_first_not_of(" \n", below == std::string::npos ? 0 : below);
  if (begin == std::string::npos)
  {
    return "no message";
  }
  return message.substr(begin, message.find('\n', begin) - begin);
}

/// Runs `work`; an error of LibTorch leaves as an Error that says `what` failed and `where`,
/// without LibTorch's stack trace.
template <typename Work>
auto TranslateTorchErrors(const std::string& what, const std::string& where, Work&& work)
{
  try
  {
    return work();
  }
  catch (const Error&)
  {
    throw;
  }
  catch (const Aborted&)
  {
    throw;
  }
  catch (const std::bad_alloc&)
  {
    throw;
  }
  catch (const c10::Error& error)
  {
    throw Error(what).Where(where).Found(
      "an error of LibTorch: " + TellingLine(error.what_without_backtrace()));
  }
  catch (const std::exception& error)
  {
    throw Error(what).Where(where).Found("an error of LibTorch: " + TellingLine(error.what()));
  }
}

} // namespace losslandscape

#endif
