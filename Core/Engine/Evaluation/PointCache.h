// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Evaluation_PointCache_h
#define losslandscape_Engine_Evaluation_PointCache_h

#include "Core/Engine/Evaluation/CacheUse.h"
#include "Core/Engine/Evaluation/PointEvaluation.h"

#include <memory>
#include <string>
#include <vector>

namespace losslandscape
{

/// Evaluates points of a plane, and keeps their values in a file: those that are in it already are
/// not evaluated again, whoever put them there. Values are the same to the bit as without a file:
/// see EvaluationKey for what must be equal, and PointStore for the file.
///
/// Not for use by several threads at once; several processes may share the file.
class PointCache
{
public:
  /// Opens the file or makes it. An empty name stands for no file. Throws Error for a file that
  /// cannot be used. One that another program holds for longer than `patience` is no error: points
  /// are evaluated as if it were not there, written once it is free, and a warning tells of the
  /// rest.
  PointCache(const std::string& file, const Plane& plane, const Progress& progress = {},
    std::chrono::milliseconds patience = UsualStorePatience);
  ~PointCache();
  PointCache(const PointCache&) = delete;
  PointCache& operator=(const PointCache&) = delete;

  /// As EvaluatePoints, with values from the file first. New values are written about twice a
  /// second, and at the end, also if that is an abort or a failure. That writing fails does not
  /// stop the evaluation; it is a warning.
  void Evaluate(
    const PlanePoints& points, int threads, const ValueSink& store, const Progress& progress = {});

  /// Of all calls so far.
  std::int64_t PointsFromCache() const;
  std::int64_t PointsEvaluated() const;

  /// What the user should know about the file: sentences.
  std::vector<std::string> Warnings() const;

  /// The three of them.
  CacheUse Use() const;

private:
  struct Internals;
  std::unique_ptr<Internals> Impl;
};

} // namespace losslandscape

#endif
