// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Hdf5/Hdf5RootGroup.h"

#include "Core/Common/Error.h"
#include "Core/Files/Hdf5/Hdf5Dataset.h"
#include "Core/Files/Hdf5/Hdf5Handles.h"

namespace losslandscape
{
namespace
{

constexpr std::size_t MostLinks = 100000;

Hdf5Handle OpenFile(const std::string& path)
{
  const Hdf5Handle access(Hdf5FileAccess(), H5Pclose, "cannot start HDF5");
  return Hdf5Handle(
    H5Fopen(path.c_str(), H5F_ACC_RDONLY, access), H5Fclose, "cannot open HDF5 file");
}

std::vector<std::string> HardLinks(hid_t file)
{
  std::vector<std::string> names;
  H5L_iterate_t take = [](hid_t, const char* name, const H5L_info_t* info, void* result) -> herr_t
  {
    auto* all = static_cast<std::vector<std::string>*>(result);
    if (info->type == H5L_TYPE_HARD)
    {
      all->emplace_back(name);
    }
    return all->size() > MostLinks ? -1 : 0;
  };
  hsize_t next = 0;
  CheckHdf5(H5Literate(file, H5_INDEX_NAME, H5_ITER_INC, &next, take, &names) >= 0,
    "cannot list the contents of the HDF5 file");
  return names;
}

bool IsDataset(hid_t file, const std::string& name)
{
  const Hdf5Handle object(H5Oopen(file, name.c_str(), H5P_DEFAULT), H5Oclose, "cannot open object");
  return H5Iget_type(object) == H5I_DATASET;
}

void ReadObject(hid_t file, const std::string& name, std::uint64_t fileSize, MemoryBudget& budget,
  Hdf5Contents& contents)
{
  if (!IsDataset(file, name))
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
    const Hdf5Handle file = OpenFile(path);
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
  return HardLinks(OpenFile(path));
}

} // namespace losslandscape
