#pragma once
// Comma-separated values (https://www.rfc-editor.org/rfc/rfc4180) under a header that names the columns. After broken
// quoting reading goes on at the line behind the one where the row began, so a quote that is never closed costs its own
// row and not the rest of the file.

#include <string>
#include <string_view>
#include <vector>

#include "importing/line_reader.h"
#include "importing/source.h"

namespace foyer::importing {

/// One record, fed line by line.
class CsvRecord {
 public:
  enum class Verdict { complete, unfinished, broken };

  /// `line` without its LF. After anything but unfinished nothing more is to be fed.
  Verdict feed(std::string_view line);
  const std::vector<std::string>& fields() const noexcept { return fields_; }
  std::vector<std::string> take_fields() { return std::move(fields_); }
  /// Of a broken one, for people.
  const std::string& reason() const noexcept { return reason_; }

 private:
  enum class Place { start, plain, quoted, behind_quote };
  Verdict refuse(std::string why);
  void end_field();

  Place place_ = Place::start;
  std::string field_;
  std::vector<std::string> fields_;
  std::string reason_;
};

class CsvSource final : public Source {
 public:
  static std::expected<std::unique_ptr<Source>, std::string> open(const std::filesystem::path&);
  std::optional<Row> next() override;
  std::vector<std::string> ignored_columns() const override { return ignored_; }

 private:
  explicit CsvSource(LineReader lines) : lines_{std::move(lines)} {}
  std::expected<std::vector<std::string>, std::string> read_fields(Line first);
  /// What is wrong with the header; empty: nothing.
  std::string learn_columns(const std::vector<std::string>& header);

  LineReader lines_;
  std::vector<Field> columns_;
  std::vector<std::string> ignored_;
};

}  // namespace foyer::importing
