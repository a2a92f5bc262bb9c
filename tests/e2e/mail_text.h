#pragma once
// What a person reads of a mail.

#include <string>

namespace foyer::test {

/// The body of the first part of this type, without its transfer encoding; empty if there is none.
std::string part_of(const std::string& content, const std::string& type);

}  // namespace foyer::test
