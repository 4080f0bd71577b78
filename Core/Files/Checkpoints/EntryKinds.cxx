// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/EntryKinds.h"

#include "Core/Common/TextEnds.h"

#include <algorithm>
#include <array>

namespace losslandscape
{
namespace
{

const std::vector<const char*> UsualNames = { "state_dict", "model_state_dict", "model_state",
  "model", "network_state_dict", "net_state_dict", "network", "net", "params_ema", "params",
  "weights", "module", "model_ema", "ema" };

/// Words that occur in the names of entries which hold tensors, but not those of a network.
constexpr std::array<const char*, 13> ForeignWords = { "optim", "optims", "optimizer", "optimizers",
  "optimiser", "optimisers", "sched", "scheduler", "schedulers", "scaler", "scalers", "amp",
  "rng" };

/// Ends of such words, as in lrscheduler.
constexpr std::array<const char*, 4> ForeignEnds = { "optimizer", "scheduler", "schedulers",
  "gradscaler" };

bool IsForeignWord(const std::string& word)
{
  return std::find(ForeignWords.begin(), ForeignWords.end(), word) != ForeignWords.end() ||
    std::any_of(ForeignEnds.begin(), ForeignEnds.end(),
      [&word](const char* end) { return word != end && EndsWith(word, end); });
}

/// The words of a name, in small letters: its runs of letters, where a capital after a small letter
/// starts another word (optimizerG).
std::vector<std::string> WordsOf(std::string_view name)
{
  std::vector<std::string> words;
  char last = ' ';
  for (const char letter : name)
  {
    const bool isUpper = letter >= 'A' && letter <= 'Z';
    const bool isLower = letter >= 'a' && letter <= 'z';
    const bool afterLower = last >= 'a' && last <= 'z';
    const bool afterUpper = last >= 'A' && last <= 'Z';
    if ((isUpper && !afterUpper) || (isLower && !afterUpper && !afterLower))
    {
      words.emplace_back();
    }
    if (isUpper || isLower)
    {
      words.back() += isUpper ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    last = letter;
  }
  return words;
}

bool Contains(const std::vector<std::string>& words, const char* word)
{
  return std::find(words.begin(), words.end(), word) != words.end();
}

} // namespace

const std::vector<const char*>& UsualNetworkNames()
{
  return UsualNames;
}

bool IsUsualNetworkName(std::string_view name)
{
  return std::find(UsualNames.begin(), UsualNames.end(), name) != UsualNames.end();
}

bool IsForeignName(std::string_view name)
{
  const std::vector<std::string> words = WordsOf(name);
  return std::any_of(words.begin(), words.end(), IsForeignWord) ||
    (Contains(words, "random") &&
      (words.size() == 1 || Contains(words, "state") || Contains(words, "states")));
}

bool IsOptimizerListName(std::string_view name)
{
  const std::vector<std::string> words = WordsOf(name);
  return std::any_of(words.begin(), words.end(),
    [](const std::string& word)
    {
      return StartsWith(word, "grad") || StartsWith(word, "moment") || StartsWith(word, "veloc") ||
        StartsWith(word, "square") || word == "exp" || word == "sq";
    });
}

bool IsOptimizer(const PickleTree& tree, PickleId id)
{
  return tree.Lookup(id, "state") != NoPickle && tree.Lookup(id, "param_groups") != NoPickle;
}

bool IsContainer(const PickleTree& tree, PickleId id)
{
  const PickleKind kind = tree[id].Kind;
  return kind == PickleKind::Dict || kind == PickleKind::List || kind == PickleKind::Tuple;
}

} // namespace losslandscape
