#pragma once
// Strict JSON (https://www.rfc-editor.org/rfc/rfc8259) from foreign bytes: UTF-8, depth at most 32, nothing after the
// value, and no member twice, since two readers could then see two different requests.

#include <boost/json/storage_ptr.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string_view>

namespace foyer::schema {

/// The value, stored in `memory`; nothing if the text is not strict JSON.
std::optional<boost::json::value> parse_strict(std::string_view text, boost::json::storage_ptr memory = {});

}  // namespace foyer::schema
