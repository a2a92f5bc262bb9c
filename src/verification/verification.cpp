#include "verification/verification.h"

#include "core/enum_names.h"
#include "verification/store.h"

namespace foyer {

namespace store = verification_store;

std::chrono::seconds Verification::lifetime(TokenPurpose purpose) const {
  return purpose == TokenPurpose::activate ? options_.activation_lifetime : options_.reset_lifetime;
}

Task<TokenId> Verification::issue(db::Tx& tx, TokenRequest request) {
  const auto id = random_.id<TokenId>();
  const std::string token = one_time_token(key_, request.purpose, id, request.email);
  const Time now = clock_.now();
  const store::NewToken row{.id = id,
                            .purpose = enum_name(request.purpose),
                            .user = request.user,
                            .email = request.email,
                            .token_hash = db::Blob{one_time_token_hash(token).value()},
                            .password_hash = request.password_hash,
                            .created_at = now,
                            .expires_at = now + lifetime(request.purpose)};
  co_await store::insert(tx, row);
  co_return id;
}

Task<std::optional<Proof>> Verification::use(db::Tx& tx, TokenPurpose purpose, std::string token) {
  const auto hash = one_time_token_hash(token);
  if (!hash) co_return std::nullopt;
  co_return co_await store::mark_used(tx, enum_name(purpose), *hash, clock_.now());
}

Task<std::optional<Proof>> Verification::find_used(db::Conn& conn, TokenPurpose purpose, std::string token) {
  const auto hash = one_time_token_hash(token);
  if (!hash) co_return std::nullopt;
  co_return co_await store::find_used(conn, enum_name(purpose), *hash, clock_.now());
}

Task<bool> Verification::is_usable(db::Conn& conn, TokenPurpose purpose, std::string token) {
  const auto hash = one_time_token_hash(token);
  if (!hash) co_return false;
  co_return (co_await store::find_unused(conn, enum_name(purpose), *hash, clock_.now())).has_value();
}

Task<std::optional<Link>> Verification::link(db::Conn& conn, TokenId id) {
  const auto row = co_await store::find_open(conn, id, clock_.now());
  if (!row) co_return std::nullopt;
  const auto purpose = enum_from<TokenPurpose>(row->purpose);
  if (!purpose) throw db::BadRow{"one_time_tokens.purpose"};
  co_return Link{*purpose, one_time_token(key_, *purpose, id, row->email), row->email, row->expires_at};
}

Task<void> Verification::void_all(db::Tx& tx, UserId user, std::optional<TokenId> except) {
  co_await store::delete_unused(tx, user, except);
}

Task<std::int64_t> Verification::delete_expired(db::Tx& tx, std::int64_t limit) {
  co_return co_await store::delete_expired(tx, clock_.now(), limit);
}

}  // namespace foyer
