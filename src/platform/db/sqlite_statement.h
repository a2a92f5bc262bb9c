#pragma once
// One prepared statement of one SQLite connection.

#include <sqlite3.h>

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "platform/db/value.h"

namespace foyer::db {

class SqliteStatement {
 public:
  /// `text` holds exactly one statement with parameters $1, $2, … and outlives this object.
  SqliteStatement(sqlite3*, std::string_view text);

  /// Steps to the end and leaves the statement ready for the next run.
  Answer run(std::span<const Value>);

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };

  void learn_parameters();
  void bind(std::span<const Value>);
  Row row() const;
  [[noreturn]] void fail(int code) const;

  sqlite3* db_;
  std::string_view text_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  /// SQLite numbers parameters by first appearance; entry i is the number written after the $ of its parameter i + 1.
  std::vector<std::size_t> numbers_;
  std::size_t wanted_ = 0;
};

}  // namespace foyer::db
