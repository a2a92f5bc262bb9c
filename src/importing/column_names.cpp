#include "importing/column_names.h"

#include <algorithm>

namespace foyer::importing {
namespace {

constexpr std::size_t most = 20;
constexpr std::size_t longest = 40;

bool is_name_text(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == ' ' || c == '.';
}

}  // namespace

std::string plain_name(std::string_view written) {
  const auto first = written.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  std::string name{written.substr(first, written.find_last_not_of(" \t") - first + 1)};
  std::ranges::transform(name, name.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return name;
}

void remember(std::vector<std::string>& names, std::string_view name) {
  const bool speaks = !name.empty() && name.size() <= longest && std::ranges::all_of(name, is_name_text);
  std::string shown = speaks ? std::string{name} : std::string{"(a column without a plain name)"};
  if (names.size() < most && std::ranges::find(names, shown) == names.end()) names.push_back(std::move(shown));
}

}  // namespace foyer::importing
