// SPDX-License-Identifier: BSD-3-Clause
#include "vtkCertifyCriticalPoints.h"

#include "Core/Common/Error.h"
#include "Core/Engine/Session/RecipeReading.h"
#include "Core/Engine/Session/Session.h"
#include "Core/Engine/Studies/Certification/Certification.h"
#include "Pipeline/OutputArrays.h"
#include "Pipeline/RankGather.h"
#include "Pipeline/SettingRange.h"

#include "vtkDoubleArray.h"
#include "vtkInformation.h"
#include "vtkInformationVector.h"
#include "vtkIntArray.h"
#include "vtkMultiProcessController.h"
#include "vtkObjectFactory.h"
#include "vtkPointData.h"
#include "vtkPolyData.h"
#include "vtkStringArray.h"
#include "vtkUnsignedCharArray.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace
{

using losslandscape::AddColumn;
using losslandscape::Certificate;
using losslandscape::RankGroup;
using Positions = std::vector<std::array<double, 3>>;

/// Share of the progress bar that loading gets.
constexpr double LoadingShare = 0.05;

const char* const RecipeName = "LossLandscapeRecipe";

Positions PositionsOf(vtkPolyData* input)
{
  Positions positions(input->GetNumberOfPoints());
  for (vtkIdType id = 0; id < input->GetNumberOfPoints(); ++id)
  {
    input->GetPoint(id, positions[id].data());
  }
  return positions;
}

/// The recipe in the field data of the input; empty if there is none.
std::string RecipeTextOf(vtkPolyData* input)
{
  auto* array = vtkStringArray::SafeDownCast(input->GetFieldData()->GetAbstractArray(RecipeName));
  return array && array->GetNumberOfValues() == 1 ? array->GetValue(0) : vtkStdString();
}

/// The points that this rank looks at: of n ranks each takes every n-th of all points.
Positions ShareOf(const Positions& all, const RankGroup& ranks)
{
  Positions share;
  for (std::size_t i = ranks.Rank(); i < all.size(); i += ranks.Size())
  {
    share.push_back(all[i]);
  }
  return share;
}

/// The place among the points of all ranks at which this rank's own input points begin. All ranks
/// must call it.
std::size_t FirstOf(std::size_t own, const RankGroup& ranks)
{
  const auto counts = losslandscape::GatherOnAll(std::vector<std::size_t>{ own }, ranks);
  return std::accumulate(counts.begin(), counts.begin() + ranks.Rank(), std::size_t(0));
}

/// Returns the certificates of `count` points from `first` on. `shares` has the certificates of all
/// points in the order of the ranks that made them, see ShareOf.
std::vector<Certificate> OwnOf(const std::vector<Certificate>& shares, std::size_t first,
  std::size_t count, const RankGroup& ranks)
{
  const std::size_t size = ranks.Size();
  std::vector<std::size_t> begins = { 0 };
  for (std::size_t rank = 0; rank < size; ++rank)
  {
    begins.push_back(begins.back() + (shares.size() + size - 1 - rank) / size);
  }
  std::vector<Certificate> own;
  for (std::size_t i = first; i < first + count; ++i)
  {
    own.push_back(shares[begins[i % size] + i / size]);
  }
  return own;
}

/// The array `survived`: 1 for points that were followed to the smallest scale and are of the type
/// that the input says, if it has types; else 0.
std::vector<unsigned char> Survivors(
  const std::vector<Certificate>& certificates, vtkPointData* input)
{
  vtkDataArray* types = input->GetArray("type");
  std::vector<unsigned char> survivors;
  for (std::size_t i = 0; i < certificates.size(); ++i)
  {
    const int kind = static_cast<int>(certificates[i].Kind);
    const bool isSame = !types || types->GetComponent(static_cast<vtkIdType>(i), 0) == kind;
    survivors.push_back(certificates[i].Survived && isSame ? 1 : 0);
  }
  return survivors;
}

void AddCertificates(const std::vector<Certificate>& certificates, vtkPointData* data)
{
  AddColumn<vtkStringArray>(data, "verdict", certificates, losslandscape::Verdict);
  AddColumn<vtkIntArray>(data, "certified_type", certificates, &Certificate::Kind);
  AddColumn<vtkDoubleArray>(data, "smallest_scale", certificates, &Certificate::Scale);
  AddColumn<vtkDoubleArray>(data, "displacement", certificates, &Certificate::Move);
  AddColumn<vtkDoubleArray>(data, "plane_loss", certificates, &Certificate::Loss);
  AddColumn<vtkDoubleArray>(data, "plane_gradient", certificates, &Certificate::Gradient);
  AddColumn<vtkDoubleArray>(data, "plane_hessian", certificates, &Certificate::Hessian);
  AddColumn<vtkDoubleArray>(
    data, "plane_hessian_eigenvalues", certificates, &Certificate::HessianEigenvalues);
  AddColumn<vtkDoubleArray>(
    data, "grid_scale_eigenvalues", certificates, &Certificate::GridScaleEigenvalues);
  AddColumn<vtkDoubleArray>(
    data, "network_gradient_norm", certificates, &Certificate::NetworkGradientNorm);
  AddColumn<vtkDoubleArray>(data, "in_plane_share", certificates, &Certificate::InPlaneShare);
  AddColumn<vtkDoubleArray>(
    data, "network_hessian_min_eigenvalue", certificates, &Certificate::SmallestEigenvalue);
  AddColumn<vtkDoubleArray>(
    data, "network_hessian_max_eigenvalue", certificates, &Certificate::LargestEigenvalue);
  AddColumn<vtkDoubleArray>(
    data, "network_hessian_min_residual", certificates, &Certificate::SmallestResidual);
  AddColumn<vtkDoubleArray>(
    data, "network_hessian_max_residual", certificates, &Certificate::LargestResidual);
  AddColumn<vtkIntArray>(data, "network_type", certificates, &Certificate::Ambient);
}

/// Moves the points to the positions found. Coordinates beyond the plane's dimension, such as the
/// height of warped points, stay.
void MoveTo(const std::vector<Certificate>& certificates, int dimension, vtkPolyData* output)
{
  Positions positions = PositionsOf(output);
  vtkNew<vtkPoints> points;
  points->SetDataTypeToDouble();
  points->SetNumberOfPoints(output->GetNumberOfPoints());
  for (std::size_t i = 0; i < positions.size(); ++i)
  {
    std::copy_n(certificates[i].Position.begin(), dimension, positions[i].begin());
    points->SetPoint(static_cast<vtkIdType>(i), positions[i].data());
  }
  output->SetPoints(points);
}

} // namespace

