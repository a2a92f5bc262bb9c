#pragma once
// The SQLite database of another service, which may be in use: opened for reading alone, its write-ahead log included,
// and read in pages, so that no lock is held for longer than one takes. Tables users (or user), user_groups and
// user_profiles as FastAPI and SQLAlchemy services make them; only users and its column email have to be there.

#include <sqlite3.h>

#include <deque>
#include <limits>
#include <vector>

#include "importing/source.h"

namespace foyer::importing {

class SqliteSource final : public Source {
 public:
  static std::expected<std::unique_ptr<Source>, std::string> open(const std::filesystem::path&);
  std::optional<Row> next() override;
  std::vector<std::string> ignored_columns() const override { return ignored_; }

 private:
  struct Close {
    void operator()(sqlite3* db) const noexcept { sqlite3_close(db); }
    void operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
  };
  struct Tables;

  SqliteSource() = default;
  bool connect(const std::filesystem::path&, bool immutable);
  /// The first column of each row.
  std::vector<std::string> texts(const char* sql, const std::string& parameter = {});
  std::string find_table(const std::vector<std::string>& names, std::string_view needed_column);
  /// What is wrong with the database; empty: nothing.
  std::string prepare();
  void read_page();
  [[noreturn]] void fail() const;

  std::unique_ptr<sqlite3, Close> db_;
  std::unique_ptr<sqlite3_stmt, Close> page_;
  std::vector<Field> columns_;
  std::vector<std::string> ignored_;
  std::deque<Row> rows_;
  std::int64_t last_ = std::numeric_limits<std::int64_t>::min();
  bool ended_ = false;
};

}  // namespace foyer::importing
