// SPDX-License-Identifier: BSD-3-Clause
#include "Core/Files/Landscapes/CsvTrajectory.h"
#include "LandscapesTesting.h"
#include "Testing/TestOutput.h"

#include <fstream>

using namespace losslandscape;

namespace
{

std::string Written(const std::string& text)
{
  const std::string path = TestOutput("trajectory.csv");
  std::ofstream(path, std::ios::binary) << text;
  return path;
}

SampledTrajectory Read(const std::string& text)
{
  return ReadCsvTrajectory(Written(text));
}

using Points = std::vector<std::array<double, 2>>;
using Values = std::vector<double>;

const Points Expected = { { 1, 2 }, { -3.5, 4e2 } };

} // namespace

TEST(CsvTrajectory, SeparatorsAndHeaders)
{
  for (const char* text :
    { "1,2\n-3.5,4e2\n", "1;2\n-3.5;4e2", "1\t2\r\n-3.5\t4e2\r\n", "  1   2\n -3.5 400 \n",
      "x,y\n1,2\n-3.5,4e2", "\xef\xbb\xbf\"X\", \"Y\"\n1,2\n-3.5,4e2", "# x y\n1 2\n-3.5 4e2\n",
      "# written by numpy\n1,2\n\n-3.5,4e2\n", "a,b\n1,2\n-3.5,4e2", "+1,2\n-3.5,+400\n" })
  {
    const SampledTrajectory trajectory = Read(text);
    EXPECT_EQ(trajectory.Points, Expected) << text;
    ASSERT_EQ(trajectory.Arrays.size(), 1u) << text;
    EXPECT_EQ(trajectory.Arrays[0].first, "epoch");
    EXPECT_EQ(trajectory.Arrays[0].second, (Values{ 0, 1 }));
  }
}

TEST(CsvTrajectory, ColumnsByName)
{
  const SampledTrajectory trajectory =
    Read("step,beta,alpha,epoch,loss\n9,2,1,10,0.5\n8,400,-3.5,20,\n");
  EXPECT_EQ(trajectory.Points, Expected);
  ASSERT_EQ(trajectory.Arrays.size(), 3u);
  EXPECT_EQ(trajectory.Arrays[0].first, "epoch");
  EXPECT_EQ(trajectory.Arrays[0].second, (Values{ 10, 20 }));
  EXPECT_EQ(trajectory.Arrays[1].first, "step");
  EXPECT_EQ(trajectory.Arrays[2].second[0], 0.5);
  EXPECT_TRUE(std::isnan(trajectory.Arrays[2].second[1]));
}

TEST(CsvTrajectory, ThirdColumnIsTheLoss)
{
  const SampledTrajectory trajectory = Read("1,2,7\n-3.5,400,nan\n");
  EXPECT_EQ(trajectory.Points, Expected);
  ASSERT_EQ(trajectory.Arrays.size(), 2u);
  EXPECT_EQ(trajectory.Arrays[1].first, "loss");
  EXPECT_EQ(trajectory.Arrays[1].second[0], 7.0);
}

TEST(CsvTrajectory, ErrorsNameLineAndColumn)
{
  ExpectErrorWith([]() { Read("1,2\n3\n"); }, { "trajectory.csv", "line 2", "2 columns", "1" });
  ExpectErrorWith([]() { Read("1,2\n3,four\n"); }, { "line 2, column y", "'four'" });
  ExpectErrorWith([]() { Read("1,2\n3,inf\n"); }, { "line 2, column y", "a finite number" });
  ExpectErrorWith([]() { Read("x,y,note\n1,2,here\n"); }, { "line 2, column note", "'here'" });
  ExpectErrorWith([]() { Read("1,2,3,4\n"); }, { "4 columns", "name the columns" });
  ExpectErrorWith([]() { Read("a,b,c,d\n1,2,3,4\n"); }, { "4 columns" });
  ExpectErrorWith([]() { Read("1\n"); }, { "1 column" });
  ExpectErrorWith([]() { Read(""); }, { "no numbers" });
  ExpectErrorWith([]() { Read("x,y\n"); }, { "no numbers" });
  ExpectErrorWith([]() { ReadCsvTrajectory("/no/such.csv"); }, { "/no/such.csv" });
}

TEST(CsvTrajectory, ProbeTakesNothingThatMayBeSomethingElse)
{
  for (const char* text :
    { "1,2\n3,4\n", "1 2 3\n", "x,y\n1,2\n", "alpha,beta,loss,epoch\n1,2,3,4" })
  {
    EXPECT_TRUE(IsCsvTrajectory(Written(text))) << text;
  }
  for (const char* text : { "", "\n", "text", "a,b\n1,2\n", "x,y,z\n1,2,3\n", "1,2,3,4\n",
         "1,two\n", "time,x,y\n1,2,3\n", "\x89HDF\r\n\x1a\n" })
  {
    EXPECT_FALSE(IsCsvTrajectory(Written(text))) << text;
  }
  std::string large;
  for (int line = 0; line < 5000; ++line)
  {
    large += "0.25,-0.125\n";
  }
  EXPECT_TRUE(IsCsvTrajectory(Written(large)));
  EXPECT_FALSE(IsCsvTrajectory("/no/such.csv"));
}

TEST(CsvTrajectory, FilesOfOtherPrograms)
{
  const Points expected = { { 0.5, 1.0 }, { 0.0, 0.25 }, { -0.5, 0.0 }, { -1.0, 0.25 } };
  const SampledTrajectory table = ReadCsvTrajectory(LandscapeFixture("trajectory.csv"));
  EXPECT_EQ(table.Points, expected);
  const Values* loss = FindArray(table.Arrays, "train loss");
  ASSERT_NE(loss, nullptr);
  EXPECT_EQ(*loss, (Values{ 13.5, 5.5, 2.5, 4.5 }));
  EXPECT_EQ(ReadCsvTrajectory(LandscapeFixture("points.csv")).Points, expected);
}
