// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Network/Zoo/BuiltInOptions.h"

#include "Core/Common/DenseArray.h"
#include "Core/Common/Error.h"
#include "Core/Common/TextEnds.h"

namespace losslandscape
{

void RequireImages(const BuiltInOptions& options, std::int64_t smallest)
{
  const auto& shape = options.SampleShape;
  if (shape.size() != 3)
  {
    throw Error("the network needs images")
      .Where(options.Architecture)
      .Expected("samples of shape (channels, height, width)")
      .Found(ShapeText(shape))
      .Advice("choose `mlp` or a data set of images");
  }
  if (shape[1] < smallest || shape[2] < smallest)
  {
    throw Error("the images are too small for the network")
      .Where(options.Architecture)
      .Expected("at least " + std::to_string(smallest) + " x " + std::to_string(smallest) +
        " pixels, since it halves the image several times")
      .Found(ShapeText(shape))
      .Advice("choose another network or data set");
  }
}

SuffixedName SplitSuffix(const std::string& name, const std::string& suffix)
{
  const bool found = EndsWith(name, suffix);
  return { name.substr(0, name.size() - (found ? suffix.size() : 0)), found };
}

} // namespace losslandscape
