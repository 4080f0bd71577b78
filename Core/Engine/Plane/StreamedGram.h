// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Plane_StreamedGram_h
#define losslandscape_Engine_Plane_StreamedGram_h

#include "Core/Engine/Plane/PrincipalComponents.h"

#include <Eigen/Core>

namespace losslandscape
{

/// How many vectors StreamedGram reads, counting each as often as it is read.
std::int64_t GramReads(const VectorStream& vectors, std::size_t blockBytes);

/// The scalar products of all pairs of vectors. A block of them stays in memory while the others
/// stream past. Throws Error if a product is not finite.
Eigen::MatrixXd StreamedGram(
  const VectorStream& vectors, std::size_t blockBytes, const Progress& progress);

} // namespace losslandscape

#endif
