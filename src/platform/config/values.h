#pragma once
// What the text of one setting may say. Pure.

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace foyer::config {

std::string_view trimmed(std::string_view) noexcept;
std::optional<std::int64_t> parse_integer(std::string_view) noexcept;
/// true/false, 1/0, yes/no, on/off in any case.
std::optional<bool> parse_flag(std::string_view) noexcept;
/// Parts between commas, trimmed; empty parts are left out.
std::vector<std::string> parse_list(std::string_view);
/// scheme "://" [user [":" password] "@"] host [":" port] [path]; the host may be absent before a path only where
/// `may_lack_host` says so, as in sqlite:///file (https://www.rfc-editor.org/rfc/rfc3986#section-3).
bool is_url(std::string_view, std::span<const std::string_view> schemes, bool may_lack_host) noexcept;
/// The URL with "***" for its password.
std::string without_password(std::string_view url);
/// For a message: escaped, and cut if long.
std::string in_quotes(std::string_view value);

}  // namespace foyer::config