struct vtkCertifyCriticalPoints::Internals
{
  losslandscape::Session Planes;
  /// The plane that was loaded last, and the same plane in double precision.
  std::weak_ptr<const losslandscape::Plane> Loaded;
  std::shared_ptr<const losslandscape::Plane> Precise;
};

vtkStandardNewMacro(vtkCertifyCriticalPoints);

vtkCertifyCriticalPoints::vtkCertifyCriticalPoints() : Impl(std::make_unique<Internals>())
{
  this->SetNumberOfInputPorts(1);
}

vtkCertifyCriticalPoints::~vtkCertifyCriticalPoints() = default;

int vtkCertifyCriticalPoints::FillInputPortInformation(int, vtkInformation* info)
{
  info->Set(vtkAlgorithm::INPUT_REQUIRED_DATA_TYPE(), "vtkPolyData");
  return 1;
}

int vtkCertifyCriticalPoints::FillOutputPortInformation(int, vtkInformation* info)
{
  info->Set(vtkDataObject::DATA_TYPE_NAME(), "vtkPolyData");
  return 1;
}

void vtkCertifyCriticalPoints::RequestInformation(
  vtkInformationVector**, vtkInformationVector* outputs)
{
  outputs->GetInformationObject(0)->Set(vtkAlgorithm::CAN_HANDLE_PIECE_REQUEST(), 1);
}

std::string vtkCertifyCriticalPoints::MemoryAdvice() const
{
  return "lower Threads, or compute the landscape with a smaller BatchSize";
}

losslandscape::RecipeContents vtkCertifyCriticalPoints::ReadRecipe(const std::string& text) const
{
  if (text.empty())
  {
    throw losslandscape::Error("the points have no recipe")
      .Where("input port 0")
      .Expected(std::string("field data ") + RecipeName)
      .Found("none")
      .Advice("apply Landscape Critical Points to the output of Loss Landscape, or to a file "
              "that ParaView saved of it");
  }
  losslandscape::RecipeContents recipe = losslandscape::ReadRecipe(text);
  recipe.TheProblem.Device = this->Device;
  return recipe;
}

