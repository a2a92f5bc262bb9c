#pragma once
// What operators do to accounts from the command line, on the database itself; a running server notices at once. Each
// change is one transaction with its audit event.

#include "app/account_name.h"
#include "app/services.h"

namespace foyer::app {

class AccountAdmin {
 public:
  /// Throws std::runtime_error with one sentence if the database is missing or not at this binary's schema.
  explicit AccountAdmin(const Settings&);

  /// Refused where the policy refuses the password or the address is taken.
  Result<UserId> create(const Email&, Password, Group);
  Result<std::vector<Account>> list(AccountFilter);
  /// The account's address. Anything but active ends the account's sessions and voids its links; so does the first
  /// activation, with a password that more than one registration chose.
  Result<std::string> set_state(const AccountName&, AccountState);
  /// The account's address.
  Result<std::string> set_group(const AccountName&, Group);

 private:
  /// Made by the first change: reading needs no secret. Throws std::runtime_error with one sentence if that is lost.
  void open_trail();
  Task<Done> record(db::Tx&, AuditKind, UserId, std::string detail);

  Task<Result<UserId>> store(db::Tx&, Email, std::string hash, Group);
  Task<std::vector<Account>> load(db::Conn&, AccountFilter);
  Task<Result<std::string>> change_state(db::Tx&, AccountName, AccountState);
  Task<Result<std::string>> change_group(db::Tx&, AccountName, Group);

  const Settings& settings_;
  SystemClock clock_;
  crypto::SystemRandom random_;
  Storage storage_;
  Accounts accounts_{clock_};
  crypto::SystemPasswordHasher plain_hasher_;
  std::unique_ptr<crypto::PepperedHasher> peppered_hasher_;
  crypto::PasswordHasher& hasher_;
  crypto::HashPool hash_pool_{{.threads = 1, .queue = 1}, hasher_};
  Passwords passwords_{hash_pool_, clock_};
  Profiles profiles_{*storage_.db, clock_};
  Sessions sessions_{{}, Secret{}, clock_, random_};  // only ends them: no token is made or read, so no key is needed
  Verification verification_{{}, Secret{}, clock_, random_};  // only voids links
  std::unique_ptr<Audit> audit_;
};

}  // namespace foyer::app
