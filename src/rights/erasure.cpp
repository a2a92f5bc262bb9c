#include "rights/erasure.h"

#include "platform/observe/log.h"

namespace foyer {
namespace {

constexpr std::int64_t batch = 100;

}  // namespace

Task<tasks::JobOutcome> Erasure::run(tasks::Job job) {
  const auto accounts = co_await erase_due_accounts();
  const auto exports = co_await delete_old_exports();
  if (accounts + exports > 0) log::info("erased", {{"accounts", accounts}, {"exports", exports}});
  // A later try comes because readers were in the way.
  const bool something_to_scrub = accounts + exports > 0 || job.attempts > 1;
  if (something_to_scrub && !co_await parts_.db.scrub()) {
    co_return tasks::JobOutcome{tasks::JobOutcome::Kind::retry, "the database's log was being read"};
  }
  co_return tasks::JobOutcome{};
}

Task<std::int64_t> Erasure::erase_due_accounts() {
  std::int64_t erased = 0;
  std::vector<UserId> due;
  do {
    due = co_await parts_.db.read(parts_.accounts, &Accounts::due_for_erasure, batch);
    for (const UserId user : due) {
      const auto done = co_await parts_.db.transact(*this, &Erasure::erase, user);
      if (done) ++erased;
    }
  } while (std::ssize(due) == batch);
  co_return erased;
}

Task<std::int64_t> Erasure::delete_old_exports() {
  std::int64_t total = 0;
  for (std::int64_t deleted = batch; deleted == batch; total += deleted) {
    deleted = co_await parts_.db.transact(parts_.exports, &Exports::delete_expired, batch);
  }
  co_return total;
}

Task<Result<Done>> Erasure::erase(db::Tx& tx, UserId user) {
  co_await parts_.accounts.lock(tx, user);
  co_await parts_.audit.forget(tx, user);
  // Every table with rows of an account refers to it with ON DELETE CASCADE (tests/api/erase_test.cpp).
  if (!co_await parts_.accounts.erase(tx, user)) co_return refuse(Errc::conflict, "The account is kept");
  co_return Done{};
}

}  // namespace foyer
