// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Hdf5/Hdf5RootGroup.h"

#include "Core/Common/Error.h"
#include "Core/Files/Hdf5/Hdf5Dataset.h"
#include "Core/Files/Hdf5/Hdf5Handles.h"
#include "Core/Files/Hdf5/Hdf5Links.h"

namespace losslandscape
{
namespace
{

void ReadObject(hid_t file, const std::string& name, std::uint64_t fileSize, MemoryBudget& budget,
  Hdf5Contents& contents)
{
  if (ObjectType(file, name) != H5I_DATASET)
  {
    contents.Skipped.push_back(name + ": no dataset");
    return;
  }
  const Hdf5Dataset dataset(file, name, fileSize);
  if (!dataset.IsOwn())
  {
    contents.Skipped.push_back(name + ": stored in other files");
  }
  else if (dataset.IsNumeric())
  {
    contents.Arrays.emplace_back(name, dataset.ReadNumbers(budget));
  }
  else if (dataset.IsText())
  {
    contents.Texts[name] = dataset.ReadText(budget);
  }
  else
  {
    contents.Skipped.push_back(name + ": neither numbers nor a single text");
  }
}

} // namespace

Hdf5Contents ReadRootGroup(const std::string& path, std::uint64_t fileSize)
{
  const Hdf5Silence silence;
  std::string place = path;
  try
  {
    const Hdf5Handle file = OpenHdf5(path);
    MemoryBudget budget(fileSize);
    Hdf5Contents contents;
    for (const std::string& name : HardLinks(file))
    {
      place = path + ": dataset " + name;
      budget.Take(name.size());
      ReadObject(file, name, fileSize, budget, contents);
    }
    return contents;
  }
  catch (Error& error)
  {
    error.Where(place);
    throw;
  }
}

std::vector<std::string> RootNames(const std::string& path)
{
  const Hdf5Silence silence;
  return HardLinks(OpenHdf5(path));
}

} // namespace losslandscape
