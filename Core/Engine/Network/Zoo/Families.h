// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Engine_Network_Zoo_Families_h
#define losslandscape_Engine_Network_Zoo_Families_h

#include "Core/Engine/Network/Zoo/BuiltInOptions.h"
#include "Core/Files/Networks/NetworkProgram.h"

#include <optional>
#include <string>
#include <vector>

// Each family of built-in networks has the names that it offers, and a function that writes the
// network of such a name down (see ProgramBuilder) and returns nothing for another one.
namespace losslandscape
{

struct Definition
{
  /// Tensors that training has to draw have no numbers.
  NetworkProgram Program;
  /// See NetworkModule::InitialDeviation.
  std::optional<double> InitialDeviation = {};
};

/// The network that the options name, of whichever family. Throws Error for an unknown name,
/// listing the known ones, and for inputs that the network cannot take.
Definition DefineNetwork(const BuiltInOptions& options);

/// The network called `densenet121`.
std::optional<Definition> DefineDenseNet(const BuiltInOptions& options);

/// The network called `lenet5`.
std::optional<Definition> DefineLeNet(const BuiltInOptions& options);

/// The network called `mlp`.
std::optional<Definition> DefineMlp(const BuiltInOptions& options);

/// The names resnet18, resnet34 and resnet50.
std::vector<std::string> ProjectionResNetNames();
std::optional<Definition> DefineProjectionResNet(const BuiltInOptions& options);

/// The names resnet8, resnet20, resnet32, resnet44, resnet56 and resnet110, each also with -noskip.
std::vector<std::string> ResNetNames();
std::optional<Definition> DefineResNet(const BuiltInOptions& options);

/// The names vgg9, vgg11, vgg13, vgg16 and vgg19, each also with -bn (batch norm after each
/// convolution).
std::vector<std::string> VggNames();
std::optional<Definition> DefineVgg(const BuiltInOptions& options);

/// The names vit-tiny and vit-small.
std::vector<std::string> VisionTransformerNames();
/// Throws Error for a width that the heads cannot share, and for images that are not whole patches.
std::optional<Definition> DefineVisionTransformer(const BuiltInOptions& options);

/// The names that are offered; DefineWideResNet knows all others of that form too.
std::vector<std::string> WideResNetNames();
/// The network called wrnDEPTH-WIDTH or wrnDEPTH-WIDTH-noskip. Throws Error if there is no such
/// depth or width.
std::optional<Definition> DefineWideResNet(const BuiltInOptions& options);

} // namespace losslandscape

#endif
