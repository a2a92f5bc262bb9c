#pragma once
// A database that is gone when a test says so. Counts what was asked of it.

#include <atomic>

#include "platform/db/database.h"

namespace foyer::tasks {

class FlakyDatabase final : public db::Database {
 public:
  explicit FlakyDatabase(db::Database& inner) : inner_{inner} {}
  db::Dialect dialect() const noexcept override { return inner_.dialect(); }

  std::atomic<bool> gone = false;
  std::atomic<int> refused = 0;

 private:
  static Task<Done> read_inner(db::Conn& conn, const std::function<Task<void>(db::Conn&)>* body) {
    co_await (*body)(conn);
    co_return Done{};
  }
  static Task<Result<Done>> transact_inner(db::Tx& tx, const db::TransactionBody* body) {
    if (!co_await body->run(tx)) co_return refuse(Errc::conflict);
    co_return Done{};
  }
  void fail_if_gone() {
    if (!gone) return;
    ++refused;
    refused.notify_all();
    throw db::Unavailable{"gone"};
  }
  Task<void> read_erased(const std::function<Task<void>(db::Conn&)>& body) override {
    fail_if_gone();
    co_await inner_.read(&read_inner, &body);
  }
  Task<void> transact_erased(const db::TransactionBody& body) override {
    fail_if_gone();
    co_await inner_.transact(&transact_inner, &body);
  }

  db::Database& inner_;
};

}  // namespace foyer::tasks
