#pragma once
// An import into a database of its own, from files that a test writes.

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>

#include "importing/importing.h"
#include "platform/async/block_on.h"
#include "platform/db/migrate.h"
#include "platform/db/sqlite.h"
#include "platform/observe/log.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temp_folder.h"

namespace foyer::test {

inline constexpr const char* bcrypt_hash = "$2b$04$i0HJgMju504tF5N8MC/nqetpivowgD2fHLf/XPOexrVABlsxNxDmO";
inline constexpr const char* django_hash = "pbkdf2_sha256$1000$seasalt$WImYcRn7Xdqh5pl6UgMDpU5dllhZUM4vviXGmzfdVFI=";

class Office : public testing::Test {
 protected:
  Office() {
    log::configure(log::Level::error, log::Format::text);
    db::Migrator migrator{*db_, clock_, db::built_in_migrations(db::Dialect::sqlite)};
    EXPECT_TRUE(block_on(migrator.upgrade({db::MigrationTarget::Kind::head})));
  }

  std::filesystem::path given_file(const std::string& name, std::string_view content) {
    const auto path = folder_.path() / name;
    std::ofstream{path, std::ios::binary} << content;
    return path;
  }
  std::filesystem::path given_database(const std::string& statements) {
    const auto path = folder_.path() / "theirs.db";
    execute(path, statements);
    return path;
  }
  static void execute(const std::filesystem::path& file, const std::string& statements) {
    sqlite3* db = nullptr;
    ASSERT_EQ(sqlite3_open(file.c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(db, statements.c_str(), nullptr, nullptr, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    sqlite3_close(db);
  }

  importing::Report import(const std::filesystem::path& file, importing::Options options = {.batch = 2}) {
    importing::Report report;
    auto opened = importing::open_source(file, std::nullopt);
    EXPECT_TRUE(opened) << opened.error();
    if (!opened) return report;
    importing::Importing importing{options, {*db_, options.dry_run ? nullptr : &audit_, nullptr, clock_}};
    block_on(importing.run(*opened->source, report));
    return report;
  }
  importing::Report import_csv(std::string_view content) { return import(given_file("theirs.csv", content)); }
  importing::Report import_lines(std::string_view content) { return import(given_file("theirs.jsonl", content)); }
  std::string refusal(const std::filesystem::path& file, std::optional<importing::Format> format = {}) {
    const auto opened = importing::open_source(file, format);
    return opened ? "" : opened.error();
  }

  /// The first column of each row of our database.
  std::vector<std::string> ask(const std::string& sql) {
    sqlite3* db = nullptr;
    sqlite3_stmt* statement = nullptr;
    std::vector<std::string> out;
    EXPECT_EQ(sqlite3_open((folder_.path() / "foyer.db").c_str(), &db), SQLITE_OK);
    EXPECT_EQ(sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr), SQLITE_OK) << sqlite3_errmsg(db);
    while (sqlite3_step(statement) == SQLITE_ROW) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
      out.emplace_back(text == nullptr ? "NULL" : text);
    }
    sqlite3_finalize(statement);
    sqlite3_close(db);
    return out;
  }
  std::vector<std::string> addresses() { return ask("SELECT email FROM users ORDER BY id"); }

  db::Database& db() { return *db_; }
  Audit& audit() { return audit_; }
  ManualClock& clock() { return clock_; }
  std::filesystem::path folder() const { return folder_.path(); }

 private:
  TempFolder folder_;
  ManualClock clock_;
  crypto::SystemRandom random_;
  std::unique_ptr<db::Database> db_ = db::open_sqlite({.file = folder_.path() / "foyer.db"});
  Audit audit_{Secret{std::string(32, 'k')}, clock_, random_};
};

/// "3:reason" of each skipped row.
inline std::vector<std::string> skips(const importing::Report& report) {
  std::vector<std::string> out;
  for (const auto& one : report.skipped) out.push_back(std::to_string(one.row) + ":" + one.reason);
  return out;
}

}  // namespace foyer::test
