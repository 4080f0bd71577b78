// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Network_NetworkJson_h
#define losslandscape_Engine_Network_NetworkJson_h

#include "Core/Common/OptionsJson.h"
#include "Core/Engine/Network/Network.h"

namespace losslandscape
{

/// Names these options in recipes and keys (see OptionsJson.h).
template <typename Archive>
void MapOptions(Archive& archive, Mapped<Archive, TransformerOptions>& options)
{
  auto& [patchSize, depth, width] = options;
  archive.Value("patch_size", patchSize);
  archive.Value("depth", depth);
  archive.Value("width", width);
}

template <typename Archive>
void MapOptions(Archive& archive, Mapped<Archive, NetworkOptions>& options)
{
  auto& [architecture, hiddenWidths, transformer, networkFile, output, weightsFile, adapterFiles,
    moving] = options;
  const bool isBuiltIn = networkFile.empty();
  archive.ValueIf(isBuiltIn, "architecture", architecture);
  archive.ValueIf(isBuiltIn && architecture == "mlp", "hidden_widths", hiddenWidths);
  archive.ObjectIf(isBuiltIn && IsTransformer(architecture), "transformer", transformer);
  archive.ValueIf(!isBuiltIn, "torchscript_file", networkFile);
  archive.ValueIf(!isBuiltIn && !output.empty(), "output", output);
  archive.Value("weights_file", weightsFile);
  archive.ValueIf(!adapterFiles.empty(), "adapter_files", adapterFiles);
  archive.ValueIf(!moving.empty(), "moving_parameters", moving);
}

} // namespace losslandscape

#endif
