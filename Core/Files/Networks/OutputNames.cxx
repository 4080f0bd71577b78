// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Networks/OutputNames.h"

#include "Core/Common/Error.h"
#include "Core/Files/Networks/ExportJson.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

using Json = nlohmann::json;
using Names = std::vector<std::string>;

/// The keys that a dict's specification holds as JSON in a text; none for other containers.
Names KeysOf(const Json& spec, std::size_t children)
{
  const Json& context = spec.at("context");
  if (!context.is_string())
  {
    return {};
  }
  const Json keys = Json::parse(context.get<std::string>(), nullptr, /*allow_exceptions=*/false);
  const bool areNames = keys.is_array() && keys.size() == children &&
    std::all_of(keys.begin(), keys.end(), [](const Json& key) { return key.is_string(); });
  return areNames ? keys.get<Names>() : Names();
}

/// Appends the names of the leaves below a container (torch/utils/_pytree.py, protocol 1).
void AddLeaves(const Json& spec, const std::string& path, Names& names)
{
  if (spec.at("type").is_null())
  {
    names.push_back(path);
    return;
  }
  const Json& children = spec.at("children_spec");
  const Names keys = KeysOf(spec, children.size());
  for (std::size_t i = 0; i < children.size(); ++i)
  {
    const std::string name = keys.empty() ? std::to_string(i) : keys[i];
    AddLeaves(children[i], path.empty() ? name : path + "." + name, names);
  }
}

} // namespace

Names OutputNames(const Json& moduleCalls)
{
  try
  {
    for (const Json& call : moduleCalls)
    {
      // The whole network is the module without a name.
      if (call.at("fqn").get<std::string>().empty())
      {
        const Json specification =
          ParseExportJson(call.at("signature").at("out_spec").get<std::string>());
        Names names;
        AddLeaves(specification.at(1), "", names);
        std::replace(names.begin(), names.end(), std::string(), std::string("0"));
        return names;
      }
    }
  }
  catch (const Json::exception&)
  {
    // Names are a convenience: outputs can be told by their numbers.
  }
  catch (const Error&)
  {
    // As above.
  }
  return {};
}

} // namespace losslandscape
