#pragma once
// A database whose callers can be overtaken: a test says what happens between two of their steps, on their own thread.

#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "platform/db/database.h"

namespace foyer::test {

/// Notes are transactions.
enum class Ask { read, transaction };

class InterruptedDatabase final : public db::Database {
 public:
  explicit InterruptedDatabase(std::unique_ptr<db::Database> inner) : inner_{std::move(inner)} {}
  db::Dialect dialect() const noexcept override { return inner_->dialect(); }
  Task<bool> scrub() override { return inner_->scrub(); }

  /// Just before the nth from now, and once.
  void before(Ask kind, int nth, std::function<void()> happens) { plan_ = Plan{kind, nth, std::move(happens)}; }

 private:
  struct Plan {
    Ask kind;
    int left;
    std::function<void()> happens;
  };

  void pass(Ask kind) {
    if (!plan_ || plan_->kind != kind || --plan_->left > 0) return;
    // What happens asks this database too.
    const Plan plan = *std::exchange(plan_, std::nullopt);
    plan.happens();
  }
  Task<Done> read_inner(db::Conn& conn, const std::function<Task<void>(db::Conn&)>* body) {
    co_await (*body)(conn);
    co_return Done{};
  }
  Task<Result<Done>> transact_inner(db::Tx& tx, const db::TransactionBody* body) {
    if (!co_await body->run(tx)) co_return refuse(Errc::conflict);
    co_return Done{};
  }

  Task<void> read_erased(const std::function<Task<void>(db::Conn&)>& body) override {
    pass(Ask::read);
    co_await inner_->read(*this, &InterruptedDatabase::read_inner, &body);
  }
  Task<void> transact_erased(const db::TransactionBody& body) override {
    pass(Ask::transaction);
    co_await inner_->transact(*this, &InterruptedDatabase::transact_inner, &body);
  }
  Task<void> note_erased(const db::TransactionBody& body) override {
    pass(Ask::transaction);
    co_await inner_->note(*this, &InterruptedDatabase::transact_inner, &body);
  }

  std::unique_ptr<db::Database> inner_;
  std::optional<Plan> plan_;
};

}  // namespace foyer::test
