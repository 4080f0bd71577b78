// SPDX-License-Identifier: BSD-3-Clause
#include "vtkPlaneAlgorithm.h"

#include "Core/Engine/Plane/Direction.h"
#include "Pipeline/PrintValues.h"
#include "Pipeline/SettingRange.h"

#include <algorithm>

vtkPlaneAlgorithm::vtkPlaneAlgorithm() = default;

vtkPlaneAlgorithm::~vtkPlaneAlgorithm() = default;

void vtkPlaneAlgorithm::AddDirectionFile(const char* path)
{
  this->DirectionFiles.emplace_back(path ? path : "");
  this->Modified();
}

void vtkPlaneAlgorithm::RemoveAllDirectionFiles()
{
  this->DirectionFiles.clear();
  this->Modified();
}

void vtkPlaneAlgorithm::AddCheckpointFile(const char* path)
{
  this->CheckpointFiles.emplace_back(path ? path : "");
  this->Modified();
}

void vtkPlaneAlgorithm::RemoveAllCheckpointFiles()
{
  this->CheckpointFiles.clear();
  this->Modified();
}

bool vtkPlaneAlgorithm::HasCheckpoints() const
{
  return std::any_of(this->CheckpointFiles.begin(), this->CheckpointFiles.end(),
    [](const std::string& file) { return !file.empty(); });
}

losslandscape::DirectionOptions vtkPlaneAlgorithm::MakeDirectionOptions() const
{
  losslandscape::DirectionOptions options;
  options.Method = static_cast<losslandscape::DirectionMethod>(
    losslandscape::InRange<int>("Directions", this->Directions, RANDOM, FILE_DIRECTIONS));
  options.Normalization = static_cast<losslandscape::Normalization>(
    losslandscape::InRange<int>("Normalization", this->Normalization, FILTER, NONE));
  options.IgnoreBiasAndNorm = this->IgnoreBiasAndNorm != 0;
  options.Orthogonalize = this->Orthogonalize != 0;
  options.Seed = static_cast<std::uint64_t>(this->Seed);
  options.Files = this->DirectionFiles;
  options.CheckpointFiles = this->CheckpointFiles;
  options.CenterPca = this->PcaCentered != 0;
  options.Eigenvectors = static_cast<losslandscape::EigenvectorChoice>(losslandscape::InRange<int>(
    "HessianEigenvectors", this->HessianEigenvectors, LARGEST, LARGEST_AND_SMALLEST));
  options.Threads = this->Threads;
  return options;
}

void vtkPlaneAlgorithm::PrintSelf(ostream& os, vtkIndent indent)
{
  this->Superclass::PrintSelf(os, indent);
  os << indent << "Directions: " << this->Directions << "\n";
  os << indent << "Normalization: " << this->Normalization << "\n";
  os << indent << "IgnoreBiasAndNorm: " << this->IgnoreBiasAndNorm << "\n";
  os << indent << "Orthogonalize: " << this->Orthogonalize << "\n";
  os << indent << "Seed: " << this->Seed << "\n";
  losslandscape::PrintValues(os, indent, "DirectionFiles", this->DirectionFiles);
  losslandscape::PrintValues(os, indent, "CheckpointFiles", this->CheckpointFiles);
  os << indent << "PcaCentered: " << this->PcaCentered << "\n";
  os << indent << "HessianEigenvectors: " << this->HessianEigenvectors << "\n";
  os << indent << "Dimension: " << this->Dimension << "\n";
}
