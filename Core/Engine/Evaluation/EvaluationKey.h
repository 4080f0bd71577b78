// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_EvaluationKey_h
#define losslandscape_Engine_Evaluation_EvaluationKey_h

#include "Core/Engine/Evaluation/DerivativeEvaluation.h"
#include "Core/Engine/Plane/Plane.h"

#include <string>

namespace losslandscape
{

/// Everything that decides the value at given coordinates of a plane, to the last bit, as JSON:
/// equal texts mean equal values. Contents stand in it by their SHA-256, no paths, and nothing that
/// does not matter (a name, the number of threads, the grid), so that the same network in another
/// folder has the same text:
/// - the evaluation itself (a number that is raised whenever its results may change) and the
///   versions of this suite and LibTorch;
/// - the machine: kind of processor or GPU, BLAS library and configuration of LibTorch, which move
///   last bits;
/// - architecture and widths, or the TorchScript file; parameters and buffers;
/// - samples, as they enter the network (so split, subset and normalisation), and targets;
/// - loss, samples per forward pass, kind of device, precision, mode of batch norm and the samples
///   that its statistics are estimated on;
/// - directions, axis by axis.
std::string EvaluationKey(const Plane& plane);

/// The same for a network of the problem's kind that is no point of a plane: weights and buffers by
/// their hash (as Problem::WeightsHash), no directions.
std::string CheckpointKey(const Problem& problem, const std::string& weightsHash);

/// The same for derivatives at a point of the plane. They run through LibTorch's operators in the
/// network's own precision: fused kernels and the problem's precision are left out. In are which
/// derivatives, and for eigenvalues the tolerance and the most products.
std::string DerivativeKey(const Plane& plane, const DerivativeOptions& options);

/// The text for numbers that a study finds at the problem's own weights, by derivatives as above:
/// `study` names it and what it finds, `options` are those that its numbers depend on, as JSON.
std::string StudyKey(
  const Problem& problem, const std::string& study, const std::string& options);

} // namespace losslandscape

#endif
