#include "platform/db/sqlite_statement.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <exception>
#include <stdexcept>
#include <string>

#include "platform/db/errors.h"
#include "platform/db/sqlite_error.h"

namespace foyer::db {
namespace {

int bind_one(sqlite3_stmt* to, int at, const Value& value) {
  struct Binder {
    sqlite3_stmt* to;
    int at;
    // A null pointer would bind NULL, and a default string_view is the empty text.
    static const char* start(std::string_view bytes) { return bytes.empty() ? "" : bytes.data(); }
    int operator()(std::monostate) const { return sqlite3_bind_null(to, at); }
    int operator()(std::int64_t v) const { return sqlite3_bind_int64(to, at, v); }
    int operator()(bool v) const { return sqlite3_bind_int64(to, at, v ? 1 : 0); }
    int operator()(std::string_view v) const {
      return sqlite3_bind_text64(to, at, start(v), v.size(), SQLITE_STATIC, SQLITE_UTF8);
    }
    int operator()(BlobView v) const {
      return sqlite3_bind_blob64(to, at, start(v.bytes), v.bytes.size(), SQLITE_STATIC);
    }
  };
  return std::visit(Binder{to, at}, value);
}

Cell read_cell(sqlite3_stmt* from, int column) {
  const auto size = [&] { return static_cast<std::size_t>(sqlite3_column_bytes(from, column)); };
  switch (sqlite3_column_type(from, column)) {
    case SQLITE_NULL:
      return std::monostate{};
    case SQLITE_INTEGER:
      return std::int64_t{sqlite3_column_int64(from, column)};
    case SQLITE_TEXT: {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(from, column));
      return text ? std::string{text, size()} : std::string{};
    }
    case SQLITE_BLOB: {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(from, column));
      return bytes ? Blob{{bytes, size()}} : Blob{};
    }
    default:
      throw BadRow{"column is a floating point number"};
  }
}

/// Rewinds on every way out, and forgets the bound views: what they show dies with the caller.
class Rewind {
 public:
  explicit Rewind(sqlite3_stmt* statement) : statement_{statement} {}
  ~Rewind() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
  }
  Rewind(const Rewind&) = delete;
  Rewind& operator=(const Rewind&) = delete;

 private:
  sqlite3_stmt* statement_;
};

}  // namespace

SqliteStatement::SqliteStatement(sqlite3* db, std::string_view text) : db_{db}, text_{text} {
  sqlite3_stmt* prepared = nullptr;
  const char* tail = nullptr;
  const int code =
      sqlite3_prepare_v3(db, text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT, &prepared, &tail);
  statement_.reset(prepared);
  if (code != SQLITE_OK) fail(code);
  const std::string_view rest = text.substr(static_cast<std::size_t>(tail - text.data()));
  if (!prepared || rest.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
    throw std::logic_error{fmt::format("not exactly one statement: {}", text)};
  }
  learn_parameters();
}

void SqliteStatement::learn_parameters() {
  const int count = sqlite3_bind_parameter_count(statement_.get());
  for (int i = 1; i <= count; ++i) {
    const char* name = sqlite3_bind_parameter_name(statement_.get(), i);
    const std::string_view written = name ? name : "?";
    std::size_t number = 0;
    const char* end = written.data() + written.size();
    const auto parsed = std::from_chars(written.data() + 1, end, number);
    if (written.front() != '$' || parsed.ec != std::errc{} || parsed.ptr != end || number == 0) {
      throw std::logic_error{fmt::format("parameter {} is not $1, $2, … in: {}", written, text_)};
    }
    numbers_.push_back(number);
    wanted_ = std::max(wanted_, number);
  }
}

void SqliteStatement::fail(int code) const { std::rethrow_exception(sqlite_failure(db_, code, text_)); }

void SqliteStatement::bind(std::span<const Value> values) {
  if (values.size() != wanted_) {
    throw std::logic_error{fmt::format("{} values for {} parameters in: {}", values.size(), wanted_, text_)};
  }
  for (std::size_t i = 0; i < numbers_.size(); ++i) {
    const int code = bind_one(statement_.get(), static_cast<int>(i) + 1, values[numbers_[i] - 1]);
    if (code != SQLITE_OK) fail(code);
  }
}

Row SqliteStatement::row() const {
  const int columns = sqlite3_data_count(statement_.get());
  Row row;
  row.reserve(static_cast<std::size_t>(columns));
  for (int column = 0; column < columns; ++column) row.push_back(read_cell(statement_.get(), column));
  return row;
}

Answer SqliteStatement::run(std::span<const Value> values) {
  const Rewind rewind{statement_.get()};
  bind(values);
  const auto changed_before = sqlite3_total_changes64(db_);
  Answer answer;
  int code = sqlite3_step(statement_.get());
  for (; code == SQLITE_ROW; code = sqlite3_step(statement_.get())) answer.rows.push_back(row());
  if (code != SQLITE_DONE) fail(code);
  // sqlite3_changes64 alone repeats the count of an earlier statement after one that changes no rows, such as DDL.
  if (sqlite3_total_changes64(db_) != changed_before) answer.changed = sqlite3_changes64(db_);
  return answer;
}

}  // namespace foyer::db
