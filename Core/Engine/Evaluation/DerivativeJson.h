// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_DerivativeJson_h
#define losslandscape_Engine_Evaluation_DerivativeJson_h

#include "Core/Common/OptionsJson.h"
#include "Core/Engine/Evaluation/DerivativeEvaluation.h"

namespace losslandscape
{

/// How these options are called in recipes and keys (see OptionsJson.h).
template <typename Archive>
void MapOptions(Archive& archive, Mapped<Archive, DerivativeOptions>& options)
{
  auto& [gradient, hessian, extremeEigenvalues, tolerance, maximumProducts] = options;
  archive.Value("gradient", gradient);
  archive.Value("hessian", hessian);
  archive.Value("extreme_eigenvalues", extremeEigenvalues);
  archive.ValueIf(extremeEigenvalues, "eigenvalue_tolerance", tolerance);
  archive.ValueIf(extremeEigenvalues, "maximum_products", maximumProducts);
}

} // namespace losslandscape

#endif
