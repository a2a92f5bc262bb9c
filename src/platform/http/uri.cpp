#include "platform/http/uri.h"

#include <algorithm>

#include "core/text.h"
#include "platform/http/ascii.h"

namespace foyer::http {
namespace {

int hex_value(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

bool decode_into(std::string& out, std::string_view text, bool plus_is_space) {
  out.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      out += ' ';
    } else if (text[i] != '%') {
      out += text[i];
    } else {
      if (i + 2 >= text.size()) return false;
      const int high = hex_value(text[i + 1]);
      const int low = hex_value(text[i + 2]);
      if (high < 0 || low < 0) return false;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    }
  }
  return true;
}

std::optional<std::string> form_word(std::string_view text) {
  auto word = percent_decode(text, true);
  if (!word || !is_utf8(*word) || word->find('\0') != std::string::npos) return std::nullopt;
  return word;
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  if (!decode_into(out, text, plus_is_space)) return std::nullopt;
  return out;
}

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
    if (!decode_into(storage, path, false) || std::ranges::count(storage, '/') != slashes) return std::nullopt;
    decoded = storage;
    if (!is_utf8(decoded)) return std::nullopt;
  }
  if (!decoded.starts_with('/') || has_controls(decoded)) return std::nullopt;
  if (decoded.find('\\') != std::string_view::npos) return std::nullopt;
  for (std::string_view rest = decoded.substr(1); !rest.empty();) {
    const std::string_view segment = cut(rest, '/');
    if (segment == "." || segment == "..") return std::nullopt;
  }
  return decoded;
}

}  // namespace foyer::http
