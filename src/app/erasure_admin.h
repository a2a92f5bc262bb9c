#pragma once
// What operators do about the erasure of accounts from the command line, on the database itself; a running server
// notices at once.

#include "app/account_name.h"
#include "app/services.h"

namespace foyer::app {

class ErasureAdmin {
 public:
  /// Throws std::runtime_error with one sentence if the database is missing or not at this binary's schema, or the
  /// server's secret is: the audit trail is written with it.
  explicit ErasureAdmin(const Settings&);

  /// At once and for good. True if no file of the database holds the account any more; false: a reader was in the way,
  /// and the log will be overwritten in the course of writing.
  Result<bool> erase(const AccountName&);
  /// Calls the erasure off that the viewer asked for: the account's address. Refused with Errc::conflict if they did
  /// not.
  Result<std::string> keep(const AccountName&);

 private:
  Task<Result<Done>> erase_now(db::Tx&, AccountName);
  Task<Result<std::string>> call_off(db::Tx&, AccountName);

  SystemClock clock_;
  crypto::SystemRandom random_;
  Storage storage_;
  Accounts accounts_{clock_};
  Audit audit_;
};

}  // namespace foyer::app
