#pragma once
// A migrated database (a SQLite file, or one on the private PostgreSQL where FOYER_TEST_DATABASE=postgres), a clock
// that stands still, and jobs to look at.

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

#include "platform/crypto/random.h"
#include "platform/db/migrate.h"
#include "platform/db/postgres.h"
#include "platform/db/sqlite.h"
#include "platform/tasks/rules.h"
#include "platform/tasks/store.h"
#include "platform/tasks/worker.h"
#include "tests/contract/db/run.h"
#include "tests/support/manual_clock.h"
#include "tests/support/postgres_server.h"
#include "tests/support/temp_folder.h"

namespace foyer::tasks {

inline Task<Done> enqueue_one(db::Tx& tx, NewJob job, Time now) {
  co_await enqueue(tx, std::move(job), now);
  co_return Done{};
}

class Jobs : public testing::Test {
 protected:
  Jobs() {
    db::Migrator migrator{*db, clock, db::built_in_migrations(db->dialect())};
    const auto migrated = test::run(migrator.upgrade(*db::MigrationTarget::parse("head")));
    if (!migrated) throw std::runtime_error{migrated.error().detail};
  }

  void add(const std::string& name, std::optional<std::string> key = {}) {
    const NewJob job{.name = name, .arguments = R"({"id":1})", .run_at = clock.now(), .unique_key = std::move(key)};
    test::run(db->transact(&enqueue_one, job, clock.now()));
  }

  /// Newest first.
  std::vector<jobs_store::JobRow> rows() {
    return test::run(db->read(&jobs_store::list, std::optional<std::string>{}, std::int64_t{1000}));
  }
  jobs_store::JobRow only_row() {
    auto all = rows();
    EXPECT_EQ(all.size(), 1U);
    return all.at(0);
  }

  std::unique_ptr<Worker> worker(WorkerOptions options = {}) {
    return std::make_unique<Worker>(options, *db, clock, random);
  }

  test::TempFolder folder;
  std::unique_ptr<test::PostgresDatabase> postgres =
      test::PostgresServer::is_wanted() ? std::make_unique<test::PostgresDatabase>() : nullptr;
  test::ManualClock clock;
  crypto::SystemRandom random;
  std::unique_ptr<db::Database> db =
      postgres ? db::open_postgres({.url = Secret{postgres->url()}}) : db::open_sqlite({.file = folder / "jobs.db"});
};

}  // namespace foyer::tasks
