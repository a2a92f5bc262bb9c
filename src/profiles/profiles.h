#pragma once
// Owns table user_profiles: what viewers say of themselves, one row per account.
// Invariants: only the six editable fields are ever set by a viewer; a missing row reads as an empty profile.
// Threads: every function may be called from any I/O thread.

#include "core/clock.h"
#include "core/principal.h"
#include "core/result.h"
#include "platform/db/database.h"
#include "platform/http/api.h"
#include "profiles/schema.h"

namespace foyer {

class Profiles {
 public:
  Profiles(db::Database& database, const Clock& clock) : db_{database}, clock_{clock} {}

  /// The empty profile of a new account, in its transaction.
  Task<void> create(db::Tx&, UserId);

  /// Nothing if there is no row.
  Task<std::optional<ProfileResponse>> find(db::Conn&, UserId);
  Task<Result<ProfileResponse>> show(Principal);
  Task<Result<ProfileResponse>> update(ProfileChange, Principal);

 private:
  Task<std::optional<ProfileResponse>> change(db::Tx&, UserId, ProfileChange);
  Task<std::optional<ProfileResponse>> create_missing(db::Tx&, UserId);

  db::Database& db_;
  const Clock& clock_;
};

/// /api/v1/user/profile and its aliases /api/v1/users/me and /api/v1/users/me/update.
void mount(http::Api&, Profiles&);

}  // namespace foyer
