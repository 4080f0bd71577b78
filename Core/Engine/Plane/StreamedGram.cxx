// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Plane/StreamedGram.h"

#include <algorithm>

namespace losslandscape
{
namespace
{

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

Index BlockSize(const VectorStream& vectors, std::size_t blockBytes)
{
  const auto vectorBytes =
    static_cast<std::int64_t>(sizeof(double)) * std::max<std::int64_t>(vectors.Length, 1);
  const auto fitting = static_cast<std::int64_t>(blockBytes) / vectorBytes;
  return std::min(std::max<std::int64_t>(fitting, 2), vectors.Count);
}

/// Reads vectors and counts them for the progress.
class Reader
{
public:
  Reader(const VectorStream& vectors, std::int64_t total, const Progress& progress)
    : Vectors(vectors), Total(total), Report(progress)
  {
  }

  std::vector<double> Read(Index index)
  {
    ReportProgress(this->Report, static_cast<double>(this->Done++) / this->Total);
    return this->Vectors.Read(index);
  }

private:
  const VectorStream& Vectors;
  double Total;
  const Progress& Report;
  std::int64_t Done = 0;
};

} // namespace

std::int64_t GramReads(const VectorStream& vectors, std::size_t blockBytes)
{
  std::int64_t reads = 0;
  const Index step = BlockSize(vectors, blockBytes);
  for (Index begin = 0; begin < vectors.Count; begin += step)
  {
    reads += vectors.Count - begin;
  }
  return reads;
}

Eigen::MatrixXd StreamedGram(
  const VectorStream& vectors, std::size_t blockBytes, const Progress& progress)
{
  const Index count = vectors.Count;
  const Index step = BlockSize(vectors, blockBytes);
  Reader reader(vectors, GramReads(vectors, blockBytes), progress);
  MatrixXd gram(count, count);
  MatrixXd block(vectors.Length, step);
  for (Index begin = 0; begin < count; begin += step)
  {
    const Index size = std::min(step, count - begin);
    for (Index t = begin; t < count; ++t)
    {
      const std::vector<double> values = reader.Read(t);
      const Eigen::Map<const VectorXd> vector(values.data(), vectors.Length);
      if (t < begin + size)
      {
        block.col(t - begin) = vector;
      }
      const Index known = std::min(size, t - begin + 1);
      gram.col(t).segment(begin, known) = block.leftCols(known).transpose() * vector;
      gram.row(t).segment(begin, known) = gram.col(t).segment(begin, known).transpose();
    }
  }
  if (!gram.allFinite())
  {
    throw Error("differences of the checkpoints are too large")
      .Where("CheckpointFiles")
      .Expected("finite scalar products")
      .Found("an overflow");
  }
  return gram;
}

} // namespace losslandscape
