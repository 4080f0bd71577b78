// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Torch_TorchErrors_h
#define losslandscape_Engine_Torch_TorchErrors_h

#include "Core/Common/Error.h"

#include <new>
#include <string>

namespace losslandscape
{

/// The line of a message that says what is wrong: the first one, or what TorchScript's interpreter
/// puts below its traces. Without LibTorch's call to report a bug.
std::string TellingLine(const std::string& message);

/// An Error that says `what` failed and `where`, what LibTorch or the network's own code found, and
/// what to do about it where that is known. Traces and lists of backends are left out.
Error TranslatedTorchError(
  const std::string& what, const std::string& where, const std::exception& failure);

/// Runs `work`; an error of LibTorch leaves as TranslatedTorchError, and one of the suite that
/// names no place with `where`.
template <typename Work>
auto TranslateTorchErrors(const std::string& what, const std::string& where, Work&& work)
{
  try
  {
    return work();
  }
  catch (Error& error)
  {
    if (!error.NamesPlace())
    {
      error.Where(where);
    }
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
  catch (const std::exception& failure)
  {
    throw TranslatedTorchError(what, where, failure);
  }
}

} // namespace losslandscape

#endif
