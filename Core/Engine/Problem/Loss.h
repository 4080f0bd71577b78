// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Problem_Loss_h
#define losslandscape_Engine_Problem_Loss_h

namespace losslandscape
{

/// The choices of the `Loss` property, in its order.
enum class LossKind
{
  CrossEntropy,     ///< -log softmax(outputs)[class]
  MeanSquaredError, ///< mean over the outputs of (output - target)^2; classes as one-hot vectors
  NetworkOutput     ///< the TorchScript module takes the batch and returns the loss
};

const char* LossName(LossKind kind);

/// Loss of a network on its data set.
struct LossValue
{
  /// Mean over the samples.
  double Loss = 0.0;
  /// Percentage of samples classified rightly; NaN without classes.
  double Accuracy = 0.0;
  /// Standard error of the mean: s / sqrt(N) with the sample standard deviation s; NaN for one
  /// sample or if the module returns no loss per sample.
  double StandardError = 0.0;
};

} // namespace losslandscape

#endif
