// Lines of a CSV file that accounts are imported from: a record is whole or says what is wrong with it, and whatever
// fields a program writes in quotes are the ones that are read.

#include <algorithm>
#include <string>
#include <vector>

#include "fuzz/check.h"
#include "importing/csv.h"

namespace {

using foyer::importing::CsvRecord;

CsvRecord::Verdict feed_lines(CsvRecord& record, std::string_view text) {
  auto verdict = CsvRecord::Verdict::unfinished;
  while (verdict == CsvRecord::Verdict::unfinished && !text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    verdict = record.feed(line);
  }
  return verdict;
}

/// As https://www.rfc-editor.org/rfc/rfc4180 has them in quotes.
void check_written(const std::vector<std::string>& fields) {
  std::string text;
  for (const std::string& field : fields) {
    text += text.empty() ? "\"" : ",\"";
    for (const char c : field) text.append(c == '"' ? 2 : 1, c);
    text += '"';
  }
  CsvRecord record;
  foyer::fuzz::check(feed_lines(record, text) == CsvRecord::Verdict::complete && record.fields() == fields);
}

std::vector<std::string> between_semicolons(std::string_view text) {
  std::vector<std::string> parts{""};
  for (const char c : text) c == ';' ? void(parts.emplace_back()) : parts.back().push_back(c);
  return parts;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = foyer::fuzz::text_of(data, size);
  CsvRecord record;
  const auto verdict = feed_lines(record, text);
  if (verdict == CsvRecord::Verdict::complete) {
    foyer::fuzz::check(!record.fields().empty());
    check_written(record.fields());
  }
  if (verdict == CsvRecord::Verdict::broken) foyer::fuzz::check(!record.reason().empty());
  check_written(between_semicolons(text));
  return 0;
}
