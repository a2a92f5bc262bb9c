#pragma once
// One SQLite connection: statements run inline on the calling thread and are prepared once. Not for two threads at
// once.

#include <sqlite3.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <unordered_map>

#include "platform/db/conn.h"
#include "platform/db/sqlite_statement.h"

namespace foyer::db {

class SqliteConn final : public Conn {
 public:
  /// A reader refuses to write; a writer refuses every statement outside a transaction, because what SQLite rolled
  /// back by itself (full disk) must not go on statement by statement.
  enum class Role { reader, writer };

  /// Throws Unavailable if the file cannot be opened or is not a database.
  SqliteConn(const std::filesystem::path&, std::chrono::milliseconds busy_timeout, Role);

  Task<Answer> execute(Sql, std::span<const Value>) override;
  Task<void> run_script(std::string_view statements) override;

  /// BEGIN, COMMIT, SAVEPOINT and their kin, which statements of a body are not allowed to be. Throws Unavailable.
  void control(std::string_view statement);
  /// Ends what BEGIN began for a reader, if SQLite has not done so itself. Nothing was written that could be lost.
  void leave_snapshot();
  /// Not inside a transaction. Compiled each time, because a pragma may take effect then.
  void set(const char* pragma);
  /// Moves the write-ahead log into the database file and truncates it; false if others were reading it. Outside of
  /// transactions.
  bool empty_log();
  /// Carries what was committed to the disk; false if the disk failed. Outside of transactions.
  bool sync_log() noexcept;
  /// False once SQLite has rolled the transaction back by itself.
  bool in_transaction() const noexcept;
  /// True while rows point at missing ones under a deferred foreign key, which would make COMMIT fail.
  bool owes_rows() const noexcept;

 private:
  struct Close {
    void operator()(sqlite3* db) const noexcept { sqlite3_close(db); }
  };

  /// By address: statement text is static, so one address is one text.
  using Statements = std::unordered_map<const char*, SqliteStatement>;

  void open(const std::filesystem::path&);
  void configure(std::chrono::milliseconds busy_timeout);
  void enter_wal_mode(std::chrono::milliseconds patience);
  SqliteStatement& prepared(Statements&, std::string_view text);
  void expect_transaction() const;
  static int authorize(void* self, int action, const char*, const char*, const char*, const char*);

  Role role_;
  std::unique_ptr<sqlite3, Close> db_;
  bool controlling_ = false;
  Statements statements_;
  /// Apart, because a body's "COMMIT" may be the same literal and must not find one that was allowed to us.
  Statements controls_;
};

}  // namespace foyer::db
