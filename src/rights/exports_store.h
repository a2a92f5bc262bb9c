#pragma once
// The statements on exports.

#include "platform/db/database.h"

namespace foyer::exports_store {

struct ExportRow {
  Time ordered_at{};
  std::optional<db::Blob> sealed;  ///< nothing while it is being made
  Time expires_at{};
};
BOOST_DESCRIBE_STRUCT(ExportRow, (), (ordered_at, sealed, expires_at))

/// Unless it expired.
Task<std::optional<ExportRow>> find(db::Conn&, UserId, Time now);
/// False if one that has not expired is there already, or the account is gone.
Task<bool> insert(db::Tx&, UserId, Time now, Time expires_at);
/// False if that order does not stand any more or was fulfilled.
Task<bool> fulfil(db::Tx&, UserId, Time ordered_at, const db::Blob& sealed, Time expires_at);
Task<std::int64_t> remove(db::Tx&, UserId);
Task<std::int64_t> remove_expired(db::Tx&, Time now, std::int64_t limit);

}  // namespace foyer::exports_store
