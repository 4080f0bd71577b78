// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Engine/Network/Zoo/Families.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

/// Networks of one kind: the names that are offered, and how they are made. A family may know more
/// names than it offers.
struct Family
{
  std::vector<std::string> Names;
  std::optional<Definition> (*Define)(const BuiltInOptions& options);
};

const std::vector<Family>& Families()
{
  static const std::vector<Family> families = {
    { ResNetNames(), DefineResNet },
    { ProjectionResNetNames(), DefineProjectionResNet },
    { WideResNetNames(), DefineWideResNet },
    { { "densenet121" }, DefineDenseNet },
    { VggNames(), DefineVgg },
    { { "lenet5" }, DefineLeNet },
    { VisionTransformerNames(), DefineVisionTransformer },
    { { "mlp" }, DefineMlp },
  };
  return families;
}

std::string KnownNames()
{
  std::string known;
  for (const auto& name : ArchitectureNames())
  {
    known += (known.empty() ? "" : ", ") + name;
  }
  return known;
}

} // namespace

const std::vector<std::string>& ArchitectureNames()
{
  static const std::vector<std::string> names = []
  {
    std::vector<std::string> all;
    for (const auto& family : Families())
    {
      all.insert(all.end(), family.Names.begin(), family.Names.end());
    }
    return all;
  }();
  return names;
}

bool IsTransformer(const std::string& architecture)
{
  const auto names = VisionTransformerNames();
  return std::find(names.begin(), names.end(), architecture) != names.end();
}

Definition DefineNetwork(const BuiltInOptions& options)
{
  for (const auto& family : Families())
  {
    if (auto definition = family.Define(options))
    {
      return std::move(*definition);
    }
  }
  throw Error("unknown architecture")
    .Expected("one of " + KnownNames() + ", or any wide ResNet wrnDEPTH-WIDTH (wrn22-2)")
    .Found("'" + options.Architecture + "'")
    .Advice("or give any network as a TorchScript file (NetworkFile)");
}

} // namespace losslandscape
