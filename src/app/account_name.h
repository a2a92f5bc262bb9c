#pragma once
// How an operator names an account: by its address or by its id.

#include <string>
#include <variant>

#include "accounts/accounts.h"

namespace foyer::app {

using AccountName = std::variant<Email, UserId>;

/// Refused with Errc::validation_error and one sentence.
Result<AccountName> parse_account_name(const std::string& text);

Task<std::optional<Account>> find_account(Accounts&, db::Conn&, AccountName);
/// As it is once nobody else can change it until the transaction ends.
Task<std::optional<Account>> lock_account(Accounts&, db::Tx&, AccountName);

/// The answer where there is no such account.
std::unexpected<Error> no_account(const AccountName&);

}  // namespace foyer::app
