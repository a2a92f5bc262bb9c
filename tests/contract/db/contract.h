#pragma once
// What every Database must do. Each test runs once per backend; a backend is added in contract.cpp.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>

#include "platform/db/database.h"
#include "tests/contract/db/run.h"
#include "tests/support/temp_folder.h"

namespace foyer::test {

struct OpenDatabase {
  std::shared_ptr<void> place;  ///< what must outlive the database: a folder, or a database on a server
  std::unique_ptr<db::Database> db;
};

struct Backend {
  std::string name;
  std::function<OpenDatabase()> open;  ///< an empty one
};

/// Opens a database with table notes(id, number, flag, words, bytes); words are unique.
class DatabaseContract : public testing::TestWithParam<Backend> {
 protected:
  DatabaseContract();

  db::Database& db() const { return *opened_.db; }
  std::int64_t count() const;

 private:
  OpenDatabase opened_;
};

Task<bool> make_notes(db::Tx&, db::Dialect);
Task<std::int64_t> count_notes(db::Conn&);
/// Answers the number of rows changed.
Task<std::int64_t> add_note(db::Tx&, std::int64_t id, std::string words);

}  // namespace foyer::test
