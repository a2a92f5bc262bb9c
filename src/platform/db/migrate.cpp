#include "platform/db/migrate.h"

#include <fmt/format.h>
#include <algorithm>
#include <boost/describe.hpp>
#include <optional>
#include <utility>

#include "platform/db/migration_rules.h"

namespace foyer::db {

BOOST_DESCRIBE_STRUCT(AppliedMigration, (), (number, name, checksum, applied_at))

namespace {

Task<std::vector<AppliedMigration>> load_applied(Conn& conn) {
  co_return co_await conn.all<AppliedMigration>(
      "SELECT number, name, checksum, applied_at FROM schema_migrations ORDER BY number");
}

Task<std::vector<AppliedMigration>> load_applied_if_any(Conn& conn) {
  constexpr Sql ours{"SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migrations'",
                     "SELECT count(*) FROM pg_catalog.pg_tables"
                     " WHERE tablename = 'schema_migrations' AND schemaname = current_schema()"};
  const auto tables = co_await conn.first<std::int64_t>(ours);
  if (tables.value_or(0) == 0) co_return std::vector<AppliedMigration>{};
  co_return co_await load_applied(conn);
}

/// Tables of another program: ours would meet theirs half-way.
Task<std::optional<std::string>> foreign_table(Conn& conn) {
  constexpr Sql any{
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_migrations' AND name NOT LIKE "
      "'sqlite_%' "
      "ORDER BY name LIMIT 1",
      "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema() "
      "AND tablename <> 'schema_migrations' ORDER BY tablename LIMIT 1"};
  co_return co_await conn.first<std::string>(any);
}

}  // namespace

Migrator::Migrator(Database& db, const Clock& clock, std::vector<Migration> known)
    : db_{db}, clock_{clock}, known_{std::move(known)} {}

int Migrator::head() const noexcept { return known_.empty() ? 0 : known_.back().number; }

Task<std::vector<AppliedMigration>> Migrator::applied() { co_return co_await db_.read(&load_applied_if_any); }

Task<std::vector<AppliedMigration>> Migrator::history() {
  auto rows = co_await applied();
  std::ranges::reverse(rows);
  co_return rows;
}

Task<Result<Done>> Migrator::check() {
  const auto rows = co_await applied();
  co_return agree(rows, known_);
}

Task<Result<std::vector<int>>> Migrator::upgrade(MigrationTarget target) {
  const auto rows = co_await applied();
  if (auto sound = agree(rows, known_); !sound) co_return refuse(std::move(sound.error()));
  FOYER_CO_TRY(goal, upgrade_goal(target, rows, known_));
  co_return co_await walk(&Migrator::step_up, goal);
}

Task<Result<std::vector<int>>> Migrator::downgrade(MigrationTarget target) {
  const auto rows = co_await applied();
  if (auto sound = agree(rows, known_); !sound) co_return refuse(std::move(sound.error()));
  FOYER_CO_TRY(goal, downgrade_goal(target, rows, known_));
  co_return co_await walk(&Migrator::step_down, goal);
}

Task<Result<std::vector<int>>> Migrator::walk(Step step, int goal) {
  std::vector<int> walked;
  while (true) {
    FOYER_CO_TRY(number, co_await db_.transact(*this, step, goal));
    if (!number) co_return walked;
    walked.push_back(*number);
  }
}

Task<void> Migrator::hold_off_others(Tx& tx) {
  // As a script, because the other one may take longer than a statement is given.
  if (db_.dialect() == Dialect::postgres) co_await tx->run_script("SELECT pg_advisory_xact_lock(7305121)");
  co_await tx->run(
      "CREATE TABLE IF NOT EXISTS schema_migrations"
      " (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)");
}

// Each step looks again at what is applied: since the goal was chosen another process may have gone the same way.
Task<Result<std::optional<int>>> Migrator::step_up(Tx& tx, int goal) {
  co_await hold_off_others(tx);
  const auto rows = co_await load_applied(tx.conn());
  if (auto sound = agree(rows, known_); !sound) co_return refuse(std::move(sound.error()));
  if (rows.size() == known_.size() || known_[rows.size()].number > goal) co_return std::nullopt;
  if (rows.empty()) {
    if (const auto foreign = co_await foreign_table(tx.conn())) {
      co_return refuse(Errc::conflict,
                       fmt::format("The database holds table {} and no record of our migrations: it belongs to another "
                                   "program, so give this one an empty database.",
                                   *foreign));
    }
  }
  const Migration& next = known_[rows.size()];
  co_await tx->run_script(next.up);
  co_await tx->run("INSERT INTO schema_migrations (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
                   next.number, next.name, checksum_of(next), clock_.now());
  co_return next.number;
}

Task<Result<std::optional<int>>> Migrator::step_down(Tx& tx, int goal) {
  co_await hold_off_others(tx);
  const auto rows = co_await load_applied(tx.conn());
  if (auto sound = agree(rows, known_); !sound) co_return refuse(std::move(sound.error()));
  if (rows.empty() || rows.back().number <= goal) co_return std::nullopt;
  const Migration& last = known_[rows.size() - 1];
  co_await tx->run_script(last.down);
  co_await tx->run("DELETE FROM schema_migrations WHERE number = $1", last.number);
  co_return last.number;
}

}  // namespace foyer::db
