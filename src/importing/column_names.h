#pragma once
// Names of columns as they are written in files by hand and by programs.

#include <string>
#include <string_view>
#include <vector>

namespace foyer::importing {

/// In lower case and without blanks around it.
std::string plain_name(std::string_view written);
/// Adds a name that is not there yet, fit for a terminal and cut short; a few at most, for a file may hold millions. A
/// name that could be a value, such as a hash where the header is missing, is told of without its text.
void remember(std::vector<std::string>& names, std::string_view name);

}  // namespace foyer::importing
