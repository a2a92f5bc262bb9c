// Lines of a file that accounts are imported from: no crash, and a record is whole or says what is wrong with it.

#include "fuzz/check.h"
#include "importing/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using foyer::importing::CsvRecord;
  std::string_view text = foyer::fuzz::text_of(data, size);
  CsvRecord record;
  auto verdict = CsvRecord::Verdict::unfinished;
  while (verdict == CsvRecord::Verdict::unfinished && !text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    verdict = record.feed(line);
  }
  if (verdict == CsvRecord::Verdict::complete) foyer::fuzz::check(!record.fields().empty());
  if (verdict == CsvRecord::Verdict::broken) foyer::fuzz::check(!record.reason().empty());
  return 0;
}
