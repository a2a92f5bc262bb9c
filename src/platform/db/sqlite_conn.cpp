#include "platform/db/sqlite_conn.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/std.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <stdexcept>
#include <string>
#include <system_error>

#include "platform/db/errors.h"
#include "platform/db/file_access.h"
#include "platform/db/sqlite_error.h"
#include "platform/db/statistics.h"

namespace foyer::db {
namespace {

using std::chrono::milliseconds;

std::string why_refused(const std::filesystem::path& file, int error) {
  const std::string cause = std::generic_category().message(error);
  return error == EACCES || error == EPERM ? cause + "; " + remedy_for_denied(file) : cause;
}

/// Only its owner may read the file, whatever the umask; SQLite gives its -wal and -shm the same mode. An existing file
/// keeps the mode it has, and is refused if that is wider.
void create_private(const std::filesystem::path& file) {
  constexpr mode_t owner_only = S_IRUSR | S_IWUSR;
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, owner_only);
  if (descriptor < 0) {
    if (errno == EEXIST) return require_private(file);
    throw Unavailable{fmt::format("cannot create the database {}: {}", file.native(), why_refused(file, errno))};
  }
  ::fchmod(descriptor, owner_only);
  ::close(descriptor);
}

}  // namespace

SqliteConn::SqliteConn(const std::filesystem::path& file, milliseconds busy_timeout, Role role) : role_{role} {
  open(std::filesystem::absolute(file));
  try {
    configure(busy_timeout);
  } catch (const std::exception& failure) {
    throw Unavailable{fmt::format("cannot open the database {}: {}", file.native(), failure.what())};
  }
  sqlite3_set_authorizer(db_.get(), &SqliteConn::authorize, this);
}

void SqliteConn::open(const std::filesystem::path& file) {
  if (role_ == Role::writer) create_private(file);
  constexpr int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE | SQLITE_OPEN_EXRESCODE;
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
  db_.reset(opened);
  if (code != SQLITE_OK) {
    const int error = opened == nullptr ? 0 : sqlite3_system_errno(opened);
    const std::string cause = error != 0 ? why_refused(file, error) : sqlite3_errstr(code);
    throw Unavailable{fmt::format("cannot open the database {}: {}", file.native(), cause)};
  }
  // What SQLite falls back to by itself, if only for want of a descriptor, and what would stay so until the end.
  if (sqlite3_db_readonly(db_.get(), "main") == 1) {
    throw Unavailable{fmt::format("cannot open the database {}: it can be read but not written", file.native())};
  }
}

void SqliteConn::configure(milliseconds busy_timeout) {
  sqlite3_busy_timeout(db_.get(), static_cast<int>(busy_timeout.count()));
  set("PRAGMA trusted_schema = OFF");
  set("PRAGMA cell_size_check = ON");
  set("PRAGMA foreign_keys = ON");
  set("PRAGMA temp_store = MEMORY");
  set(role_ == Role::writer ? "PRAGMA cache_size = -8192" : "PRAGMA cache_size = -2048");  // KiB
  enter_wal_mode(busy_timeout);
  set("PRAGMA synchronous = FULL");
  set("PRAGMA secure_delete = ON");             // an erased account must not lie on in free pages
  set("PRAGMA journal_size_limit = 67108864");  // bytes
  // Pages, four times SQLite's own: a page that many transactions changed is copied, and the files are synced, less
  // often.
  set("PRAGMA wal_autocheckpoint = 4000");
  if (role_ == Role::reader) set("PRAGMA query_only = ON");
}

void SqliteConn::enter_wal_mode(milliseconds patience) {
  constexpr milliseconds pause{5};
  SqliteStatement enter{db_.get(), "PRAGMA journal_mode = WAL"};
  for (milliseconds waited{0};; waited += pause) {
    try {
      const Answer answer = enter.run({});
      if (answer.rows.at(0).at(0) != Cell{std::string{"wal"}}) throw Unavailable{"its file system has no WAL mode"};
      return;
    } catch (const Unavailable&) {
      // SQLite does not always honour the busy timeout here, and two processes may make the same file at once.
      if ((sqlite3_errcode(db_.get()) & 0xff) != SQLITE_BUSY || waited >= patience) throw;
    }
    sqlite3_sleep(static_cast<int>(pause.count()));
  }
}

