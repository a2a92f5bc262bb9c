#include "verification/verification.h"

#include <algorithm>
#include <chrono>

#include "core/enum_names.h"
#include "verification/store.h"

namespace foyer {

namespace store = verification_store;

std::chrono::seconds Verification::lifetime(TokenPurpose purpose) const {
  switch (purpose) {
    case TokenPurpose::activate:
      return options_.activation_lifetime;
    case TokenPurpose::reset_password:
      return options_.reset_lifetime;
    case TokenPurpose::change_email:
      return options_.change_lifetime;
    case TokenPurpose::undo_email_change:
      return options_.undo_lifetime;
  }
  return options_.reset_lifetime;
}

Task<TokenId> Verification::issue(db::Tx& tx, TokenRequest request) {
  const Time now = clock_.now();
  Time created = now;
  if (request.purpose == TokenPurpose::undo_email_change) {
    // void_later_undos goes by this order, which a clock that was set back must not turn round.
    const auto newest = co_await store::newest(tx.conn(), request.user, enum_name(request.purpose));
    if (newest) created = std::max(created, *newest + std::chrono::milliseconds{1});
  }
  const auto id = random_.id<TokenId>(now);
  const std::string token = one_time_token(key_, request.purpose, id, request.email);
  const store::NewToken row{.id = id,
                            .purpose = enum_name(request.purpose),
                            .user = request.user,
                            .email = request.email,
                            .token_hash = db::Blob{one_time_token_hash(token).value()},
                            .password_hash = request.password_hash,
                            .created_at = created,
                            .expires_at = now + lifetime(request.purpose)};
  co_await store::insert(tx, row);
  co_return id;
}

Task<std::optional<Proof>> Verification::use(db::Tx& tx, TokenPurpose purpose, std::string token) {
  const auto hash = one_time_token_hash(token);
  if (!hash) co_return std::nullopt;
  co_await store::lock_account(tx, enum_name(purpose), *hash);
  co_return co_await store::mark_used(tx, enum_name(purpose), *hash, clock_.now());
}

Task<std::optional<Proof>> Verification::find_used(db::Conn& conn, TokenPurpose purpose, std::string token) {
  const auto hash = one_time_token_hash(token);
  if (!hash) co_return std::nullopt;
  co_return co_await store::find_used(conn, enum_name(purpose), *hash, clock_.now());
}

Task<std::optional<Proof>> Verification::peek(db::Conn& conn, TokenPurpose purpose, std::string token) {
  const auto hash = one_time_token_hash(token);
  if (!hash) co_return std::nullopt;
  co_return co_await store::find_unused(conn, enum_name(purpose), *hash, clock_.now());
}

Task<std::optional<Link>> Verification::link(db::Conn& conn, TokenId id) {
  const auto row = co_await store::find_open(conn, id, clock_.now());
  if (!row) co_return std::nullopt;
  const auto purpose = enum_from<TokenPurpose>(row->purpose);
  if (!purpose) throw db::BadRow{"one_time_tokens.purpose"};
  co_return Link{*purpose, row->user, one_time_token(key_, *purpose, id, row->email), row->email, row->expires_at};
}

Task<void> Verification::void_all(db::Tx& tx, UserId user, std::optional<TokenId> except) {
  co_await store::delete_unused(tx, user, except);
}

Task<void> Verification::void_purpose(db::Tx& tx, UserId user, TokenPurpose purpose) {
  co_await store::delete_unused_of(tx, user, enum_name(purpose));
}

Task<std::optional<Time>> Verification::undoable_until(db::Conn& conn, UserId user) {
  const auto last = co_await store::last_expiry(conn, user, enum_name(TokenPurpose::undo_email_change), clock_.now());
  co_return last.value_or(std::nullopt);
}

Task<std::vector<HeldLink>> Verification::held(db::Conn& conn, UserId user) {
  co_return co_await store::list(conn, user);
}

Task<void> Verification::void_later_undos(db::Tx& tx, Proof used) {
  co_await store::delete_later_undos(tx, used.user, used.id, used.issued_at);
}

Task<db::Swept> Verification::delete_expired(db::Tx& tx, db::Batch batch) {
  co_return co_await store::delete_expired(tx, clock_.now(), batch);
}

}  // namespace foyer
