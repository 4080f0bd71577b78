// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Problem_Loss_h
#define losslandscape_Engine_Problem_Loss_h

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace losslandscape
{

/// The choices of the `Loss` property, in its order. They are PyTorch's functions of these names
/// (torch.nn.functional) with reduction "mean" over the whole data set, whatever the batches.
///
/// Labels are integers, one per sample or one for each place of it: outputs (N, C) and labels (N),
/// pixels (N, C, H, W) and (N, H, W), tokens (N, T, C) or (N, C, T) and (N, T). The mean is over
/// all labels that count. For the other losses targets have the outputs' shape, but for axes of
/// length 1 and for axes that only one of them has flattened.
enum class LossKind
{
  /// -log softmax(outputs)[label]. Targets of the outputs' shape are probabilities of the classes.
  CrossEntropy,
  /// Mean over the outputs of (output - target)^2; labels of several classes as one-hot vectors.
  MeanSquaredError,
  /// The network takes the batch (inputs, or inputs and targets) and returns the loss.
  NetworkOutput,
  /// Mean over the outputs of -t log s(output) - (1 - t) log(1 - s(output)) with the logistic
  /// function s and targets t from 0 to 1.
  BinaryCrossEntropy,
  /// -outputs[label], for networks that end in log-softmax.
  NegativeLogLikelihood,
  /// Mean over the outputs of |output - target|; labels as for MeanSquaredError.
  MeanAbsoluteError,
  /// Mean over the outputs of d^2 / 2 where d = |output - target| is below 1, of d - 1/2 elsewhere
  /// (Huber 1964); labels as for MeanSquaredError.
  Huber
};

const char* LossName(LossKind kind);

/// Whether the loss compares outputs with labels.
inline bool TakesLabels(LossKind kind)
{
  return kind == LossKind::CrossEntropy || kind == LossKind::NegativeLogLikelihood;
}

/// A loss with its settings.
struct LossOptions
{
  /// Not explicit: a kind alone is that loss with PyTorch's own settings.
  LossOptions(LossKind kind = LossKind::CrossEntropy) : Kind(kind) {}

  LossKind Kind;
  /// Places with this label do not count, for losses that take labels.
  std::int64_t IgnoredLabel = -100;
  /// Share of the probability that is spread evenly over all classes, 0 to 1, for CrossEntropy.
  double LabelSmoothing = 0.0;
  /// Weight of each class, for losses that take labels; empty: 1 each. The mean is divided by the
  /// weights of all labels that count.
  std::vector<double> ClassWeights;
};

/// How many numbers that a network returns beside its loss are kept.
constexpr std::size_t MostMetrics = 8;

/// Loss of a network on its data set.
struct LossValue
{
  /// Mean over the samples, or over all labels that count.
  double Loss = 0.0;
  /// Percentage of samples, or labels that count, classified rightly; NaN without classes.
  double Accuracy = 0.0;
  /// Standard error of the mean over samples: s / sqrt(N) with the sample standard deviation s. If
  /// samples have different weights w (numbers of labels that count), s is that of w (l - L) / mean
  /// w, where l is a sample's own mean and L the loss (the error of a ratio of two means). NaN for
  /// one sample or if the module returns no loss per sample.
  double StandardError = 0.0;
  /// Means over the samples of the numbers that the network returns beside its loss, in the order
  /// of Problem::Metrics.
  std::array<double, MostMetrics> Metrics = {};
};

} // namespace losslandscape

#endif
