// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Movement.h"

#include "Core/Common/Error.h"
#include "Core/Common/TextEnds.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

using Names = std::set<std::string>;

/// Matches text from `at` on with the pattern from `from` on.
bool MatchesFrom(
  const std::string& text, std::size_t at, const std::string& pattern, std::size_t from)
{
  // The last star, and the place in the text that it reaches to: on a mismatch it takes one more.
  std::size_t star = std::string::npos;
  std::size_t reached = at;
  while (at < text.size())
  {
    if (from < pattern.size() && pattern[from] == '*')
    {
      star = from++;
      reached = at;
    }
    else if (from < pattern.size() && (pattern[from] == '?' || pattern[from] == text[at]))
    {
      ++from;
      ++at;
    }
    else if (star != std::string::npos)
    {
      from = star + 1;
      at = ++reached;
    }
    else
    {
      return false;
    }
  }
  return pattern.find_first_not_of('*', from) == std::string::npos;
}

Names NamesOf(const NetworkModule& network, const std::function<bool(const torch::Tensor&)>& which)
{
  Names names;
  for (const auto& [name, tensor] : network.AllParameters())
  {
    if (which(tensor))
    {
      names.insert(name);
    }
  }
  return names;
}

Error NamesNothing(
  const NetworkModule& network, const std::string& pattern, const std::string& where)
{
  constexpr std::size_t shown = 6;
  const NamedTensors parameters = network.AllParameters();
  std::string names;
  for (std::size_t i = 0; i < std::min(shown, parameters.size()); ++i)
  {
    names += (i ? ", " : "") + parameters[i].first;
  }
  return Error("a pattern names no parameter of the network")
    .Where(where)
    .Expected("names such as " + names + (parameters.size() > shown ? ", ..." : ""))
    .Found("'" + pattern + "'")
    .Advice("* stands for any text, and a module's name for all parameters in it");
}

Names FrozenParameters(const NetworkModule& network)
{
  return NamesOf(network, [](const torch::Tensor& tensor) { return !tensor.requires_grad(); });
}

/// The names that no pattern matches.
Names Unmatched(
  const NetworkModule& network, const std::vector<std::string>& patterns, const std::string& where)
{
  Names rest = NamesOf(network, [](const torch::Tensor&) { return true; });
  const Names all = rest;
  for (const std::string& pattern : patterns)
  {
    bool isUsed = false;
    for (const std::string& name : all)
    {
      if (MatchesPattern(name, pattern))
      {
        isUsed = true;
        rest.erase(name);
      }
    }
    if (!isUsed)
    {
      throw NamesNothing(network, pattern, where);
    }
  }
  return rest;
}

} // namespace

bool MatchesPattern(const std::string& name, const std::string& pattern)
{
  return MatchesFrom(name, 0, pattern, 0) || MatchesFrom(name, 0, pattern + ".*", 0);
}

Names FixedParameters(
  const NetworkModule& network, const std::vector<std::string>& patterns, const std::string& where)
{
  const Names fixed =
    patterns.empty() ? FrozenParameters(network) : Unmatched(network, patterns, where);
  return fixed.size() == network.AllParameters().size() ? Names() : fixed;
}

std::string RestrictMovement(
  NetworkModule& network, const std::vector<std::string>& patterns, const std::string& where)
{
  const std::size_t count = network.AllParameters().size();
  // What moves is trained, whatever it was when the network was written.
  const auto train = [&]
  {
    for (auto& [name, tensor] : network.Parameters())
    {
      tensor.set_requires_grad(true);
    }
  };
  Names fixed = FixedParameters(network, patterns, where);
  if (fixed.empty())
  {
    const bool areAllFrozen = patterns.empty() && !FrozenParameters(network).empty();
    train();
    return areAllFrozen ? "all parameters were frozen (requires_grad was False): all move" : "";
  }
  const std::string amount =
    std::to_string(fixed.size()) + " of " + std::to_string(count) + " parameters ";
  network.Fix(std::move(fixed));
  train();
  return amount +
    (patterns.empty() ? "were frozen (requires_grad was False) and do not move"
                      : "do not move, as MovingParameters says");
}

} // namespace losslandscape
