// SPDX-License-Identifier: BSD-3-Clause
// What ParaView asks the plugin before it takes it.
#include "Core/Engine/Torch/Machine.h"

#include "vtkObject.h"
#include "vtkPVPlugin.h"

/// Whether the plugin can work with the LibTorch that it finds; says in one sentence why not.
/// ParaView 6.1 and later call this by its name, and take the plugin only if it can.
C_EXPORT bool C_DECL pv_plugin_on_load_check()
{
  const std::string mismatch = losslandscape::LibTorchMismatch();
  if (!mismatch.empty())
  {
    vtkGenericWarningMacro(<< mismatch);
  }
  return mismatch.empty();
}

namespace
{
/// Earlier versions of ParaView do not ask: they warn.
const bool Checked = pv_plugin_on_load_check();
} // namespace
