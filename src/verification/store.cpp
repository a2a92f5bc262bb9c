#include "verification/store.h"

namespace foyer::verification_store {

Task<void> insert(db::Tx& tx, const NewToken& row) {
  co_await tx->run(
      "INSERT INTO one_time_tokens (id, purpose, user_id, email, token_hash, password_hash, created_at, expires_at) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
      row.id, row.purpose, row.user, row.email, row.token_hash, row.password_hash, row.created_at, row.expires_at);
}

Task<void> lock_account(db::Tx& tx, std::string_view purpose, const std::string& hash) {
  const db::BlobView hash_bytes{hash};
  co_await tx.lock(
      "SELECT id FROM users WHERE id = (SELECT user_id FROM one_time_tokens WHERE purpose = $1 AND token_hash = $2)",
      purpose, hash_bytes);
}

Task<std::optional<Proof>> mark_used(db::Tx& tx, std::string_view purpose, const std::string& hash, Time now) {
  const db::BlobView hash_bytes{hash};
  co_return co_await tx->first<Proof>(
      "UPDATE one_time_tokens SET used_at = $3 "
      "WHERE purpose = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > $3 "
      "RETURNING id, user_id, email, password_hash, created_at",
      purpose, hash_bytes, now);
}

Task<std::optional<Proof>> find_used(db::Conn& conn, std::string_view purpose, const std::string& hash, Time now) {
  const db::BlobView hash_bytes{hash};
  co_return co_await conn.first<Proof>(
      "SELECT id, user_id, email, password_hash, created_at FROM one_time_tokens "
      "WHERE purpose = $1 AND token_hash = $2 AND used_at IS NOT NULL AND expires_at > $3",
      purpose, hash_bytes, now);
}

Task<std::optional<Proof>> find_unused(db::Conn& conn, std::string_view purpose, const std::string& hash, Time now) {
  const db::BlobView hash_bytes{hash};
  co_return co_await conn.first<Proof>(
      "SELECT id, user_id, email, password_hash, created_at FROM one_time_tokens "
      "WHERE purpose = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > $3",
      purpose, hash_bytes, now);
}

Task<std::optional<OpenToken>> find_open(db::Conn& conn, TokenId id, Time now) {
  co_return co_await conn.first<OpenToken>(
      "SELECT purpose, user_id, email, expires_at FROM one_time_tokens "
      "WHERE id = $1 AND used_at IS NULL AND expires_at > $2",
      id, now);
}

Task<void> delete_unused(db::Tx& tx, UserId user, std::optional<TokenId> except) {
  co_await tx->run(
      "DELETE FROM one_time_tokens WHERE user_id = $1 AND used_at IS NULL AND purpose <> 'undo_email_change' "
      "AND id IS DISTINCT FROM $2",
      user, except);
}

Task<void> delete_unused_of(db::Tx& tx, UserId user, std::string_view purpose) {
  co_await tx->run("DELETE FROM one_time_tokens WHERE user_id = $1 AND used_at IS NULL AND purpose = $2", user,
                   purpose);
}

Task<std::optional<std::optional<Time>>> last_expiry(db::Conn& conn, UserId user, std::string_view purpose, Time now) {
  co_return co_await conn.first<std::optional<Time>>(
      "SELECT max(expires_at) FROM one_time_tokens "
      "WHERE user_id = $1 AND used_at IS NULL AND purpose = $2 AND expires_at > $3",
      user, purpose, now);
}

Task<std::optional<Time>> newest(db::Conn& conn, UserId user, std::string_view purpose) {
  const auto found = co_await conn.first<std::optional<Time>>(
      "SELECT max(created_at) FROM one_time_tokens WHERE user_id = $1 AND purpose = $2", user, purpose);
  co_return found.value_or(std::nullopt);
}

Task<std::vector<HeldLink>> list(db::Conn& conn, UserId user) {
  co_return co_await conn.all<HeldLink>(
      "SELECT purpose, email, created_at, expires_at, used_at FROM one_time_tokens WHERE user_id = $1 "
      "ORDER BY created_at, id",
      user);
}

Task<void> delete_later_undos(db::Tx& tx, UserId user, TokenId used, Time since) {
  co_await tx->run(
      "DELETE FROM one_time_tokens WHERE user_id = $1 AND purpose = 'undo_email_change' AND id <> $2 "
      "AND created_at >= $3",
      user, used, since);
}

Task<db::Swept> delete_expired(db::Tx& tx, Time now, db::Batch batch) {
  constexpr db::Sql oldest{
      "DELETE FROM one_time_tokens WHERE id IN (SELECT id FROM one_time_tokens WHERE expires_at >= $1 AND "
      "expires_at <= $2 ORDER BY expires_at LIMIT $3) RETURNING expires_at",
      "DELETE FROM one_time_tokens WHERE ctid = ANY (ARRAY(SELECT ctid FROM one_time_tokens WHERE expires_at >= $1 AND "
      "expires_at <= $2 ORDER BY expires_at LIMIT $3)) RETURNING expires_at"};
  co_return db::swept(co_await tx->all<Time>(oldest, batch.from, now, batch.limit));
}

}  // namespace foyer::verification_store
