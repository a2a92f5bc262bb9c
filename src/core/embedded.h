#pragma once
// Files linked into the binary by cmake/embed.cmake. Everything here lives as long as the program.

#include <string_view>

namespace foyer::embedded {

struct File {
  std::string_view path;          ///< below the root it was embedded from, with '/': "assets/favicon.svg"
  std::string_view bytes;         ///< compressed where `gzipped` says so
  std::string_view content_type;  ///< with charset for text
  bool gzipped = false;           ///< to be sent with Content-Encoding: gzip
};

}  // namespace foyer::embedded