void SqliteConn::set(const char* pragma) {
  const int code = sqlite3_exec(db_.get(), pragma, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) std::rethrow_exception(sqlite_failure(db_.get(), code, pragma));
}

int SqliteConn::authorize(void* self, int action, const char*, const char*, const char*, const char*) {
  // A body that could end the transaction would commit or undo the work of others who share it.
  const bool controls = action == SQLITE_TRANSACTION || action == SQLITE_SAVEPOINT || action == SQLITE_ATTACH;
  return !controls || static_cast<const SqliteConn*>(self)->controlling_ ? SQLITE_OK : SQLITE_DENY;
}

SqliteStatement& SqliteConn::prepared(Statements& known, std::string_view text) {
  const auto found = known.find(text.data());
  if (found != known.end()) return found->second;
  return known.try_emplace(text.data(), db_.get(), text).first->second;
}

void SqliteConn::control(std::string_view statement) {
  controlling_ = true;
  try {
    prepared(controls_, statement).run({});
    controlling_ = false;
  } catch (const std::exception& failure) {
    controlling_ = false;
    throw Unavailable{fmt::format("the database {}: {}", sqlite3_db_filename(db_.get(), "main"), failure.what())};
  }
}

void SqliteConn::leave_snapshot() {
  if (in_transaction()) control("COMMIT");
}

bool SqliteConn::empty_log() {
  const Answer answer = prepared(controls_, "PRAGMA wal_checkpoint(TRUNCATE)").run({});
  return answer.rows.at(0).at(0) == Cell{std::int64_t{0}};  // the first column: busy
}

bool SqliteConn::sync_log() noexcept {
  sqlite3_file* log = nullptr;
  const int found = sqlite3_file_control(db_.get(), "main", SQLITE_FCNTL_JOURNAL_POINTER, static_cast<void*>(&log));
  if (found != SQLITE_OK || log == nullptr || log->pMethods == nullptr) return false;
  statistics().late_syncs.fetch_add(1, std::memory_order_relaxed);
  return log->pMethods->xSync(log, SQLITE_SYNC_DATAONLY | SQLITE_SYNC_NORMAL) == SQLITE_OK;
}

bool SqliteConn::in_transaction() const noexcept { return sqlite3_get_autocommit(db_.get()) == 0; }

bool SqliteConn::owes_rows() const noexcept {
  int owed = 0;
  int unused = 0;
  sqlite3_db_status(db_.get(), SQLITE_DBSTATUS_DEFERRED_FKS, &owed, &unused, 0);
  return owed != 0;
}

void SqliteConn::expect_transaction() const {
  if (role_ == Role::writer && !in_transaction()) throw Unavailable{"SQLite gave the transaction up"};
}

Task<Answer> SqliteConn::execute(Sql sql, std::span<const Value> values) {
  expect_transaction();
  statistics().statements.fetch_add(1, std::memory_order_relaxed);
  co_return prepared(statements_, sql.for_sqlite()).run(values);
}

Task<void> SqliteConn::run_script(std::string_view statements) {
  const std::string script{statements};
  for (const char* next = script.c_str(); *next != '\0';) {
    expect_transaction();
    sqlite3_stmt* prepared = nullptr;
    const char* start = next;
    int code = sqlite3_prepare_v2(db_.get(), start, -1, &prepared, &next);
    const std::unique_ptr<sqlite3_stmt, decltype(&sqlite3_finalize)> statement{prepared, &sqlite3_finalize};
    const std::string_view text = code == SQLITE_OK ? std::string_view{start, next} : std::string_view{start};
    if (code != SQLITE_OK) std::rethrow_exception(sqlite_failure(db_.get(), code, text));
    if (!statement) continue;  // a comment or nothing but space
    do code = sqlite3_step(statement.get());
    while (code == SQLITE_ROW);
    if (code != SQLITE_DONE) std::rethrow_exception(sqlite_failure(db_.get(), code, text));
  }
  co_return;
}

}  // namespace foyer::db
