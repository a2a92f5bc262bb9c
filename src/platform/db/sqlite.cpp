#include "platform/db/sqlite.h"

#include <sqlite3.h>

#include <boost/asio/this_coro.hpp>
#include <memory>
#include <mutex>
#include <stdexcept>

#include "platform/db/sqlite_readers.h"
#include "platform/db/sqlite_writer.h"

namespace foyer::db {
namespace {

class Sqlite final : public Database {
 public:
  explicit Sqlite(const SqliteOptions& options)
      : writer_{options},
        readers_{std::make_shared<SqliteReaders>(options.file, options.busy_timeout, writer_.commits())} {}
  ~Sqlite() override { readers_->close(); }
  Sqlite(const Sqlite&) = delete;
  Sqlite& operator=(const Sqlite&) = delete;

  Dialect dialect() const noexcept override { return Dialect::sqlite; }

  Task<bool> scrub() override {
    refuse_inside_transaction();
    const SqliteReaders::Lease lease{*readers_};
    lease.conn().leave_snapshot();
    co_return lease.conn().empty_log();
  }

 private:
  Task<void> read_erased(const std::function<Task<void>(Conn&)>& body) override {
    refuse_inside_transaction();
    const Executor loop = co_await boost::asio::this_coro::executor;
    SqliteReaders::Lease lease{*readers_, loop};
    co_await body(lease);
  }

  Task<void> transact_erased(const TransactionBody& body) override {
    refuse_inside_transaction();
    co_await writer_.transact(body.run, SqliteWriter::Survives::power_cut);
  }

  Task<void> note_erased(const TransactionBody& body) override {
    refuse_inside_transaction();
    co_await writer_.transact(body.run, SqliteWriter::Survives::crash);
  }

  void refuse_inside_transaction() const {
    if (writer_.is_this_thread()) {
      throw std::logic_error{"a transaction body must use its Tx: the database was asked from inside a transaction"};
    }
  }

  // The writer makes the file, so it comes first, and closes last, so it leaves no -wal file behind.
  SqliteWriter writer_;
  std::shared_ptr<SqliteReaders> readers_;
};

/// Counting memory costs a lock that every allocation of every connection shares.
void stop_counting_memory() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });
}

}  // namespace

std::unique_ptr<Database> open_sqlite(const SqliteOptions& options) {
  stop_counting_memory();
  return std::make_unique<Sqlite>(options);
}

}  // namespace foyer::db
