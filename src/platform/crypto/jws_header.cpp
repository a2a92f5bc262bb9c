#include "platform/crypto/jws_header.h"

#include <algorithm>

namespace foyer::crypto {
namespace {

class Reader {
 public:
  explicit Reader(std::string_view text) noexcept : rest_{text} {}

  bool take(char wanted) noexcept {
    skip_space();
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::optional<std::string_view> take_string() noexcept {
    if (!take('"')) return std::nullopt;
    const auto end = std::ranges::find_if_not(rest_, is_plain);
    const std::string_view text{rest_.begin(), end};
    rest_.remove_prefix(text.size());
    if (rest_.empty() || rest_.front() != '"') return std::nullopt;
    rest_.remove_prefix(1);
    return text;
  }
  bool at_end() noexcept {
    skip_space();
    return rest_.empty();
  }

 private:
  static bool is_plain(char c) noexcept { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; }
  void skip_space() noexcept {
    const auto first = rest_.find_first_not_of(" \t\r\n");
    rest_.remove_prefix(first == std::string_view::npos ? rest_.size() : first);
  }
  std::string_view rest_;
};

struct Members {
  std::optional<std::string_view> alg, kid, typ;

  /// False for a foreign name and for one that came before.
  bool set(std::string_view name, std::string_view value) noexcept {
    auto* const member = name == "alg" ? &alg : name == "kid" ? &kid : name == "typ" ? &typ : nullptr;
    if (member == nullptr || member->has_value()) return false;
    *member = value;
    return true;
  }
};

}  // namespace

std::optional<JwsHeader> read_jws_header(std::string_view json) noexcept {
  Reader reader{json};
  Members members;
  if (!reader.take('{')) return std::nullopt;
  do {
    const auto name = reader.take_string();
    if (!name || !reader.take(':')) return std::nullopt;
    const auto value = reader.take_string();
    if (!value || !members.set(*name, *value)) return std::nullopt;
  } while (reader.take(','));
  if (!reader.take('}') || !reader.at_end()) return std::nullopt;
  if (!members.alg || !members.kid || !members.typ) return std::nullopt;
  return JwsHeader{*members.alg, *members.kid, *members.typ};
}

}  // namespace foyer::crypto
