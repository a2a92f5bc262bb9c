#include "sessions/key_store.h"

#include "core/enum_names.h"

namespace foyer::key_store {

// 'active' < 'next' < 'retiring' is the order of the alphabet as well.
Task<std::vector<SealedKey>> usable(db::Conn& conn, std::string_view algorithm, Time now) {
  co_return co_await conn.all<SealedKey>(
      "SELECT kid, state, sealed FROM signing_keys WHERE algorithm = $1 AND (retires_at IS NULL OR retires_at > $2) "
      "ORDER BY state, created_at DESC, kid",
      algorithm, now);
}

Task<std::vector<KeyFacts>> facts(db::Conn& conn) {
  co_return co_await conn.all<KeyFacts>(
      "SELECT kid, algorithm, state, created_at, activated_at, retires_at FROM signing_keys "
      "ORDER BY algorithm, state, created_at DESC, kid");
}

Task<std::optional<SealedKey>> newest(db::Conn& conn) {
  co_return co_await conn.first<SealedKey>(
      "SELECT kid, state, sealed FROM signing_keys ORDER BY created_at DESC, kid LIMIT 1");
}

Task<bool> holds_any(db::Conn& conn) {
  co_return (co_await conn.first<std::string>("SELECT kid FROM signing_keys LIMIT 1")).has_value();
}

Task<void> insert(db::Tx& tx, const NewKey& key) {
  co_await tx->run(
      "INSERT INTO signing_keys (kid, algorithm, sealed, state, created_at, activated_at) "
      "VALUES ($1, $2, $3, $4, $5, $6)",
      key.kid, key.algorithm, key.sealed, enum_name(key.state), key.created_at, key.activated_at);
}

Task<void> promote(db::Tx& tx, const std::string& kid, Time now) {
  co_await tx->run("UPDATE signing_keys SET state = 'active', activated_at = $2 WHERE kid = $1", kid, now);
}

Task<void> retire(db::Tx& tx, const std::string& kid, Time retires_at) {
  co_await tx->run("UPDATE signing_keys SET state = 'retiring', retires_at = $2 WHERE kid = $1", kid, retires_at);
}

Task<void> remove_others(db::Tx& tx, const std::string& kid) {
  co_await tx->run("DELETE FROM signing_keys WHERE kid <> $1", kid);
}

Task<std::int64_t> remove_retired(db::Tx& tx, Time now) {
  co_return co_await tx->run("DELETE FROM signing_keys WHERE state = 'retiring' AND retires_at <= $1", now);
}

}  // namespace foyer::key_store
