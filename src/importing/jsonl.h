#pragma once
// JSON Lines (https://jsonlines.org): one object per line, with the members of Record.

#include <vector>

#include "importing/line_reader.h"
#include "importing/source.h"

namespace foyer::importing {

class JsonLinesSource final : public Source {
 public:
  static std::expected<std::unique_ptr<Source>, std::string> open(const std::filesystem::path&);
  std::optional<Row> next() override;
  std::vector<std::string> ignored_columns() const override { return ignored_; }

 private:
  explicit JsonLinesSource(LineReader lines) : lines_{std::move(lines)} {}
  std::expected<Record, std::string> read(const Line&);

  LineReader lines_;
  std::vector<std::string> ignored_;
};

}  // namespace foyer::importing
