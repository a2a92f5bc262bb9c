#include "importing/source.h"

#include <fmt/format.h>

#include <fstream>

#include "importing/column_names.h"
#include "importing/csv.h"
#include "importing/jsonl.h"
#include "importing/sqlite_source.h"

namespace foyer::importing {
namespace {

constexpr std::string_view sqlite_magic{"SQLite format 3\0", 16};

std::string beginning_of(const std::filesystem::path& path) {
  std::string start(512, '\0');
  std::ifstream file{path, std::ios::binary};
  file.read(start.data(), static_cast<std::streamsize>(start.size()));
  start.resize(static_cast<std::size_t>(file.gcount()));
  return start;
}

Format guess_format(const std::filesystem::path& path) {
  std::string start = beginning_of(path);
  if (start.starts_with(sqlite_magic)) return Format::sqlite;
  const std::string ending = plain_name(path.extension().string());
  if (ending == ".jsonl" || ending == ".ndjson") return Format::jsonl;
  if (ending == ".csv") return Format::csv;
  if (start.starts_with("\xEF\xBB\xBF")) start.erase(0, 3);
  const auto first = start.find_first_not_of(" \t\r\n");
  return first != std::string::npos && start[first] == '{' ? Format::jsonl : Format::csv;
}

std::expected<std::unique_ptr<Source>, std::string> open_as(const std::filesystem::path& path, Format format) {
  switch (format) {
    case Format::sqlite:
      return SqliteSource::open(path);
    case Format::jsonl:
      return JsonLinesSource::open(path);
    default:
      return CsvSource::open(path);
  }
}

}  // namespace

std::expected<OpenSource, std::string> open_source(const std::filesystem::path& path, std::optional<Format> wanted) {
  std::error_code failed;
  const auto kind = std::filesystem::status(path, failed).type();
  if (kind == std::filesystem::file_type::not_found)
    return std::unexpected(fmt::format("{} does not exist", path.string()));
  if (kind != std::filesystem::file_type::regular)
    return std::unexpected(fmt::format("{} is not a file", path.string()));
  const Format format = wanted.value_or(guess_format(path));
  const std::string_view name = format == Format::sqlite ? "an SQLite database"
                                : format == Format::csv  ? "a CSV file"
                                                         : "a JSON Lines file";
  try {
    auto source = open_as(path, format);
    if (source) return OpenSource{format, std::move(*source)};
    return std::unexpected(fmt::format("{} cannot be imported as {}: {}", path.string(), name, source.error()));
  } catch (const Unreadable& failure) {
    return std::unexpected(std::string{failure.what()});
  }
}

}  // namespace foyer::importing
