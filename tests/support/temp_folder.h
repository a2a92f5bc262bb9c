#pragma once
// A folder that goes when its owner does.

#include <stdlib.h>  // mkdtemp

#include <filesystem>
#include <stdexcept>
#include <string>

namespace foyer::test {

class TempFolder {
 public:
  TempFolder() : path_{(std::filesystem::temp_directory_path() / "foyer-test-XXXXXX").string()} {
    if (::mkdtemp(path_.data()) == nullptr) throw std::runtime_error{"mkdtemp"};
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  std::filesystem::path path() const { return path_; }
  std::filesystem::path operator/(const char* name) const { return path() / name; }

 private:
  std::string path_;
};

}  // namespace foyer::test
