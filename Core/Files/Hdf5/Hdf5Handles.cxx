// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Hdf5/Hdf5Handles.h"

#include "Core/Common/Error.h"

namespace losslandscape
{
namespace
{

herr_t TakeReason(unsigned depth, const H5E_error2_t* error, void* result)
{
  if (depth == 0 && error->desc)
  {
    *static_cast<std::string*>(result) = error->desc;
  }
  return 0;
}

} // namespace

Hdf5Handle::Hdf5Handle(hid_t id, Close close, const std::string& what) : Id(id), Function(close)
{
  CheckHdf5(id >= 0, what);
}

Hdf5Handle::~Hdf5Handle()
{
  this->Function(this->Id);
}

Hdf5Silence::Hdf5Silence()
{
  H5Eget_auto2(H5E_DEFAULT, &this->Function, &this->Data);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Hdf5Silence::~Hdf5Silence()
{
  H5Eset_auto2(H5E_DEFAULT, this->Function, this->Data);
}

std::string Hdf5Reason()
{
  std::string reason;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_UPWARD, TakeReason, &reason);
  return reason.empty() ? "an unknown reason" : reason;
}

void CheckHdf5(bool success, const std::string& what)
{
  if (!success)
  {
    throw Error(what)
      .Found(Hdf5Reason())
      .Advice("the file is truncated or damaged, or no HDF5 file");
  }
}

hid_t Hdf5FileAccess()
{
  const hid_t access = H5Pcreate(H5P_FILE_ACCESS);
  // Damaged objects may refuse to close, and would keep their file open.
  H5Pset_fclose_degree(access, H5F_CLOSE_STRONG);
#if H5_VERSION_GE(1, 12, 1) || (H5_VERSION_GE(1, 10, 7) && !H5_VERSION_GE(1, 12, 0))
  H5Pset_file_locking(access, false, true);
#endif
  return access;
}

} // namespace losslandscape
