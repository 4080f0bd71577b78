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

/// Adds the point arrays of the Boundary port, with undefined values, for a network with so many
/// outputs.
DecisionArrays AddDecisionArrays(std::int64_t outputs, vtkImageData* image);

/// Counts the points whose outputs are not finite, as field data `non_finite_outputs`.
vtkIdType AddNonFiniteOutputs(vtkImageData* image);

/// A vertex for each sample, the point arrays of the Samples port, and their mean loss and accuracy
/// as field data; arrays without tuples if there is no sample.
void FillSamples(const std::vector<SampleDecision>& samples, vtkPolyData* output);

} // namespace losslandscape

#endif
