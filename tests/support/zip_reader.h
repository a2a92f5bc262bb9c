#pragma once
// What a ZIP holds, read by minizip.

#include <gtest/gtest.h>
#include <minizip/unzip.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "tests/support/temp_folder.h"

namespace foyer::test {

/// Names and contents; checksums are checked.
inline std::map<std::string, std::string> files_in_zip(const std::string& bytes) {
  const TempFolder folder;
  const std::string path = (folder.path() / "read.zip").string();
  std::ofstream{path, std::ios::binary} << bytes;
  std::map<std::string, std::string> out;
  unzFile opened = unzOpen64(path.c_str());
  if (opened == nullptr) return out;
  for (int more = unzGoToFirstFile(opened); more == UNZ_OK; more = unzGoToNextFile(opened)) {
    unz_file_info64 facts{};
    char name[256] = {};
    unzGetCurrentFileInfo64(opened, &facts, name, sizeof name, nullptr, 0, nullptr, 0);
    std::string content(facts.uncompressed_size, '\0');
    unzOpenCurrentFile(opened);
    EXPECT_EQ(unzReadCurrentFile(opened, content.data(), static_cast<unsigned>(content.size())),
              static_cast<int>(content.size()));
    EXPECT_EQ(unzCloseCurrentFile(opened), UNZ_OK) << "checksum of " << name;
    out[name] = std::move(content);
  }
  unzClose(opened);
  return out;
}

}  // namespace foyer::test
