// SPDX-License-Identifier: BSD-3-Clause
// What ParaView opens as the plugin: a library that needs nothing but VTK's core, and opens the
// plugin proper, which needs LibTorch, for itself alone.
//
// ParaView opens plugins such that whatever is opened later finds their symbols, and those of all
// libraries that they need, before its own. The LibTorch of Debian 13 exports a part of LLVM, which
// Mesa's drivers then call in place of the LLVM that they were made for: the first picture ended
// the process. Opened from here LibTorch is seen by nobody else. And if it is missing, there is
// code that can say so.
#include "vtkObject.h"
#include "vtkPVPlugin.h"

#include <dlfcn.h>

#include <string>

namespace
{

/// The plugin proper, in the folder of this file.
std::string PathOfPlugin()
{
  Dl_info info;
  const bool isKnown = dladdr(reinterpret_cast<const void*>(&PathOfPlugin), &info) != 0;
  const std::string own = isKnown && info.dli_fname ? info.dli_fname : "";
  const std::size_t slash = own.rfind('/');
  return (slash == std::string::npos ? "" : own.substr(0, slash + 1)) + LOSSLANDSCAPE_PLUGIN_FILE;
}

/// Null after a warning if it cannot be opened.
void* OpenPlugin()
{
  void* plugin = dlopen(PathOfPlugin().c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (!plugin)
  {
    const char* reason = dlerror();
    vtkGenericWarningMacro(<< "Loss Landscape cannot be loaded: "
                           << (reason ? reason : PathOfPlugin())
                           << "; it was built with LibTorch " LOSSLANDSCAPE_LIBTORCH
                              ": install that, or put its folder on LD_LIBRARY_PATH, and start "
                              "ParaView again");
  }
  return plugin;
}

/// A function of the plugin proper; null if there is none.
template <typename Function>
Function Find(const char* name)
{
  static void* const plugin = OpenPlugin();
  return plugin ? reinterpret_cast<Function>(dlsym(plugin, name)) : nullptr;
}

/// What versions of ParaView before 6.1 get if the plugin cannot be opened: they take no for no
/// answer.
class NothingToLoad : public vtkPVPlugin
{
public:
  const char* GetPluginName() override { return "LossLandscape"; }
  const char* GetPluginVersionString() override { return ""; }
  bool GetRequiredOnServer() override { return false; }
  bool GetRequiredOnClient() override { return false; }
  const char* GetRequiredPlugins() override { return ""; }
  const char* GetDescription() override { return "could not be loaded"; }
  const char* GetEULA() override { return nullptr; }
};

} // namespace

C_EXPORT vtkPVPlugin* C_DECL pv_plugin_instance()
{
  const auto instance = Find<vtkPVPlugin* (*)()>("pv_plugin_instance");
  static NothingToLoad nothing;
  return instance ? instance() : &nothing;
}

/// Called by ParaView 6.1 and later: see LoadCheck.cxx.
C_EXPORT bool C_DECL pv_plugin_on_load_check()
{
  const auto check = Find<bool (*)()>("pv_plugin_on_load_check");
  return check && check();
}
