#pragma once
// The statements on users and user_groups.

#include "accounts/accounts.h"

namespace foyer::accounts_store {

Task<std::optional<Account>> find_by_email(db::Conn&, const Email&);
Task<std::optional<Account>> find_by_id(db::Conn&, UserId);
Task<std::vector<Account>> list_after(db::Conn&, UserId after, std::string_view state, std::int64_t limit);
Task<void> lock(db::Tx&, UserId);
Task<std::optional<UserId>> insert(db::Tx&, const Email&, std::string_view state, std::optional<std::string> language,
                                   Time now);
Task<std::int64_t> change_state(db::Tx&, UserId, std::string_view from, std::string_view to, Time now);
Task<std::int64_t> update_state(db::Tx&, UserId, std::string_view state, Time now);
Task<std::int64_t> update_email(db::Tx&, UserId, const Email&, Time now);
Task<void> update_erasure(db::Tx&, UserId, std::optional<Time>, Time now);
Task<std::vector<UserId>> list_due(db::Conn&, Time now, std::int64_t limit);
Task<std::int64_t> remove_due(db::Tx&, UserId, Time now);
Task<std::int64_t> update_group(db::Tx&, UserId, std::string_view group, Time now);
Task<void> update_language(db::Tx&, UserId, std::string_view language, Time now);

}  // namespace foyer::accounts_store
