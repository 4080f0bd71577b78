// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Mathematics/Analytic/AnalyticRecipe.h"

#include "Core/Common/Version.h"

#include <nlohmann/json.hpp>
#include <vector>

namespace losslandscape
{

std::string AnalyticRecipe(const AnalyticFunction& function, const Grid& grid, const Box& bounds)
{
  const auto& description = function.Description();
  const int dimension = function.Dimension();
  nlohmann::ordered_json recipe;
  recipe["source"] = "Analytic Landscape";
  recipe["function"] = description.Name;
  recipe["formula"] = description.Formula;
  recipe["reference"] = description.Reference;
  recipe["dimension"] = dimension;
  const auto& points = grid.Resolution();
  recipe["resolution"] = std::vector<int>(points.begin(), points.begin() + dimension);
  recipe["bounds"] = std::vector<double>(bounds.begin(), bounds.begin() + 2 * dimension);
  recipe["version"] = Version;
  return recipe.dump(2);
}

} // namespace losslandscape
