#include "platform/archive/zip.h"

#include <gtest/gtest.h>
#include <minizip/unzip.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/support/manual_clock.h"
#include "tests/support/temp_folder.h"

namespace foyer::archive {
namespace {

std::string written(const std::string& bytes, const std::filesystem::path& path) {
  std::ofstream{path, std::ios::binary} << bytes;
  return path.string();
}

/// What unzip finds, file by file.
std::vector<File> files_in(const std::string& path) {
  std::vector<File> out;
  unzFile opened = unzOpen64(path.c_str());
  if (opened == nullptr) return out;
  for (int more = unzGoToFirstFile(opened); more == UNZ_OK; more = unzGoToNextFile(opened)) {
    unz_file_info64 facts{};
    char name[256] = {};
    unzGetCurrentFileInfo64(opened, &facts, name, sizeof name, nullptr, 0, nullptr, 0);
    std::string bytes(facts.uncompressed_size, '\0');
    unzOpenCurrentFile(opened);
    EXPECT_EQ(unzReadCurrentFile(opened, bytes.data(), static_cast<unsigned>(bytes.size())),
              static_cast<int>(bytes.size()));
    EXPECT_EQ(unzCloseCurrentFile(opened), UNZ_OK) << "checksum of " << name;
    out.push_back({name, std::move(bytes)});
  }
  unzClose(opened);
  return out;
}

TEST(Zip, GivesBackEveryFile) {
  const test::TempFolder folder;
  std::string noise;
  for (unsigned i = 0; i < 100'000; ++i) noise += static_cast<char>((i * 2'654'435'761U) >> 24U);
  const std::vector<File> files{{"README.txt", "Привіт\n"}, {"empty.json", ""}, {"noise.bin", noise}};
  const std::string packed = zip(files, test::ManualClock::birth);
  const auto found = files_in(written(packed, folder.path() / "a.zip"));
  ASSERT_EQ(found.size(), files.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    EXPECT_EQ(found[i].name, files[i].name);
    EXPECT_EQ(found[i].bytes, files[i].bytes);
  }
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
  const test::TempFolder folder;
  const std::string packed = zip({}, test::ManualClock::birth);
  EXPECT_TRUE(packed.starts_with("PK"));
  EXPECT_TRUE(files_in(written(packed, folder.path() / "a.zip")).empty());
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