std::shared_ptr<const losslandscape::Plane> vtkCertifyCriticalPoints::PlaneOf(
  const losslandscape::RecipeContents& recipe)
{
  auto& self = *this->Impl;
  const auto plane = losslandscape::PlaneOfRecipe(recipe, self.Planes,
    [this](double fraction) { return this->ReportProgress(LoadingShare * fraction); });
  if (!this->DoublePrecision)
  {
    return plane;
  }
  if (self.Loaded.lock() != plane)
  {
    // The problem in double precision shares the data of the other one, which must stay alive with
    // it.
    const std::shared_ptr<const losslandscape::Problem> problem(plane, &plane->GetProblem());
    self.Precise = std::make_shared<const losslandscape::Plane>(
      *plane, losslandscape::Problem::InDoublePrecision(problem));
    self.Loaded = plane;
  }
  return self.Precise;
}

losslandscape::CertificationOptions vtkCertifyCriticalPoints::MakeOptions(
  const losslandscape::RecipeContents& recipe) const
{
  losslandscape::CertificationOptions options;
  for (int axis = 0; axis < recipe.TheGrid.Dimension(); ++axis)
  {
    options.Spacing[axis] = recipe.TheGrid.Spacing()[axis];
  }
  options.SmallestScale = losslandscape::InRange("SmallestScale", this->SmallestScale, 1e-6, 1.0);
  options.GradientTolerance = this->GradientTolerance;
  options.EigenvalueTolerance =
    losslandscape::InRange("EigenvalueTolerance", this->EigenvalueTolerance, 0.0, 1.0);
  return options;
}

std::vector<Certificate> vtkCertifyCriticalPoints::Certify(
  const losslandscape::RecipeContents& recipe, const std::vector<std::array<double, 3>>& points)
{
  std::vector<Certificate> certificates(points.size());
  losslandscape::CertifyPoints(
    *this->PlaneOf(recipe), points, this->MakeOptions(recipe), this->Threads,
    [&](std::int64_t point, const Certificate& certificate) { certificates[point] = certificate; },
    [this](double fraction)
    { return this->ReportProgress(LoadingShare + (1.0 - LoadingShare) * fraction); });
  return certificates;
}

void vtkCertifyCriticalPoints::RequestData(
  vtkInformationVector** inputs, vtkInformationVector* outputs)
{
  vtkPolyData* input = vtkPolyData::GetData(inputs[0]);
  vtkPolyData* output = vtkPolyData::GetData(outputs);
  // Critical points are usually all on one process, so the work is shared out among all processes.
  const RankGroup ranks(vtkMultiProcessController::GetGlobalController());
  const Positions own = PositionsOf(input);
  const Positions all = losslandscape::GatherOnAll(own, ranks);
  const std::string text = losslandscape::FirstText(RecipeTextOf(input), ranks);
  std::vector<Certificate> certificates;
  int dimension = 0;
  if (!all.empty())
  {
    ranks.Together(
      [&]
      {
        const auto recipe = this->ReadRecipe(text);
        dimension = recipe.TheGrid.Dimension();
        certificates = this->Certify(recipe, ShareOf(all, ranks));
      });
    certificates = OwnOf(losslandscape::GatherOnAll(certificates, ranks),
      FirstOf(own.size(), ranks), own.size(), ranks);
  }
  output->ShallowCopy(input);
  losslandscape::AddValues<vtkUnsignedCharArray>(
    output->GetPointData(), "survived", Survivors(certificates, input->GetPointData()));
  AddCertificates(certificates, output->GetPointData());
  if (this->MovePoints)
  {
    MoveTo(certificates, dimension, output);
  }
}

void vtkCertifyCriticalPoints::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "SmallestScale: " << this->SmallestScale << "\n";
  os << indent << "GradientTolerance: " << this->GradientTolerance << "\n";
  os << indent << "EigenvalueTolerance: " << this->EigenvalueTolerance << "\n";
  os << indent << "MovePoints: " << this->MovePoints << "\n";
  os << indent << "DoublePrecision: " << this->DoublePrecision << "\n";
  os << indent << "Device: " << this->Device << "\n";
  os << indent << "Threads: " << this->Threads << "\n";
}
