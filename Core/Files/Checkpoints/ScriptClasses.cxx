// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Checkpoints/ScriptClasses.h"

#include "Core/Common/TextEnds.h"

#include <algorithm>
#include <sstream>

namespace losslandscape
{
namespace
{

const std::string ClassStart = "class ";
const std::string ClassEnd = "(Module):";

/// "a/b.py" as the name of a Python module, a.b.
std::string ModuleName(const std::string& file)
{
  std::string name = file.substr(0, file.rfind(".py"));
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

/// Adds the texts between quotation marks.
void AddQuoted(const std::string& line, std::vector<std::string>& texts)
{
  for (std::size_t open = line.find('"'); open != std::string::npos;)
  {
    const std::size_t close = line.find('"', open + 1);
    if (close == std::string::npos)
    {
      return;
    }
    texts.push_back(line.substr(open + 1, close - open - 1));
    open = line.find('"', close + 1);
  }
}

} // namespace

void AddScriptClasses(const std::string& file, const std::string& text, ScriptClasses& classes)
{
  const std::string module = ModuleName(file);
  std::vector<std::string>* attributes = nullptr;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
  {
    if (StartsWith(line, ClassStart))
    {
      const std::size_t end = line.find(ClassEnd);
      attributes = end == std::string::npos
        ? nullptr
        : &classes[module + "." + line.substr(ClassStart.size(), end - ClassStart.size())];
    }
    else if (attributes &&
      (StartsWith(line, "  __parameters__ = [") || StartsWith(line, "  __buffers__ = [")))
    {
      AddQuoted(line, *attributes);
    }
  }
}

} // namespace losslandscape
