// SPDX-License-Identifier: BSD-3-Clause
// Options as JSON and back, by one description of each options struct:
//
//   template <typename Archive>
//   void MapOptions(Archive& archive, Mapped<Archive, PathOptions>& options)
//   {
//     auto& [points, orthogonalize] = options;
//     archive.Value("points", points);
//     archive.Value("orthogonalize", orthogonalize);
//   }
//
// The structured binding does not compile once the struct has one member more, so nobody can add an
// option without giving it a name in recipes and keys here.
#ifndef losslandscape_Common_OptionsJson_h
#define losslandscape_Common_OptionsJson_h

#include "Core/Common/Error.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <initializer_list>
#include <string>
#include <type_traits>

namespace losslandscape
{

using Json = nlohmann::ordered_json;

/// The type of the options that MapOptions gets: constant ones if the archive writes them, others
/// if it reads into them.
template <typename Archive, typename Options>
using Mapped = std::conditional_t<Archive::Writes, const Options, Options>;

/// The archive that writes options into JSON.
class OptionsWriter
{
public:
  static constexpr bool Writes = true;

  explicit OptionsWriter(Json& target) : Target(target) {}

  template <typename T>
  void Value(const char* key, const T& value)
  {
    this->Target[key] = value;
  }

  /// Writes an option if it matters. One that has no effect beside the others is left out, so that
  /// recipes name what matters, and keys do not tell apart what is equal.
  template <typename T>
  void ValueIf(bool matters, const char* key, const T& value)
  {
    if (matters)
    {
      this->Value(key, value);
    }
  }

  /// Writes a value of an enumeration by its name.
  template <typename Enumeration>
  void Name(const char* key, Enumeration value, std::initializer_list<Enumeration>,
    const char* (*nameOf)(Enumeration))
  {
    this->Target[key] = nameOf(value);
  }

  template <typename Enumeration>
  void NameIf(bool matters, const char* key, Enumeration value,
    std::initializer_list<Enumeration> all, const char* (*nameOf)(Enumeration))
  {
    if (matters)
    {
      this->Name(key, value, all, nameOf);
    }
  }

  template <typename Options>
  void Object(const char* key, const Options& options)
  {
    OptionsWriter inner(this->Target[key] = Json::object());
    MapOptions(inner, options);
  }

  /// Calls `work` with an archive that writes into an object of its own. It is for options that
  /// stand in such an object although they are members of the same struct.
  template <typename Work>
  void Group(const char* key, Work&& work)
  {
    OptionsWriter inner(this->Target[key]);
    work(inner);
  }

  template <typename Options>
  void ObjectIf(bool matters, const char* key, const Options& options)
  {
    if (matters)
    {
      this->Object(key, options);
    }
  }

private:
  Json& Target;
};

/// The archive that reads options from JSON. Options that are not there keep their values, since
/// they may have been added later, or have no effect. Throws nlohmann's exceptions for values of
/// another type, and Error for unknown names.
class OptionsReader
{
public:
  static constexpr bool Writes = false;

  explicit OptionsReader(const Json& source) : Source(source) {}

  template <typename T>
  void Value(const char* key, T& value)
  {
    if (this->Source.contains(key))
    {
      this->Source.at(key).get_to(value);
    }
  }

  template <typename T>
  void ValueIf(bool, const char* key, T& value)
  {
    this->Value(key, value);
  }

  template <typename Enumeration>
  void Name(const char* key, Enumeration& value, std::initializer_list<Enumeration> all,
    const char* (*nameOf)(Enumeration))
  {
    if (!this->Source.contains(key))
    {
      return;
    }
    const std::string name = this->Source.at(key);
    const auto found = std::find_if(
      all.begin(), all.end(), [&](Enumeration candidate) { return name == nameOf(candidate); });
    if (found == all.end())
    {
      throw Error("unknown name in a recipe")
        .Where(key)
        .Found("'" + name + "'")
        .Advice("use the version of the plugin that wrote it");
    }
    value = *found;
  }

  template <typename Enumeration>
  void NameIf(bool, const char* key, Enumeration& value, std::initializer_list<Enumeration> all,
    const char* (*nameOf)(Enumeration))
  {
    this->Name(key, value, all, nameOf);
  }

  template <typename Options>
  void Object(const char* key, Options& options)
  {
    if (this->Source.contains(key))
    {
      OptionsReader inner(this->Source.at(key));
      MapOptions(inner, options);
    }
  }

  template <typename Work>
  void Group(const char* key, Work&& work)
  {
    if (this->Source.contains(key))
    {
      OptionsReader inner(this->Source.at(key));
      work(inner);
    }
  }

  template <typename Options>
  void ObjectIf(bool, const char* key, Options& options)
  {
    this->Object(key, options);
  }

private:
  const Json& Source;
};

/// The options as a JSON object.
template <typename Options>
Json OptionsToJson(const Options& options)
{
  Json json = Json::object();
  OptionsWriter writer(json);
  MapOptions(writer, options);
  return json;
}

/// The options that a JSON object holds; those that are missing in it are taken from `standard`.
template <typename Options>
Options OptionsFromJson(const Json& json, Options standard = {})
{
  OptionsReader reader(json);
  MapOptions(reader, standard);
  return standard;
}

/// JSON as a text, on one line if `indent` is negative. Paths need not be valid UTF-8: what is not
/// becomes a replacement character.
inline std::string JsonText(const Json& json, int indent)
{
  return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

} // namespace losslandscape

#endif
