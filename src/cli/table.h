#pragma once
// Rows under a heading, columns as wide as they need: what list commands print.

#include <string>
#include <vector>

namespace foyer::cli {

void print_table(const std::vector<std::string>& heading, const std::vector<std::vector<std::string>>& rows);
/// A line of text on standard output.
void print_line(const std::string&);

}  // namespace foyer::cli
