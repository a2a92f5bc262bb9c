#pragma once
// From a record to an account that may be stored, or to all that is wrong with it. Addresses, profiles and hashes are
// held to what the API and the login hold them to.

#include <expected>
#include <optional>
#include <string>

#include "accounts/accounts.h"
#include "core/clock.h"
#include "core/email.h"
#include "importing/record.h"
#include "profiles/schema.h"

namespace foyer::importing {

struct Terms {
  bool allow_smtputf8 = false;
  Time now{};
};

struct NewAccount {
  Email email;
  AccountState state = AccountState::active;
  Group group = Group::USER;
  std::optional<std::string> hash;  ///< as it is stored; without one a reset makes the first password
  ProfileChange profile;
  std::string left_out;  ///< of the profile, and why; empty: nothing
  Time created_at{};
  std::int64_t row = 0;  ///< where it was read
};

/// The error is for people and holds none of the record's values.
std::expected<NewAccount, std::string> account_of(const Record&, const Terms&);
/// The record's address for the report: canonical, or cut short and fit for a terminal; empty where it could be
/// something else, such as a hash in the wrong column.
std::string shown_address(const Record&);

}  // namespace foyer::importing
