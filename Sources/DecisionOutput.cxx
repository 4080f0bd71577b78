// SPDX-License-Identifier: BSD-3-Clause
#include "DecisionOutput.h"

#include "Pipeline/OutputArrays.h"

#include "vtkDoubleArray.h"
#include "vtkIdTypeArray.h"
#include "vtkImageData.h"
#include "vtkIntArray.h"
#include "vtkPointData.h"
#include "vtkPolyData.h"

#include <algorithm>
#include <functional>

namespace losslandscape
{
namespace
{

/// Adds field data of one number: the mean of what `get` gives for the samples, times `factor`.
template <typename Get>
void AddMean(vtkFieldData* fields, const char* name, const std::vector<SampleDecision>& samples,
  double factor, Get&& get)
{
  double sum = 0.0;
  for (const SampleDecision& sample : samples)
  {
    sum += std::invoke(get, sample);
  }
  AddArray<vtkDoubleArray>(fields, name, 1, 1)
    ->SetValue(0, factor * sum / static_cast<double>(samples.size()));
}

} // namespace

DecisionArrays AddDecisionArrays(std::int64_t outputs, vtkImageData* image)
{
  vtkPointData* data = image->GetPointData();
  const vtkIdType points = image->GetNumberOfPoints();
  const auto addDoubles = [&](const char* name, std::int64_t components)
  {
    return AddArray<vtkDoubleArray>(data, name, static_cast<int>(components), points)
      ->GetPointer(0);
  };
  DecisionArrays arrays;
  arrays.Probability = addDoubles("probability", outputs);
  arrays.Class = AddArray<vtkIntArray>(data, "class", 1, points)->GetPointer(0);
  arrays.Confidence = addDoubles("confidence", 1);
  arrays.Margin = addDoubles("margin", 1);
  data->SetActiveScalars("class");
  return arrays;
}

vtkIdType AddNonFiniteOutputs(vtkImageData* image)
{
  auto* classes = vtkIntArray::SafeDownCast(image->GetPointData()->GetArray("class"));
  const auto count = static_cast<vtkIdType>(std::count(classes->Begin(), classes->End(), -1));
  AddArray<vtkIdTypeArray>(image->GetFieldData(), "non_finite_outputs", 1, 1)->SetValue(0, count);
  return count;
}

void FillSamples(const std::vector<SampleDecision>& samples, vtkPolyData* output)
{
  using Sample = SampleDecision;
  AddVertices(output, samples, [](const Sample& sample) { return sample.Sample.Position; });
  vtkFieldData* data = output->GetPointData();
  AddColumn<vtkIdTypeArray>(
    data, "sample", samples, [](const Sample& sample) { return sample.Sample.Index; });
  AddColumn<vtkIntArray>(data, "label", samples, &Sample::Label);
  AddColumn<vtkIntArray>(data, "predicted", samples, &Sample::Predicted);
  AddColumn<vtkIntArray>(data, "correct", samples, &Sample::IsCorrect);
  AddColumn<vtkDoubleArray>(data, "probability", samples, &Sample::Probability);
  AddColumn<vtkDoubleArray>(data, "loss", samples, &Sample::Loss);
  output->GetPointData()->SetActiveScalars("label");
  if (!samples.empty())
  {
    AddMean(output->GetFieldData(), "accuracy", samples, 100.0, &Sample::IsCorrect);
    AddMean(output->GetFieldData(), "loss", samples, 1.0, &Sample::Loss);
  }
}

} // namespace losslandscape
