#pragma once
// The statements on one_time_tokens.

#include "verification/verification.h"

namespace foyer {

BOOST_DESCRIBE_STRUCT(Proof, (), (id, user, email, password_hash, issued_at))

namespace verification_store {

struct NewToken {
  TokenId id;
  std::string_view purpose;
  UserId user;
  std::string email;
  db::Blob token_hash;
  std::optional<std::string> password_hash;
  Time created_at;
  Time expires_at;
};

struct OpenToken {
  std::string purpose;
  UserId user;
  std::string email;
  Time expires_at{};
};
BOOST_DESCRIBE_STRUCT(OpenToken, (), (purpose, user, email, expires_at))

Task<void> insert(db::Tx&, const NewToken&);
/// Locks the account the token is for: before the token, as everybody does.
Task<void> lock_account(db::Tx&, std::string_view purpose, const std::string& hash);
Task<std::optional<Proof>> mark_used(db::Tx&, std::string_view purpose, const std::string& hash, Time now);
Task<std::optional<Proof>> find_used(db::Conn&, std::string_view purpose, const std::string& hash, Time now);
Task<std::optional<Proof>> find_unused(db::Conn&, std::string_view purpose, const std::string& hash, Time now);
Task<std::optional<OpenToken>> find_open(db::Conn&, TokenId, Time now);
Task<void> delete_unused_of(db::Tx&, UserId, std::string_view purpose);
Task<std::optional<std::optional<Time>>> last_expiry(db::Conn&, UserId, std::string_view purpose, Time now);
/// When the newest was issued; nothing if there is none.
Task<std::optional<Time>> newest(db::Conn&, UserId, std::string_view purpose);
Task<std::vector<HeldLink>> list(db::Conn&, UserId);
Task<void> delete_later_undos(db::Tx&, UserId, TokenId used, Time since);
Task<void> delete_unused(db::Tx&, UserId, std::optional<TokenId> except);
Task<db::Swept> delete_expired(db::Tx&, Time now, db::Batch);

}  // namespace verification_store
}  // namespace foyer
