// SPDX-License-Identifier: BSD-3-Clause
#include "Testing/Core/Mathematics/Topology/TopologyTesting.h"

#include "Core/Common/Random.h"

#include <fstream>
#include <stdexcept>

namespace topology_testing
{
namespace
{

const std::string Folder = LOSSLANDSCAPE_TEST_DATA "/topology/";

class Reader
{
public:
  explicit Reader(const std::string& path) : File(path), Path(path) {}

  std::string Word()
  {
    std::string word;
    if (!(this->File >> word))
    {
      throw std::runtime_error("cannot read " + this->Path);
    }
    return word;
  }
  void Expect(const std::string& word)
  {
    if (const std::string found = this->Word(); found != word)
    {
      throw std::runtime_error(this->Path + ": expected " + word + ", found " + found);
    }
  }
  std::int64_t Integer() { return std::stoll(this->Word()); }
  double Real() { return std::stod(this->Word()); }

  template <typename Item>
  void List(const std::string& word, Item&& item)
  {
    this->Expect(word);
    for (std::int64_t left = this->Integer(); left > 0; --left)
    {
      item();
    }
  }

private:
  std::ifstream File;
  std::string Path;
};

Reference ReadReference(const std::string& name)
{
  Reader reader(Folder + name + ".txt");
  Reference reference;
  reader.Expect("field");
  reference.Name = reader.Word();
  reader.Expect("size");
  for (auto& points : reference.TheImage.Points)
  {
    points = reader.Integer();
  }
  reader.Expect("dimension");
  reference.Dimension = static_cast<int>(reader.Integer());
  reader.List("values", [&] { reference.TheImage.Values.push_back(reader.Real()); });
  reader.List("critical",
    [&]
    {
      Critical critical;
      critical.Vertex = reader.Integer();
      critical.Type = static_cast<int>(reader.Integer());
      critical.OnBoundary = reader.Integer() == 1;
      reference.CriticalPoints.push_back(critical);
    });
  const auto readPair = [&](Pairs& pairs)
  {
    Pair pair;
    for (auto& number : pair)
    {
      number = reader.Integer();
    }
    pairs.insert(pair);
  };
  reader.List("sublevel", [&] { readPair(reference.Sublevel); });
  reader.List("superlevel", [&] { readPair(reference.Superlevel); });
  reader.Expect("morse");
  for (auto& number : reference.MorseNumbers)
  {
    number = reader.Integer();
  }
  reader.List("cells",
    [&]
    {
      std::array<std::int64_t, 5> cells;
      for (auto& number : cells)
      {
        number = reader.Integer();
      }
      reference.Cells.push_back(cells);
    });
  reader.List("descending", [&] { reference.Descending.push_back(reader.Integer()); });
  return reference;
}

std::vector<Reference> ReadAll()
{
  std::vector<Reference> references;
  std::ifstream list(Folder + "fields.txt");
  for (std::string name; list >> name;)
  {
    references.push_back(ReadReference(name));
  }
  return references;
}

} // namespace

const std::vector<Reference>& References()
{
  static const std::vector<Reference> references = ReadAll();
  return references;
}

Image RandomImage(const Size& points, int levels, std::uint64_t seed)
{
  losslandscape::Random random(seed);
  Image image;
  image.Points = points;
  image.Values.resize(static_cast<std::size_t>(points[0] * points[1] * points[2]));
  for (double& value : image.Values)
  {
    value = levels > 0 ? static_cast<double>(random.Below(levels)) : random.Uniform();
  }
  return image;
}

Image Sample(const Size& points, const std::array<double, 6>& bounds,
  const std::function<double(double, double, double)>& function)
{
  Image image;
  image.Points = points;
  for (int axis = 0; axis < 3; ++axis)
  {
    image.Origin[axis] = bounds[2 * axis];
    image.Spacing[axis] = points[axis] > 1
      ? (bounds[2 * axis + 1] - bounds[2 * axis]) / static_cast<double>(points[axis] - 1)
      : 1.0;
  }
  for (std::int64_t k = 0; k < points[2]; ++k)
  {
    for (std::int64_t j = 0; j < points[1]; ++j)
    {
      for (std::int64_t i = 0; i < points[0]; ++i)
      {
        image.Values.push_back(function(image.Origin[0] + image.Spacing[0] * static_cast<double>(i),
          image.Origin[1] + image.Spacing[1] * static_cast<double>(j),
          image.Origin[2] + image.Spacing[2] * static_cast<double>(k)));
      }
    }
  }
  return image;
}

} // namespace topology_testing
