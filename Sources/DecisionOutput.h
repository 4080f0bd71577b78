// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Sources_DecisionOutput_h
#define losslandscape_Sources_DecisionOutput_h

#include "Core/Engine/Studies/Decision/DecisionBoundary.h"

#include "vtkType.h"

#include <vector>

class vtkImageData;
class vtkPolyData;

namespace losslandscape
{

/// Adds the point arrays of vtkDecisionBoundarySource's image, with undefined values, and returns
/// where to write them. `outputs`: the network's number of outputs.
DecisionArrays AddDecisionArrays(std::int64_t outputs, vtkImageData* image);

/// Adds the field data `non_finite_outputs`, the number of points whose `class` is -1 because the
/// network's outputs are not finite, and returns that number.
vtkIdType AddNonFiniteOutputs(vtkImageData* image);

/// Fills the samples' port of vtkDecisionBoundarySource: a vertex and point data for each sample,
/// and their mean loss and accuracy as field data. Without samples there are no field data, and the
/// arrays have no tuples.
void FillSamples(const std::vector<SampleDecision>& samples, vtkPolyData* output);

} // namespace losslandscape

#endif
