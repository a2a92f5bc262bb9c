#include "importing/csv.h"

#include <fmt/format.h>

#include <algorithm>

#include "importing/column_names.h"

namespace foyer::importing {

CsvRecord::Verdict CsvRecord::refuse(std::string why) {
  reason_ = std::move(why);
  return Verdict::broken;
}

void CsvRecord::end_field() {
  fields_.push_back(std::move(field_));
  field_.clear();
  place_ = Place::start;
}

CsvRecord::Verdict CsvRecord::feed(std::string_view line) {
  // The CR of CRLF belongs to the end of the line, except inside quotes.
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    const bool ends_line = c == '\r' && i + 1 == line.size();
    switch (place_) {
      case Place::quoted:
        if (c == '"') {
          place_ = Place::behind_quote;
        } else {
          field_ += c;
        }
        break;
      case Place::behind_quote:
        if (c == '"') {
          field_ += c;
          place_ = Place::quoted;
        } else if (c == ',') {
          end_field();
        } else if (!ends_line) {
          return refuse("wrong quoting: something follows a closing quote");
        }
        break;
      case Place::start:
      case Place::plain:
        if (c == '"') {
          if (place_ == Place::plain) return refuse("wrong quoting: a quote inside a field without quotes");
          place_ = Place::quoted;
        } else if (c == ',') {
          end_field();
        } else if (!ends_line) {
          field_ += c;
          place_ = Place::plain;
        }
        break;
    }
  }
  if (place_ == Place::quoted) {
    field_ += '\n';
    return Verdict::unfinished;
  }
  end_field();
  return Verdict::complete;
}

std::expected<std::unique_ptr<Source>, std::string> CsvSource::open(const std::filesystem::path& path) {
  std::unique_ptr<CsvSource> source{new CsvSource{LineReader{path}}};
  auto first = source->lines_.next();
  if (!first) return std::unexpected(std::string{"it is empty"});
  const auto header = source->read_fields(std::move(*first));
  if (!header) return std::unexpected("its first line cannot be read as the header of a CSV file: " + header.error());
  std::string mistake = source->learn_columns(*header);
  if (!mistake.empty()) return std::unexpected(std::move(mistake));
  return source;
}

std::string CsvSource::learn_columns(const std::vector<std::string>& header) {
  for (const std::string& written : header) {
    const std::string name = plain_name(written);
    const Field field = field_named(name);
    if (field != nullptr && std::ranges::find(columns_, field) != columns_.end()) {
      return fmt::format("two columns of its header mean {}", name_of(field));
    }
    columns_.push_back(field);
    if (field == nullptr) remember(ignored_, name);
  }
  if (std::ranges::find(columns_, &Record::email) != columns_.end()) return {};
  return "its first line names no column email; columns are separated by commas";
}

std::expected<std::vector<std::string>, std::string> CsvSource::read_fields(Line first) {
  CsvRecord record;
  std::vector<Line> behind;
  std::size_t size = first.text.size();
  const auto give_up = [&](std::string why) {
    lines_.put_back(std::move(behind));
    return std::unexpected(std::move(why));
  };
  if (!first.whole) return give_up("the line is too long");
  auto verdict = record.feed(first.text);
  while (verdict == CsvRecord::Verdict::unfinished) {
    auto line = lines_.next();
    if (!line) return give_up("wrong quoting: a quote is never closed");
    size += line->text.size() + 1;
    behind.push_back(std::move(*line));
    if (size > LineReader::longest) return give_up("wrong quoting: a quote is not closed, or the row is too long");
    verdict = record.feed(behind.back().text);
  }
  if (verdict == CsvRecord::Verdict::broken) return give_up(record.reason());
  return record.take_fields();
}

std::optional<Row> CsvSource::next() {
  std::optional<Line> line = lines_.next();
  while (line && (line->text.empty() || line->text == "\r")) line = lines_.next();
  if (!line) return std::nullopt;
  const std::int64_t number = line->number;
  auto fields = read_fields(std::move(*line));
  if (!fields) return Row{number, std::unexpected(std::move(fields.error()))};
  if (fields->size() != columns_.size()) {
    return Row{number,
               std::unexpected(fmt::format("{} where the header names {}",
                                           fields->size() == 1 ? "1 field" : fmt::format("{} fields", fields->size()),
                                           columns_.size()))};
  }
  Record record;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i] != nullptr) record.*columns_[i] = std::move((*fields)[i]);
  }
  return Row{number, std::move(record)};
}

}  // namespace foyer::importing
