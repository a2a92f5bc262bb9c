#pragma once
// What every Database must do. Each test runs once per backend; a backend is added in contract.cpp.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "platform/db/database.h"
#include "tests/contract/db/run.h"
#include "tests/contract/db/temp_folder.h"

namespace foyer::test {

struct Backend {
  std::string name;
  /// An empty database that lives no longer than the folder.
  std::function<std::unique_ptr<db::Database>(const TempFolder&)> open;
};

/// Opens a database with table notes(id, number, flag, words, bytes); words are unique.
class DatabaseContract : public testing::TestWithParam<Backend> {
 protected:
  DatabaseContract();

  db::Database& db() const { return *db_; }
  std::int64_t count() const;

 private:
  TempFolder folder_;
  std::unique_ptr<db::Database> db_;
};

Task<bool> make_notes(db::Tx&, db::Dialect);
Task<std::int64_t> count_notes(db::Conn&);
/// Answers the number of rows changed.
Task<std::int64_t> add_note(db::Tx&, std::int64_t id, std::string words);

}  // namespace foyer::test
