// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Engine/Session/Recipe.h"

#include "Core/Common/Version.h"
#include "Core/Engine/Plane/CheckpointFiles.h"
#include "Core/Engine/Problem/ProblemInternals.h"
#include "Core/Engine/Studies/Connectivity/BezierPath.h"
#include "Core/Engine/Studies/Decision/DecisionBoundary.h"
#include "Core/Engine/Studies/Training/Training.h"
#include "Core/Engine/Torch/Machine.h"
#include "Core/Engine/Torch/Tensors.h"

#include <nlohmann/json.hpp>

namespace losslandscape
{
namespace
{

using Json = nlohmann::ordered_json;

/// 0: the network's own.
Json TransformerRecipe(const TransformerOptions& options)
{
  return { { "patch_size", options.PatchSize }, { "depth", options.Depth },
    { "width", options.Width } };
}

Json NetworkRecipe(const Problem& problem)
{
  const auto& options = problem.Options().Network;
  Json network;
  if (options.NetworkFile.empty())
  {
    network["architecture"] = options.Architecture;
    if (options.Architecture == "mlp")
    {
      network["hidden_widths"] = options.HiddenWidths;
    }
    if (IsTransformer(options.Architecture))
    {
      network["transformer"] = TransformerRecipe(options.Transformer);
    }
  }
  else
  {
    network["torchscript_file"] = options.NetworkFile;
    network["torchscript_sha256"] = problem.NetworkFileHash();
  }
  network["weights"] = problem.NumberOfWeights();
  network["layers"] = problem.Description().Layers;
  network["multiply_adds_per_sample"] = problem.Description().MultiplyAdds;
  return network;
}

Json WeightsRecipe(const Problem& problem)
{
  return { { "file", problem.WeightsSource() }, { "key", problem.WeightsKey() },
    { "content_sha256", problem.WeightsHash() }, { "skipped", problem.Skipped() } };
}

Json DataRecipe(const Problem& problem)
{
  const auto& options = problem.Options().Data;
  const auto& data = problem.Data();
  Json recipe;
  recipe["dataset"] = data.Name;
  recipe["path"] = options.Path;
  recipe["split"] = options.Split == DatasetSplit::Train ? "Train" : "Test";
  recipe["samples_requested"] = options.NumberOfSamples;
  recipe["samples"] = data.NumberOfSamples;
  recipe["sample_seed"] = options.SampleSeed;
  recipe["mean"] = data.Mean;
  recipe["standard_deviation"] = data.StandardDeviation;
  recipe["content_sha256"] = data.Hash;
  return recipe;
}

Json RecalibrationRecipe(const Problem& problem)
{
  const auto& options = problem.Options();
  return { { "samples_requested", options.BatchNorm.RecalibrationSamples },
    { "samples", problem.RecalibrationSamples().size() },
    { "sample_seed", options.Data.SampleSeed }, { "indices_sha256", problem.RecalibrationHash() } };
}

void AddMethod(const DirectionOptions& options, Json& recipe)
{
  switch (options.Method)
  {
    case DirectionMethod::Random:
      recipe["seed"] = options.Seed;
      recipe["normalization"] = NormalizationName(options.Normalization);
      recipe["ignore_bias_and_norm"] = options.IgnoreBiasAndNorm;
      recipe["orthogonalize"] = options.Orthogonalize;
      break;
    case DirectionMethod::PCA:
      recipe["ignore_bias_and_norm"] = options.IgnoreBiasAndNorm;
      recipe["centred"] = options.CenterPca;
      break;
    case DirectionMethod::BetweenCheckpoints:
      recipe["orthogonalize"] = options.Orthogonalize;
      break;
    case DirectionMethod::HessianEigenvectors:
      recipe["eigenvectors"] = EigenvectorChoiceName(options.Eigenvectors);
      recipe["ignore_bias_and_norm"] = options.IgnoreBiasAndNorm;
      break;
    case DirectionMethod::File:
      recipe["files"] = options.Files;
      break;
  }
}

void AddVariance(const PrincipalVariance& variance, Json& recipe)
{
  if (!variance.ExplainedVarianceRatio.empty())
  {
    recipe["explained_variance_ratio"] = variance.ExplainedVarianceRatio;
    recipe["random_walk_variance_ratio"] = variance.RandomWalkVarianceRatio;
    recipe["cosine_correlation"] = variance.CosineCorrelation;
  }
}

Json DirectionRecipe(const Plane& plane)
{
  const auto& options = plane.Options();
  Json recipe;
  recipe["method"] = DirectionMethodName(options.Method);
  AddMethod(options, recipe);
  const auto checkpoints = GivenFiles(options.CheckpointFiles);
  if (!checkpoints.empty())
  {
    recipe["checkpoint_files"] = checkpoints;
  }
  recipe["centre"] = CentreName(plane.GetProblem().Options().Network, options);
  AddVariance(plane.Variance(), recipe);
  recipe["norms"] = plane.Norms();
  recipe["cosines"] = plane.Cosines();
  recipe["content_sha256"] = plane.Hashes();
  return recipe;
}

Json GridRecipe(const Grid& grid, const char* unit)
{
  Json bounds = Json::array();
  Json resolution = Json::array();
  for (int axis = 0; axis < grid.Dimension(); ++axis)
  {
    const int points = grid.Resolution()[axis];
    resolution.push_back(points);
    bounds.push_back({ grid.Coordinate(axis, 0), grid.Coordinate(axis, points - 1) });
  }
  return { { "dimension", grid.Dimension() }, { "resolution", resolution }, { "bounds", bounds },
    { "unit", unit } };
}

Json SamplingRecipe(const std::optional<double>& tolerance)
{
  if (!tolerance)
  {
    return { { "method", "Every Point" } };
  }
  return { { "method", "Adaptive" }, { "tolerance", *tolerance } };
}

void AddDerivatives(const DerivativeOptions& options, Json& recipe)
{
  if (!options.Any())
  {
    return;
  }
  Json derivatives = { { "gradient", options.Gradient }, { "hessian", options.Hessian },
    { "extreme_eigenvalues", options.ExtremeEigenvalues } };
  if (options.ExtremeEigenvalues)
  {
    derivatives["eigenvalue_tolerance"] = options.EigenvalueTolerance;
    derivatives["maximum_products"] = options.MaximumProducts;
  }
  recipe["derivatives"] = derivatives;
}

Json VersionsRecipe()
{
  return { { "losslandscape", Version }, { "libtorch", LibTorchVersion() } };
}

/// Paths need not be valid UTF-8; whatever is not becomes a replacement character.
std::string Text(const Json& recipe)
{
  return recipe.dump(2, ' ', false, Json::error_handler_t::replace);
}

/// What all recipes that evaluate a problem begin with.
Json ProblemRecipe(const char* source, const Problem& problem)
{
  Json recipe;
  recipe["source"] = source;
  recipe["network"] = NetworkRecipe(problem);
  recipe["weights"] = WeightsRecipe(problem);
  recipe["data"] = DataRecipe(problem);
  recipe["loss"] = LossName(problem.Options().Loss);
  recipe["batch_norm"] = BatchNormName(problem.BatchNorm());
  if (problem.BatchNorm() == BatchNormMode::Recalibrated)
  {
    recipe["batch_norm_samples"] = RecalibrationRecipe(problem);
  }
  recipe["batch_size"] = problem.BatchSize();
  recipe["device"] = problem.DeviceKind();
  recipe["precision"] = PrecisionName(problem.Options().Precision);
  return recipe;
}

Json InputPlaneRecipe(const InputPlane& plane)
{
  Json recipe;
  recipe["kind"] = InputPlaneName(plane.Kind());
  if (plane.Kind() == InputPlaneKind::ThreeSamples)
  {
    for (const auto& sample : plane.Samples())
    {
      recipe["samples"].push_back(sample.Index);
      recipe["positions"].push_back({ sample.Position[0], sample.Position[1] });
    }
  }
  return recipe;
}

/// `origin`: the plane as its directions were made.
Json RecipeOf(const Plane& plane, const Grid& grid, const Plane& origin,
  const std::optional<double>& tolerance, const DerivativeOptions& derivatives)
{
  Json recipe = ProblemRecipe("Loss Landscape", plane.GetProblem());
  recipe["directions"] = DirectionRecipe(origin);
  recipe["grid"] = GridRecipe(grid, "multiples of the direction vectors");
  recipe["sampling"] = SamplingRecipe(tolerance);
  AddDerivatives(derivatives, recipe);
  recipe["versions"] = VersionsRecipe();
  return recipe;
}

const char* ScheduleName(LearningRateSchedule schedule)
{
  const char* names[] = { "Constant", "Steps", "Cosine", "Linear Decay" };
  return names[static_cast<int>(schedule)];
}

Json RecipeOf(const Modes& modes, const BendOptions& options)
{
  const Dataset& data = *modes.TrainingData;
  Json recipe = ProblemRecipe("Mode Connectivity", *modes.First);
  recipe["end_weights"] = WeightsRecipe(*modes.Second);
  recipe["curve"] = "quadratic Bezier";
  recipe["training"] = { { "split", "Train" }, { "samples", data.NumberOfSamples },
    { "content_sha256", data.Hash }, { "optimizer", "SGD" },
    { "learning_rate", options.LearningRate.Initial },
    { "learning_rate_schedule", ScheduleName(options.LearningRate.Schedule) },
    { "momentum", options.Momentum }, { "epochs", options.Epochs },
    { "batch_size", options.BatchSize }, { "seed", options.Seed }, { "threads", options.Threads } };
  recipe["versions"] = VersionsRecipe();
  return recipe;
}

} // namespace

std::string LandscapeRecipe(const Plane& plane, const Grid& grid,
  const std::optional<double>& tolerance, const DerivativeOptions& derivatives)
{
  return Text(RecipeOf(plane, grid, plane, tolerance, derivatives));
}

std::string LandscapeRecipe(const Plane& moved, const Grid& grid, const TrainingStep& step,
  const Plane& origin, const std::optional<double>& tolerance, const DerivativeOptions& derivatives)
{
  Json recipe = RecipeOf(moved, grid, origin, tolerance, derivatives);
  recipe["centre_over_training"] = { { "checkpoint", step.Checkpoint }, { "time", step.Time },
    { "directions_made_around", WeightsRecipe(origin.GetProblem()) } };
  return Text(recipe);
}

std::string DecisionBoundaryRecipe(
  const Problem& problem, const InputPlane& plane, const Grid& grid)
{
  Json recipe = ProblemRecipe("Decision Boundary", problem);
  recipe["plane"] = InputPlaneRecipe(plane);
  recipe["grid"] = GridRecipe(grid,
    plane.Kind() == InputPlaneKind::AllInputs ? "inputs as the data set stores them"
                                              : "distance between normalised inputs");
  recipe["grid"]["points_per_batch"] = PointsPerBatch(problem, grid);
  recipe["versions"] = VersionsRecipe();
  return Text(recipe);
}

std::string HessianSpectrumRecipe(const Problem& problem, const HessianSpectrumOptions& options)
{
  Json recipe = ProblemRecipe("Hessian Spectrum", problem);
  recipe["eigenvalues"] = { { "largest", options.Largest }, { "smallest", options.Smallest },
    { "tolerance", options.Tolerance }, { "maximum_products", options.MaximumProducts } };
  recipe["density"] = { { "method", "stochastic Lanczos quadrature" }, { "probes", options.Probes },
    { "lanczos_steps", options.Steps } };
  recipe["per_layer"] = options.PerLayer;
  recipe["double_precision"] = options.DoublePrecision;
  recipe["seed"] = options.Seed;
  recipe["versions"] = VersionsRecipe();
  return Text(recipe);
}

std::string SharpnessRecipe(const Problem& problem, const SharpnessOptions& options)
{
  Json recipe = ProblemRecipe("Network Sharpness", problem);
  recipe["epsilon_sharpness"] = { { "epsilon", options.Epsilon },
    { "method", "automatic projected gradient ascent" }, { "steps", options.AscentSteps } };
  recipe["sam_radius"] = options.SamRadius;
  recipe["asam_radius"] = options.AsamRadius;
  recipe["filter_normalized_curvature"] = { { "directions", options.Directions },
    { "ignore_bias_and_norm", options.IgnoreBiasAndNorm } };
  recipe["double_precision"] = options.DoublePrecision;
  recipe["seed"] = options.Seed;
  recipe["versions"] = VersionsRecipe();
  return Text(recipe);
}

std::string BendRecipe(const Modes& modes, const BendOptions& options)
{
  return Text(RecipeOf(modes, options));
}

std::string PathRecipe(
  const Modes& modes, const BendOptions& training, const Bend& bend, const PathOptions& options)
{
  Json recipe = RecipeOf(modes, training);
  recipe["bend"] = { { "content_sha256", HashTensors(bend.Network->State()) } };
  recipe["path"] = { { "points", options.Points }, { "orthogonalize", options.Orthogonalize } };
  return Text(recipe);
}

std::string TrainingRecipe(const TrainingOptions& options)
{
  Json recipe;
  recipe["source"] = "Train Network";
  recipe["network"] = NetworkLabel(options.Network);
  recipe["hidden_widths"] = options.Network.HiddenWidths;
  recipe["transformer"] = TransformerRecipe(options.Network.Transformer);
  recipe["initial_weights"] = options.Network.WeightsFile;
  recipe["data"] = { { "dataset", DatasetName(options.Data.Kind) }, { "path", options.Data.Path },
    { "samples_requested", options.Data.NumberOfSamples },
    { "sample_seed", options.Data.SampleSeed } };
  recipe["loss"] = LossName(options.Loss);
  recipe["optimizer"] = options.Optimizer == Optimizer::SGD ? "SGD" : "Adam";
  recipe["learning_rate"] = options.LearningRate.Initial;
  recipe["learning_rate_schedule"] = ScheduleName(options.LearningRate.Schedule);
  recipe["learning_rate_steps"] = options.LearningRate.Milestones;
  recipe["learning_rate_factor"] = options.LearningRate.Factor;
  recipe["momentum"] = options.Momentum;
  recipe["weight_decay"] = options.WeightDecay;
  recipe["epochs"] = options.Epochs;
  recipe["batch_size"] = options.BatchSize;
  recipe["augmentation"] = options.Augment ? "Flip And Crop" : "Off";
  recipe["seed"] = options.Seed;
  recipe["threads"] = options.Threads;
  recipe["versions"] = VersionsRecipe();
  return Text(recipe);
}

} // namespace losslandscape
