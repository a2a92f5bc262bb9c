#include "platform/archive/zip.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/manual_clock.h"
#include "tests/support/temp_folder.h"
#include "tests/support/zip_reader.h"

namespace foyer::archive {
namespace {

std::string written(const std::string& bytes, const std::filesystem::path& path) {
  std::ofstream{path, std::ios::binary} << bytes;
  return path.string();
}

TEST(Zip, GivesBackEveryFile) {
  std::string noise;
  for (unsigned i = 0; i < 100'000; ++i) noise += static_cast<char>((i * 2'654'435'761U) >> 24U);
  const std::vector<File> files{{"README.txt", "Привіт\n"}, {"empty.json", ""}, {"noise.bin", noise}};
  const auto found = test::files_in_zip(zip(files, test::ManualClock::birth));
  ASSERT_EQ(found.size(), files.size());
  for (const File& file : files) EXPECT_EQ(found.at(file.name), file.bytes) << file.name;
}

TEST(Zip, IsSmallerThanWhatRepeatsItself) {
  const std::vector<File> files{{"a.txt", std::string(100'000, 'a')}};
  EXPECT_LT(zip(files, test::ManualClock::birth).size(), 1'000U);
}

TEST(Zip, TheSameFilesAndTimeGiveTheSameBytes) {
  const std::vector<File> files{{"a.txt", "one"}, {"b.txt", "two"}};
  EXPECT_EQ(zip(files, test::ManualClock::birth), zip(files, test::ManualClock::birth));
  EXPECT_NE(zip(files, test::ManualClock::birth), zip(files, test::ManualClock::birth + std::chrono::hours{1}));
}

TEST(Zip, OfNothingIsAnEmptyArchive) {
  const std::string packed = zip({}, test::ManualClock::birth);
  EXPECT_TRUE(packed.starts_with("PK"));
  EXPECT_TRUE(test::files_in_zip(packed).empty());
}

TEST(Zip, OtherProgramsReadIt) {
  const test::TempFolder folder;
  const std::string path = written(zip({{"a/b.txt", "curtain"}}, test::ManualClock::birth), folder.path() / "a.zip");
  const std::string command =
      "python3 -c \"import zipfile,sys; z=zipfile.ZipFile(sys.argv[1]); "
      "sys.exit(z.testzip() is not None or z.read('a/b.txt') != b'curtain' or "
      "z.infolist()[0].date_time[:3] != (2026, 11, 23))\" " +
      path;
  EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace foyer::archive
