#pragma once
// An audit trail on a database of its own, and the hand of somebody who can write to it without the secret.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "audit/audit.h"
#include "platform/async/block_on.h"
#include "platform/db/migrate.h"
#include "platform/db/sqlite.h"
#include "platform/observe/log.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temp_folder.h"

namespace foyer::test {

class Trail : public testing::Test {
 protected:
  static constexpr UserId olena{7};
  static constexpr UserId taras{8};

  Trail() {
    log::configure(log::Level::error, log::Format::text);
    db::Migrator migrator{*db_, clock_, db::built_in_migrations(db::Dialect::sqlite)};
    EXPECT_TRUE(block_on(migrator.upgrade({db::MigrationTarget::Kind::head})));
  }

  db::Database& db() { return *db_; }
  Audit& audit() { return audit_; }
  ManualClock& clock() { return clock_; }

  void record(AuditEvent event) { block_on(db_->transact(audit_, &Audit::record, std::move(event))); }
  /// Logins of Olena and Taras in turn, a second apart.
  void given_events(int count) {
    for (int i = 0; i < count; ++i) {
      clock_.advance(std::chrono::seconds{1});
      record({.kind = AuditKind::authn_login_success,
              .user = i % 2 == 0 ? olena : taras,
              .address = "192.0.2.7",
              .user_agent = "TV/1.0",
              .request_id = "request-" + std::to_string(i + 1)});
    }
  }
  void forget(UserId user) { block_on(db_->transact(audit_, &Audit::forget, user)); }
  std::vector<AuditRow> list(AuditFilter filter = {}) { return block_on(db_->read(audit_, &Audit::list, filter)); }
  AuditReport verify(std::optional<AuditPoint> expected = {}) {
    return block_on(db_->read(audit_, &Audit::verify, std::move(expected)));
  }
  /// "3 was changed, or …"; empty if the trail is whole.
  std::string verdict(std::optional<AuditPoint> expected = {}) {
    std::string out;
    for (const auto& finding : verify(std::move(expected)).findings) {
      out += std::to_string(finding.seq) + " " + finding.what + "\n";
    }
    return out;
  }
  /// What another process would open.
  std::unique_ptr<db::Database> open_again() { return db::open_sqlite({.file = folder_.path() / "foyer.db"}); }
  /// As an intruder with the database file and without the secret.
  void tamper(const std::string& sql) {
    sqlite3* file = nullptr;
    ASSERT_EQ(sqlite3_open((folder_.path() / "foyer.db").c_str(), &file), SQLITE_OK);
    sqlite3_busy_timeout(file, 10'000);
    char* why = nullptr;
    EXPECT_EQ(sqlite3_exec(file, sql.c_str(), nullptr, nullptr, &why), SQLITE_OK) << why << " in " << sql;
    sqlite3_free(why);
    sqlite3_close(file);
  }

 private:
  TempFolder folder_;
  ManualClock clock_;
  crypto::SystemRandom random_;
  std::unique_ptr<db::Database> db_ = db::open_sqlite({.file = folder_.path() / "foyer.db"});
  Audit audit_{Secret{std::string(32, 'k')}, clock_, random_};
};

}  // namespace foyer::test
