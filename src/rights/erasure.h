#pragma once
// tasks.rights.erase_closed_accounts: erases the accounts whose cooling-off is over, one transaction each, and exports
// nobody may fetch any more, and then what the database files still hold of them. The audit trail keeps the accounts'
// numbers and nothing else.

#include "accounts/accounts.h"
#include "audit/audit.h"
#include "platform/tasks/worker.h"
#include "rights/exports.h"

namespace foyer {

inline constexpr const char* erasure_job = "tasks.rights.erase_closed_accounts";

struct ErasureParts {
  db::Database& db;
  Accounts& accounts;
  Audit& audit;
  Exports& exports;
};

class Erasure {
 public:
  explicit Erasure(ErasureParts parts) : parts_{parts} {}

  Task<tasks::JobOutcome> run(tasks::Job);
  /// Refused with Errc::conflict unless the account's erasure is due.
  Task<Result<Done>> erase(db::Tx&, UserId);

 private:
  Task<std::int64_t> erase_due_accounts();
  Task<std::int64_t> delete_old_exports();

  ErasureParts parts_;
};

}  // namespace foyer
