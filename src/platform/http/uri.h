#pragma once
// Paths, queries and forms, their percent-encoding taken off exactly once.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace foyer::http {

/// Names and values of a query string or application/x-www-form-urlencoded body, in order, repeats included. Nothing
/// if an escape is broken, or the decoded text is not UTF-8 or holds NUL, or there are more than 100 pairs.
std::optional<std::vector<std::pair<std::string, std::string>>> parse_form(std::string_view text);

/// The path a route is matched against. Nothing where two readers could see two paths: broken escapes, encoded
/// slashes, backslashes, controls, "." and ".." segments, bytes that are not UTF-8, no leading slash.
/// `storage` is written only when there is something to decode; the answer views it or `path`.
std::optional<std::string_view> decode_path(std::string_view path, std::string& storage);

}  // namespace foyer::http
