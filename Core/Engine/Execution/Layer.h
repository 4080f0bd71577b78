// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Execution_Layer_h
#define losslandscape_Engine_Execution_Layer_h

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace losslandscape
{

/// The squares of pixels that a convolution or a pooling takes together: rows, then columns.
struct Window
{
  using Pair = std::array<std::int64_t, 2>;
  Pair Size = { 1, 1 };
  Pair Stride = { 1, 1 };
  Pair Padding = { 0, 0 };
  Pair Dilation = { 1, 1 };
  /// Whether a pooling takes the squares too that the border cuts off.
  bool RoundsUp = false;
  /// Whether a mean counts the zeros of the padding.
  bool CountsPadding = true;
};

/// A function that is applied to each number by itself.
struct Nonlinearity
{
  enum class Kind
  {
    ReLU,        ///< Alpha x below 0
    Elu,         ///< Alpha (exp(x) - 1) below 0
    Clip,        ///< Alpha at least, Beta at most
    GeluErf,     ///< x times the normal distribution at x
    GeluTanh,    ///< its approximation by tanh
    Swish,       ///< x sigmoid(x)
    HardSwish,   ///< x clip(x / 6 + 1 / 2, 0, 1)
    HardSigmoid, ///< clip(x / 6 + 1 / 2, 0, 1)
    Sigmoid,
    Tanh,
  };
  Kind Type = Kind::ReLU;
  double Alpha = 0.0;
  double Beta = 0.0;
};

/// The tensors of a batch norm by their names in the network's state. Scale and shift may be empty:
/// 1 and 0.
struct NormTensors
{
  std::string Scale;
  std::string Shift;
  std::string Mean;
  std::string Variance;
  double Epsilon = 1e-5;
};

/// What a kernel computes in evaluation. Convolutions and linear layers give
/// nonlinearities(norm(layer(inputs)) + added), of which norm, added and nonlinearities may be
/// absent.
struct Layer
{
  enum class Kind
  {
    Convolution,
    Linear, ///< of the last dimension, or of an image taken flat
    Norm,   ///< batch norm of an image
    MaxPool,
    MeanPool,
    GlobalMean,    ///< the mean over all pixels of each channel
    Subsample,     ///< every Stride-th pixel, in the middle of channels of zeros
    Elementwise,   ///< the nonlinearities alone
    Sum,           ///< of two images
    Product,       ///< of an image and another one, or one number for each channel
    Concatenation, ///< of the channels of images
    Import,        ///< an image as kernels take it, of a tensor
    Export,        ///< the reverse
  };

  Kind Type = Kind::Convolution;
  /// Names in the network's state; empty for none.
  std::string Weight;
  std::string Bias;
  /// Whether the weight of a linear layer has its outputs along dimension 1.
  bool IsTransposed = false;
  std::int64_t Groups = 1;
  losslandscape::Window Window;
  /// Channels of zeros before and after the others (Subsample).
  std::array<std::int64_t, 2> AddedChannels = { 0, 0 };
  bool HasNorm = false;
  NormTensors Norm;
  /// Whether it adds what its last input is.
  bool Adds = false;
  std::vector<Nonlinearity> Nonlinearities;
};

} // namespace losslandscape

#endif
