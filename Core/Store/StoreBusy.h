// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Store_StoreBusy_h
#define losslandscape_Store_StoreBusy_h

#include "Core/Common/Error.h"

namespace losslandscape
{

/// Another process or thread holds the file. Nothing was changed; the same may work later.
class StoreBusy : public Error
{
public:
  using Error::Error;
};

/// A stored value is longer than any of ours. Nothing else is wrong with the file.
class ValueTooLong : public Error
{
public:
  using Error::Error;
};

} // namespace losslandscape

#endif
