#pragma once
// How a mail calls the device of a session. Everything here was chosen by whoever signed in, who may not be the mail's
// reader: it must not be able to put a link before them.

#include <optional>
#include <string>
#include <string_view>

#include "core/language.h"

namespace foyer {

/// "Living-room TV (Chrome on Android)", "Firefox on Linux", or the beginning of a user agent nobody knows. One line of
/// at most 140 characters.
std::string device_label(const std::optional<std::string>& name, std::string_view user_agent, Language);

}  // namespace foyer
