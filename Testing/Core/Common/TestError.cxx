// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Common/Error.h"
#include "Core/Common/Progress.h"

#include <gtest/gtest.h>

using namespace losslandscape;

TEST(Error, SaysWhatWhereExpectedFoundAdvice)
{
  const Error error = Error("cannot read checkpoint")
                        .Where("run/epoch_12.pt")
                        .Expected("a zip archive")
                        .Found("0 bytes")
                        .Advice("save it again");
  EXPECT_STREQ(error.what(),
    "cannot read checkpoint: run/epoch_12.pt: expected a zip archive, found 0 bytes; save it "
    "again");
}

TEST(Error, LeavesOutWhatIsNotGiven)
{
  EXPECT_STREQ(Error("no samples").what(), "no samples");
  EXPECT_STREQ(
    Error("no samples").Found("an empty folder").what(), "no samples: found an empty folder");
}

TEST(Error, IsCaughtAsStandardException)
{
  EXPECT_THROW(throw Error("x").Where("y"), std::exception);
}

TEST(Progress, AbortsWhenTheCallbackSaysNo)
{
  EXPECT_NO_THROW(ReportProgress({}, 0.5));
  EXPECT_NO_THROW(ReportProgress([](double) { return true; }, 0.5));
  EXPECT_THROW(ReportProgress([](double) { return false; }, 0.5), Aborted);
}
