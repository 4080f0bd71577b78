// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Hdf5/Hdf5DirectionGroups.h"

#include "Core/Common/Error.h"
#include "Core/Files/Hdf5/Hdf5Dataset.h"
#include "Core/Files/Hdf5/Hdf5Directions.h"
#include "Core/Files/Hdf5/Hdf5Handles.h"
#include "Core/Files/Hdf5/Hdf5Links.h"

#include <algorithm>
#include <set>

namespace losslandscape
{
namespace
{

using Names = std::vector<std::string>;

bool Contains(const Names& names, const std::string& name)
{
  return std::find(names.begin(), names.end(), name) != names.end();
}

[[noreturn]] void RefuseTensor(const std::string& found)
{
  throw Error("cannot use the direction")
    .Expected("a group with the datasets of numbers 0, 1, 2, ..., one for each tensor of the "
              "network, as loss-landscape writes it")
    .Found(found);
}

/// The names of the datasets in a group.
Names TensorNames(hid_t file, const std::string& group)
{
  if (ObjectType(file, group) != H5I_GROUP)
  {
    RefuseTensor("no group");
  }
  const Hdf5Handle members(
    H5Gopen2(file, group.c_str(), H5P_DEFAULT), H5Gclose, "cannot open group");
  Names names = HardLinks(members);
  if (names.empty())
  {
    RefuseTensor("an empty group");
  }
  return names;
}

/// Throws Error unless the file has the first direction.
void CheckNames(const Names& names)
{
  constexpr std::size_t shown = 4;
  if (Contains(names, Hdf5DirectionNames().front()))
  {
    return;
  }
  std::string found;
  for (std::size_t i = 0; i < std::min(shown, names.size()); ++i)
  {
    found += (i ? ", " : "") + names[i];
  }
  throw Error("no directions in the file")
    .Expected("the group xdirection, and ydirection for a plane, as loss-landscape writes them")
    .Found(names.empty()       ? "nothing"
        : names.size() > shown ? found + ", ..."
                               : found);
}

/// Reads directions one after the other, and knows where in the file it is.
class DirectionReading
{
public:
  DirectionReading(std::string path, std::uint64_t fileSize)
    : Path(std::move(path)), Place(this->Path), FileSize(fileSize), Budget(fileSize)
  {
  }

  Hdf5Contents Read()
  {
    const Hdf5Handle file = OpenHdf5(this->Path);
    const Names present = HardLinks(file);
    CheckNames(present);
    for (const std::string& group : Hdf5DirectionNames())
    {
      if (Contains(present, group))
      {
        this->ReadDirection(file, group);
      }
    }
    return std::move(this->Contents);
  }

  const std::string& GetPlace() const { return this->Place; }

private:
  void ReadDirection(hid_t file, const std::string& group)
  {
    this->Place = this->Path + ": " + group;
    const Names names = TensorNames(file, group);
    const std::set<std::string> known(names.begin(), names.end());
    for (std::size_t i = 0; i < names.size(); ++i)
    {
      const std::string number = std::to_string(i);
      const std::string name = group + "/" + number;
      this->Place = this->Path + ": dataset " + name;
      if (known.count(number) == 0)
      {
        RefuseTensor("none of that name");
      }
      this->Budget.Take(name.size());
      this->Contents.Arrays.emplace_back(name, this->ReadTensor(file, name));
    }
  }

  DenseArray ReadTensor(hid_t file, const std::string& name)
  {
    if (ObjectType(file, name) != H5I_DATASET)
    {
      RefuseTensor("no dataset");
    }
    const Hdf5Dataset dataset(file, name, this->FileSize);
    if (!dataset.IsOwn() || !dataset.IsNumeric())
    {
      RefuseTensor(dataset.IsOwn() ? "no numbers" : "a dataset that is stored in other files");
    }
    return dataset.ReadNumbers(this->Budget);
  }

  std::string Path;
  std::string Place;
  std::uint64_t FileSize;
  MemoryBudget Budget;
  Hdf5Contents Contents;
};

} // namespace

Hdf5Contents ReadDirectionGroups(const std::string& path, std::uint64_t fileSize)
{
  const Hdf5Silence silence;
  DirectionReading reading(path, fileSize);
  try
  {
    return reading.Read();
  }
  catch (Error& error)
  {
    error.Where(reading.GetPlace());
    throw;
  }
}

} // namespace losslandscape
