// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Data_Normalization_h
#define losslandscape_Data_Normalization_h

#include "Core/Common/Progress.h"
#include "Core/Data/Dataset.h"

namespace losslandscape
{

/// Replaces the data set's own mean and standard deviation by those of the options, if any, brings
/// both to one value per channel, and applies them to the inputs. Throws Error for values or
/// lengths that do not fit.
void Normalize(const DatasetOptions& options, const Progress& progress, Dataset& data);

/// Applies the mean and standard deviation that Normalize has put into the data set to its
/// DoubleInputs.
void NormalizeDoubles(Dataset& data);

} // namespace losslandscape

#endif
