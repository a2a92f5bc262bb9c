#pragma once
// What the SQLite-only tests share: a database on a file, and an outsider with a connection of its own.

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <sys/resource.h>

#include <chrono>
#include <csignal>
#include <exception>
#include <latch>
#include <memory>
#include <string>
#include <vector>

#include "platform/db/sqlite.h"
#include "tests/contract/db/contract.h"

namespace foyer::test {

/// Another program at the same file.
class Outsider {
 public:
  explicit Outsider(const std::filesystem::path& file);
  void run(const char* sql);
  std::int64_t number(const char* sql);

 private:
  std::unique_ptr<sqlite3, decltype(&sqlite3_close)> db_;
};

/// Commits recorded in the write-ahead log, read from its bytes (https://sqlite.org/fileformat2.html#walformat).
int commits_in_log(const std::filesystem::path& database);

class Sqlite : public testing::Test {
 protected:
  Sqlite() { reopen({.file = file()}); }

  void reopen(const db::SqliteOptions& options) {
    db_.reset();
    db_ = db::open_sqlite(options);
    const bool fresh = Outsider{file()}.number("SELECT count(*) FROM sqlite_schema") == 0;
    if (fresh) test::run(db_->transact(&make_notes, db::Dialect::sqlite));
  }
  void close() { db_.reset(); }
  db::Database& db() const { return *db_; }
  std::filesystem::path file() const { return folder_ / "notes.db"; }
  const TempFolder& folder() const { return folder_; }
  std::int64_t count() const { return test::run(db_->read(&count_notes)); }

 private:
  TempFolder folder_;
  std::unique_ptr<db::Database> db_;
};

/// No file of this process grows beyond `bytes` while this lives, as on a full disk.
class FullDisk {
 public:
  explicit FullDisk(std::uintmax_t bytes) {
    ignored_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit tight = before_;
    tight.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &tight);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, ignored_);
  }
  FullDisk(const FullDisk&) = delete;
  FullDisk& operator=(const FullDisk&) = delete;

 private:
  rlimit before_{};
  void (*ignored_)(int);
};

/// Keeps the writer busy, so that whatever is asked of it meanwhile waits and is taken together.
class BusyWriter {
 public:
  explicit BusyWriter(db::Database&);
  ~BusyWriter();
  BusyWriter(const BusyWriter&) = delete;
  BusyWriter& operator=(const BusyWriter&) = delete;

  void let_go();

 private:
  static Task<bool> stay(db::Tx&, BusyWriter*);

  boost::asio::io_context context_{1};
  std::latch inside_{1};
  std::latch leave_{1};
  bool let_go_ = false;
};

/// Transactions that all wait at the same moment; finish() lets them be taken.
class Together {
 public:
  explicit Together(db::Database& db) : db_{db}, writer_{db} {}

  /// Starts `body(tx, args...)`; the outcome is at the returned place after finish().
  template <class R, class... Params, class... Args>
  std::size_t start(Task<R> (*body)(db::Tx&, Params...), Args... args) {
    const std::size_t place = ends_.size();
    ends_.push_back(std::make_unique<End>());
    boost::asio::co_spawn(context_.get_executor(), db_.transact(body, std::move(args)...),
                          [end = ends_.back().get()](std::exception_ptr failure, R) {
                            end->reached = true;
                            end->failure = std::move(failure);
                          });
    context_.poll();
    return place;
  }
  void finish() {
    writer_.let_go();
    context_.restart();
    context_.run();
  }

  bool ended_well(std::size_t place) const { return ends_.at(place)->reached && !ends_.at(place)->failure; }
  template <class Failure>
  bool failed_with(std::size_t place) const {
    const End& end = *ends_.at(place);
    if (!end.reached || !end.failure) return false;
    try {
      std::rethrow_exception(end.failure);
    } catch (const Failure&) {
      return true;
    } catch (...) {
      return false;
    }
  }

 private:
  struct End {
    bool reached = false;
    std::exception_ptr failure;
  };

  db::Database& db_;
  BusyWriter writer_;
  boost::asio::io_context context_{1};
  std::vector<std::unique_ptr<End>> ends_;
};

}  // namespace foyer::test
