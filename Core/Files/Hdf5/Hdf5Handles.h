// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Files_Hdf5_Hdf5Handles_h
#define losslandscape_Files_Hdf5_Hdf5Handles_h

#include "Core/Files/Hdf5/Hdf5Library.h"

#include <string>

namespace losslandscape
{

/// Owns an identifier of HDF5 and closes it. The constructor throws Error if the library refused to
/// give one.
class Hdf5Handle
{
public:
  using Close = herr_t (*)(hid_t);

  Hdf5Handle(hid_t id, Close close, const std::string& what);
  ~Hdf5Handle();
  Hdf5Handle(const Hdf5Handle&) = delete;
  Hdf5Handle& operator=(const Hdf5Handle&) = delete;

  operator hid_t() const { return this->Id; }

private:
  hid_t Id;
  Close Function;
};

/// Keeps HDF5 from printing errors while it lives; Hdf5Reason tells what went wrong.
class Hdf5Silence
{
public:
  Hdf5Silence();
  ~Hdf5Silence();
  Hdf5Silence(const Hdf5Silence&) = delete;
  Hdf5Silence& operator=(const Hdf5Silence&) = delete;

private:
  H5E_auto2_t Function = nullptr;
  void* Data = nullptr;
};

/// The innermost reason of the library's last failure, in words.
std::string Hdf5Reason();

/// Throws Error with the library's reason unless `success`. `what` tells what could not be done.
void CheckHdf5(bool success, const std::string& what);

/// Makes the properties for opening files. Files are opened without a lock, since locks fail on
/// many network file systems and while another program writes the file, and closing a file closes
/// whatever is open in it.
hid_t Hdf5FileAccess();

} // namespace losslandscape

#endif
