// JSON Lines that accounts are imported from: each line gives the record that a plain reading of it gives, or says why
// it gives none, whatever stands in the lines beside it.

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <map>
#include <numeric>
#include <string>
#include <vector>

#include "core/text.h"
#include "fuzz/check.h"
#include "importing/jsonl.h"

namespace {

namespace json = boost::json;
using foyer::fuzz::check;
using foyer::importing::Field;
using foyer::importing::JsonLinesSource;
using foyer::importing::LineReader;
using foyer::importing::Record;

const std::map<std::string, Field, std::less<>> fields{{"email", &Record::email},
                                                       {"password_hash", &Record::password_hash},
                                                       {"hashed_password", &Record::password_hash},
                                                       {"_hashed_password", &Record::password_hash},
                                                       {"active", &Record::active},
                                                       {"is_active", &Record::active},
                                                       {"group", &Record::group},
                                                       {"first_name", &Record::first_name},
                                                       {"last_name", &Record::last_name},
                                                       {"gender", &Record::gender},
                                                       {"date_of_birth", &Record::date_of_birth},
                                                       {"avatar", &Record::avatar},
                                                       {"info", &Record::info}};

/// As written: colons outside of texts.
std::size_t members_written(std::string_view line) {
  std::size_t count = 0;
  bool inside = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (inside && line[i] == '\\')
      ++i;
    else if (line[i] == '"')
      inside = !inside;
    else if (!inside && line[i] == ':')
      ++count;
  }
  return count;
}

/// Members of a value and of all inside it; very many for what is larger than we read.
std::size_t members_of(const json::value& value) {
  constexpr std::size_t most = 1000, too_many = 1'000'000;
  std::size_t count = 0;
  if (const auto* object = value.if_object()) {
    count = object->size() > most ? too_many : object->size();
    for (const auto& member : *object)
      count += (member.key().size() > most ? too_many : 0) + members_of(member.value());
  } else if (const auto* number = value.if_double()) {
    if (!std::isfinite(*number)) count = too_many;
  } else if (const auto* array = value.if_array()) {
    if (array->size() > most) count = too_many;
    for (const auto& element : *array) count += members_of(element);
  }
  return count;
}

std::optional<Record> record_in(std::string_view line) {
  if (line.size() > LineReader::longest) return std::nullopt;
  json::error_code failed;
  const json::value value = json::parse({line.data(), line.size()}, failed);
  if (failed || !value.is_object() || members_of(value) != members_written(line)) return std::nullopt;
  Record record;
  for (const auto& [name, field] : fields) {
    const json::value* member = value.get_object().if_contains(name);
    if (member == nullptr || member->is_null()) continue;
    if (record.*field) return std::nullopt;
    if (member->is_string()) {
      (record.*field).emplace(member->get_string());
    } else if (field == &Record::active && (member->is_bool() || member->is_int64())) {
      record.*field = json::serialize(*member);
    } else {
      return std::nullopt;
    }
  }
  return record;
}

struct Expected {
  std::int64_t number;
  std::optional<Record> record;
};

std::vector<Expected> rows_in(std::string_view text, bool& begins_an_object) {
  std::vector<Expected> rows;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  for (std::int64_t number = 1; !text.empty(); ++number) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    // What a file is, is judged by as much of a line as is read.
    const auto first = line.substr(0, LineReader::longest).find_first_not_of(" \t\r");
    if (first == std::string_view::npos && line.size() <= LineReader::longest) continue;
    if (number <= 100 && first != std::string_view::npos && line[first] == '{') begins_an_object = true;
    rows.push_back({number, record_in(line)});
  }
  return rows;
}

bool same(const Record& a, const Record& b) {
  return std::ranges::all_of(fields, [&](const auto& one) { return a.*one.second == b.*one.second; });
}

/// A file that lies in memory.
const std::filesystem::path& file_of(std::string_view text) {
  static const int file = ::memfd_create("lines", 0);
  static const std::filesystem::path path = "/proc/self/fd/" + std::to_string(file);
  check(::ftruncate(file, 0) == 0);
  check(::pwrite(file, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
  return path;
}

}  // namespace

// The sum of the bytes may put blanks before the first line, so that a short input lies across the end of a buffer or
// is longer than a line may be. One input in 32, because such a text takes thirty times as long.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::size_t sum = std::accumulate(data, data + size, std::size_t{0});
  const std::size_t less = sum / 64 % 8;
  const std::size_t blanks = sum % 64 == 0 ? LineReader::longest - less : sum % 64 == 1 ? 64 * 1024 - less : 0;
  std::string text(blanks, ' ');
  text += foyer::fuzz::text_of(data, size);

  bool begins_an_object = false;
  const auto expected = rows_in(text, begins_an_object);
  const auto source = JsonLinesSource::open(file_of(text));
  check(source.has_value() == begins_an_object);
  if (!source) return 0;
  for (const auto& [number, record] : expected) {
    const auto row = (*source)->next();
    check(row && row->number == number && row->record.has_value() == record.has_value());
    if (record) check(same(*row->record, *record));
    if (!record) check(!row->record.error().empty() && foyer::is_utf8(row->record.error()));
  }
  check(!(*source)->next());
  const auto ignored = (*source)->ignored_columns();
  check(ignored.size() <= 20);
  for (const auto& name : ignored) check(!name.empty() && !foyer::has_controls(name) && !fields.contains(name));
  return 0;
}
