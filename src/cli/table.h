#pragma once
// Rows under a heading, columns as wide as they need: what list commands print.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace foyer::cli {

void print_table(const std::vector<std::string>& heading, const std::vector<std::vector<std::string>>& rows);
/// A line of text on standard output.
void print_line(const std::string&);
/// A line on standard error: the list ends here, but there is more.
void print_cut(std::int64_t limit);

/// Lists ask for one row more than they show, so that none ends early unnoticed.
template <class Row>
void cut(std::vector<Row>& rows, std::int64_t limit) {
  if (std::ssize(rows) <= limit) return;
  rows.resize(static_cast<std::size_t>(limit));
  print_cut(limit);
}

}  // namespace foyer::cli
