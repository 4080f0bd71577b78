// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"

#include <utility>

namespace losslandscape
{

Error::Error(std::string what) : What(std::move(what))
{
  this->Compose();
}

Error& Error::Where(const std::string& where)
{
  this->Location = where;
  this->Compose();
  return *this;
}

Error& Error::Expected(const std::string& expected)
{
  this->Expectation = expected;
  this->Compose();
  return *this;
}

Error& Error::Found(const std::string& found)
{
  this->Finding = found;
  this->Compose();
  return *this;
}

Error& Error::Advice(const std::string& advice)
{
  this->Hint = advice;
  this->Compose();
  return *this;
}

const char* Error::what() const noexcept
{
  return this->Text.c_str();
}

void Error::Compose()
{
  this->Text = this->What;
  if (!this->Location.empty())
  {
    this->Text += ": " + this->Location;
  }
  if (!this->Expectation.empty())
  {
    this->Text += ": expected " + this->Expectation;
  }
  if (!this->Finding.empty())
  {
    this->Text += (this->Expectation.empty() ? ": found " : ", found ") + this->Finding;
  }
  if (!this->Hint.empty())
  {
    this->Text += "; " + this->Hint;
  }
}

const char* Aborted::what() const noexcept
{
  return "stopped on request";
}

} // namespace losslandscape
