#pragma once
// The statements on user_profiles.

#include "platform/db/database.h"
#include "profiles/schema.h"

namespace foyer::profiles_store {

Task<void> insert_if_missing(db::Tx&, UserId, Time now);
Task<std::optional<ProfileResponse>> find(db::Database&, UserId);
Task<std::optional<ProfileResponse>> find(db::Conn&, UserId);
Task<void> update(db::Tx&, UserId, const ProfileChange&, Time now);

}  // namespace foyer::profiles_store
