// SPDX-License-Identifier: BSD-3-Clause
#ifndef losslandscape_Common_Error_h
#define losslandscape_Common_Error_h

#include <stdexcept>
#include <string>

namespace losslandscape
{

/// The one exception of Core. Its text answers, in this order: what went wrong, where (file,
/// parameter, property), what was expected, what was found, and what the reader can do about it.
///
/// `Error("cannot read checkpoint").Where("run/epoch_12.pt").Expected("a zip archive or a pickle")
///   .Found("0 bytes").Advice("save it again with torch.save")`
/// reads "cannot read checkpoint: run/epoch_12.pt: expected a zip archive or a pickle, found 0
/// bytes; save it again with torch.save".
class Error : public std::exception
{
public:
  explicit Error(std::string what);

  Error& Where(const std::string& where);
  Error& Expected(const std::string& expected);
  Error& Found(const std::string& found);
  Error& Advice(const std::string& advice);

  /// Whether `Where` was said.
  bool NamesPlace() const { return !this->Location.empty(); }

  const char* what() const noexcept override;

private:
  void Compose();

  std::string What;
  std::string Location;
  std::string Expectation;
  std::string Finding;
  std::string Hint;
  std::string Text;
};

/// Thrown when a progress callback asked to stop. This is not a failure: code that catches it keeps
/// or drops what was computed so far and reports nothing.
class Aborted : public std::exception
{
public:
  const char* what() const noexcept override;
};

} // namespace losslandscape

#endif
