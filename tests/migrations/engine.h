#pragma once
// A fresh database and small migrations made for one test: a SQLite file, or a database on the private PostgreSQL
// (FOYER_TEST_DATABASE=postgres).

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "platform/db/migrate.h"
#include "platform/db/postgres.h"
#include "platform/db/sqlite.h"
#include "tests/contract/db/run.h"
#include "tests/support/postgres_server.h"
#include "tests/support/temp_folder.h"

namespace foyer::test {

class FrozenClock final : public Clock {
 public:
  Time now() const override { return Time{std::chrono::milliseconds{1'700'000'000'123}}; }
};

class MigrationEngine : public testing::Test {
 protected:
  using Known = std::vector<db::Migration>;
  using Numbers = std::vector<int>;

  std::unique_ptr<db::Database> open() const;
  db::Database& db() const { return *db_; }
  std::vector<db::Migration> built_in() const { return db::built_in_migrations(db_->dialect()); }
  db::Migrator knowing(Known known) const { return db::Migrator{*db_, clock_, std::move(known)}; }
  /// Names of all tables but the engine's own, in order, separated by spaces.
  std::string tables() const;
  Numbers applied(db::Migrator&) const;

  Result<Numbers> upgrade(db::Migrator& migrator, std::string_view target) const;
  Result<Numbers> downgrade(db::Migrator& migrator, std::string_view target) const;

  const FrozenClock clock_;

 private:
  TempFolder folder_;
  std::unique_ptr<PostgresDatabase> postgres_ =
      PostgresServer::is_wanted() ? std::make_unique<PostgresDatabase>() : nullptr;
  std::unique_ptr<db::Database> db_ = open();
};

/// Three migrations, each with a table of its own; the second has two statements and a comment.
std::vector<db::Migration> three();

}  // namespace foyer::test
