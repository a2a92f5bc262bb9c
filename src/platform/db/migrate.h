#pragma once
// Schema versions. A migration is migrations/NNNN_name.up.sql with its .down.sql, embedded in the binary; where
// PostgreSQL differs, NNNN_name.postgres.up.sql stands beside it under the same number. Applied ones are recorded in
// table schema_migrations(number, name, checksum, applied_at) together with a SHA-256 of their text, in the same
// transaction as their statements, so a crash leaves a migration applied whole or not at all.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "platform/async/task.h"
#include "platform/db/database.h"

namespace foyer::db {

struct Migration {
  int number;
  std::string_view name;
  std::string_view up;
  std::string_view down;
};

struct AppliedMigration {
  int number;
  std::string name;
  std::string checksum;
  Time applied_at;
};

/// Those built into this binary, in order, in the words of `dialect`.
std::vector<Migration> built_in_migrations(Dialect dialect);

/// Where to go: parsed from "head", "base", "+1", "-1" or a number.
struct MigrationTarget {
  enum class Kind { head, base, relative, absolute } kind;
  int value = 0;
  static Result<MigrationTarget> parse(std::string_view);
};

class Migrator {
 public:
  /// The migrations in ascending order of their numbers.
  Migrator(Database&, const Clock&, std::vector<Migration>);

  /// Newest first as stored; empty on a fresh database.
  Task<std::vector<AppliedMigration>> history();
  /// Refused (conflict) when the database is newer than this binary, has a gap, or holds a migration whose text
  /// changed.
  Task<Result<Done>> check();
  /// Each step is one transaction. Returns the numbers applied or reverted, in order; migrators of several processes
  /// may run at once, and each returns what it did itself. A statement that fails is thrown and leaves its step undone.
  Task<Result<std::vector<int>>> upgrade(MigrationTarget);
  Task<Result<std::vector<int>>> downgrade(MigrationTarget);
  /// The newest number this binary knows; 0 if it knows none.
  int head() const noexcept;

 private:
  using Step = Task<Result<std::optional<int>>> (Migrator::*)(Tx&, int goal);

  Task<std::vector<AppliedMigration>> applied();
  /// Until this transaction ends. SQLite's write lock, held already, does so by itself.
  Task<void> hold_off_others(Tx&);
  Task<Result<std::vector<int>>> walk(Step, int goal);
  Task<Result<std::optional<int>>> step_up(Tx&, int goal);
  Task<Result<std::optional<int>>> step_down(Tx&, int goal);

  Database& db_;
  const Clock& clock_;
  std::vector<Migration> known_;
};

}  // namespace foyer::db
