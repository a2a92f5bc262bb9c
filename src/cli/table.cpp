#include "cli/table.h"

#include <algorithm>
#include <cstdio>

#include "core/text.h"

namespace foyer::cli {

void print_line(const std::string& line) { std::printf("%s\n", line.c_str()); }

void print_cut(std::int64_t limit) {
  std::fflush(stdout);
  std::fprintf(stderr, "foyer: there are more than these %lld; --limit shows them\n", static_cast<long long>(limit));
}

void print_table(const std::vector<std::string>& heading, const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& cell : heading) widths.push_back(code_points(cell));
  for (const auto& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], code_points(row[i]));
  }
  const auto print_row = [&](const std::vector<std::string>& row) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      if (i + 1 < row.size()) line.append(widths[i] - code_points(row[i]) + 2, ' ');
    }
    print_line(line);
  };
  print_row(heading);
  for (const auto& row : rows) print_row(row);
}

}  // namespace foyer::cli
