#pragma once
// A file of accounts, read row by row in bounded memory. A row that cannot be read is told of and passed over.

#include <boost/describe/enum.hpp>
#include <expected>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "importing/record.h"

namespace foyer::importing {

enum class Format { sqlite, csv, jsonl };
BOOST_DESCRIBE_ENUM(Format, sqlite, csv, jsonl)

/// The file broke off while it was being read.
struct Unreadable : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Source {
 public:
  virtual ~Source() = default;
  /// Nothing at the end. Throws Unreadable.
  virtual std::optional<Row> next() = 0;
  /// Columns met so far that are none of ours, each once.
  virtual std::vector<std::string> ignored_columns() const { return {}; }
};

struct OpenSource {
  Format format{};
  std::unique_ptr<Source> source;
};

/// Without a format, the content decides, then the name. An error is one sentence for people.
std::expected<OpenSource, std::string> open_source(const std::filesystem::path&, std::optional<Format>);

}  // namespace foyer::importing
