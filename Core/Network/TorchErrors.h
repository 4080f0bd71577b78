// SPDX-License-Identifier: BSD-3-Clause
// Private to Core/Network: shows Torch types.
#ifndef losslandscape_Network_TorchErrors_h
#define losslandscape_Network_TorchErrors_h

#include "Core/Common/Error.h"

#include <torch/torch.h>

#include <new>
#include <string>

namespace losslandscape
{

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
      std::string("an error of LibTorch: ") + error.what_without_backtrace());
  }
  catch (const std::exception& error)
  {
    throw Error(what).Where(where).Found(std::string("an error of LibTorch: ") + error.what());
  }
}

} // namespace losslandscape

#endif
