#include "platform/http/uri.h"

#include <algorithm>

#include "core/percent.h"
#include "core/text.h"
#include "platform/http/ascii.h"

namespace foyer::http {
namespace {

std::optional<std::string> form_word(std::string_view text) {
  auto word = percent_decode(text, true);
  if (!word || !is_utf8(*word) || word->find('\0') != std::string::npos) return std::nullopt;
  return word;
}

}  // namespace

std::optional<std::vector<std::pair<std::string, std::string>>> parse_form(std::string_view text) {
  constexpr std::size_t max_pairs = 100;
  std::vector<std::pair<std::string, std::string>> pairs;
  while (!text.empty()) {
    std::string_view value = cut(text, '&');
    if (value.empty()) continue;
    auto name = form_word(cut(value, '='));
    auto word = form_word(value);
    if (!name || !word || pairs.size() == max_pairs) return std::nullopt;
    pairs.emplace_back(std::move(*name), std::move(*word));
  }
  return pairs;
}

std::optional<std::string_view> decode_path(std::string_view path, std::string& storage) {
  std::string_view decoded = path;
  if (path.find('%') != std::string_view::npos) {
    // A slash that was encoded would become a segment border nobody in front of us saw.
    const auto slashes = std::ranges::count(path, '/');
    auto plain = percent_decode(path);
    if (!plain || std::ranges::count(*plain, '/') != slashes) return std::nullopt;
    storage = std::move(*plain);
    decoded = storage;
  }
  if (!decoded.starts_with('/') || has_controls(decoded) || !is_utf8(decoded)) return std::nullopt;
  if (decoded.find('\\') != std::string_view::npos) return std::nullopt;
  for (std::string_view rest = decoded.substr(1); !rest.empty();) {
    const std::string_view segment = cut(rest, '/');
    if (segment == "." || segment == "..") return std::nullopt;
  }
  return decoded;
}

}  // namespace foyer::http
