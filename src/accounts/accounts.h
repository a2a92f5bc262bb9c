#pragma once
// Owns users and user_groups: which addresses have an account, its state and its group.
// Invariants: one account per canonical address; a pending account becomes active only by proof of its address; a
// disabled one becomes active again only by an operator.
// Threads: every function may be called from any I/O thread.

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/email.h"
#include "core/ids.h"
#include "core/language.h"
#include "core/result.h"
#include "platform/db/database.h"

namespace foyer {

/// Stored as these words for ever.
enum class AccountState { pending, active, disabled };
BOOST_DESCRIBE_ENUM(AccountState, pending, active, disabled)

enum class Group { USER, MODERATOR, ADMIN };
BOOST_DESCRIBE_ENUM(Group, USER, MODERATOR, ADMIN)

struct Account {
  UserId id;
  std::string email;
  AccountState state = AccountState::pending;
  std::string group;
  Time created_at{};
  std::optional<Time> erase_at{};         ///< the viewer closed it; until then a login keeps it
  std::optional<std::string> language{};  ///< tag of the one its viewer signed up or last signed in with
};
BOOST_DESCRIBE_STRUCT(Account, (), (id, email, state, group, created_at, erase_at, language))

struct AccountFilter {
  std::optional<AccountState> state;
  std::int64_t limit = 100;
  UserId after{};  ///< ids above this one
};

class Accounts {
 public:
  explicit Accounts(const Clock& clock) : clock_{clock} {}

  Task<std::optional<Account>> find(db::Conn&, Email);
  Task<std::optional<Account>> find(db::Conn&, UserId);
  /// Keeps others from changing the account, and from doing what locks it too, until this transaction ends. First in
  /// every transaction that decides by what it reads of an account, its passwords, sessions or links (see db::Tx).
  Task<void> lock(db::Tx&, UserId);
  /// In order of id.
  Task<std::vector<Account>> list(db::Conn&, AccountFilter);

  /// Nothing if the address is taken.
  Task<std::optional<UserId>> create(db::Tx&, Email, AccountState, std::optional<Language>);
  /// False unless the account was pending: a proven address never re-enables a disabled account.
  Task<bool> activate_pending(db::Tx&, UserId);
  /// False if there is no such account.
  Task<bool> set_state(db::Tx&, UserId, AccountState);
  /// False if another account has the address.
  Task<bool> set_email(db::Tx&, UserId, Email);
  /// The account will be erased then; nothing: it is kept.
  Task<void> set_erasure(db::Tx&, UserId, std::optional<Time>);
  /// At most `limit` accounts whose time has come.
  Task<std::vector<UserId>> due_for_erasure(db::Conn&, std::int64_t limit);
  /// The row, and by it every row of the account in every table. Only while its erasure is due.
  Task<bool> erase(db::Tx&, UserId);
  Task<bool> set_group(db::Tx&, UserId, Group);
  /// Which language mails speak to it.
  Task<void> set_language(db::Tx&, UserId, Language);

 private:
  const Clock& clock_;
};

}  // namespace foyer
