#pragma once
// The browser side of the pages as Vite built it (cmake/webapp.cmake), in the binary.

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "core/embedded.h"

namespace foyer::embedded {

/// What one page loads beside what all do.
struct PagePart {
  std::string_view kind;  ///< of the page: "sign-up"
  std::vector<std::string_view> scripts;
  std::vector<std::string_view> styles;
};

/// Paths are below "/": "assets/app-8HhVxQ2d.js". Each file's name changes with its bytes.
struct WebApp {
  std::string_view script;
  std::vector<std::string_view> styles;
  std::vector<std::string_view> imports;                                 ///< what the script loads at once
  std::vector<std::pair<std::string_view, std::string_view>> languages;  ///< tag, and the file of its texts
  std::vector<PagePart> parts;
  std::span<const File> files;
};

const WebApp& web_app();

}  // namespace foyer::embedded
