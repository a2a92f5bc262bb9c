#include "audit/store.h"

#include "core/enum_names.h"

namespace foyer::audit_store {

Task<std::optional<Head>> lock_head(db::Tx& tx) {
  co_return co_await tx.lock_first<Head>("SELECT seq, chain, seal FROM audit_head WHERE id = 1");
}

Task<void> set_head(db::Tx& tx, const Head& head) {
  co_await tx->run("UPDATE audit_head SET seq = $1, chain = $2, seal = $3 WHERE id = 1", head.seq, head.chain,
                   head.seal);
}

Task<void> insert(db::Tx& tx, const Row& row) {
  co_await tx->run(
      "INSERT INTO audit_events (seq, at, kind, user_id, session_id, request_id, detail, facts, facts_mac, chain) "
      "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
      row.seq, row.at, row.kind, row.user, row.session, row.request_id, row.detail, row.facts, row.facts_mac,
      row.chain);
}

Task<std::int64_t> forget_facts(db::Tx& tx, UserId user) {
  co_return co_await tx->run("UPDATE audit_events SET facts = NULL WHERE user_id = $1", user);
}

Task<std::vector<Row>> newest(db::Conn& conn, const AuditFilter& filter) {
  const std::string_view kind = filter.kind ? enum_name(*filter.kind) : std::string_view{};
  if (filter.user && filter.kind) {
    co_return co_await conn.all<Row>(
        "SELECT seq, at, kind, user_id, session_id, request_id, detail, facts, facts_mac, chain FROM audit_events "
        "WHERE user_id = $1 AND kind = $2 ORDER BY seq DESC LIMIT $3",
        filter.user, kind, filter.limit);
  }
  if (filter.user) {
    co_return co_await conn.all<Row>(
        "SELECT seq, at, kind, user_id, session_id, request_id, detail, facts, facts_mac, chain FROM audit_events "
        "WHERE user_id = $1 ORDER BY seq DESC LIMIT $2",
        filter.user, filter.limit);
  }
  if (filter.kind) {
    co_return co_await conn.all<Row>(
        "SELECT seq, at, kind, user_id, session_id, request_id, detail, facts, facts_mac, chain FROM audit_events "
        "WHERE kind = $1 ORDER BY seq DESC LIMIT $2",
        kind, filter.limit);
  }
  co_return co_await conn.all<Row>(
      "SELECT seq, at, kind, user_id, session_id, request_id, detail, facts, facts_mac, chain FROM audit_events "
      "ORDER BY seq DESC LIMIT $1",
      filter.limit);
}

Task<std::optional<End>> end(db::Conn& conn) {
  co_return co_await conn.first<End>(
      "SELECT seq, chain, seal, (SELECT min(e.seq) FROM audit_events e), (SELECT max(e.seq) FROM audit_events e) "
      "FROM audit_head WHERE id = 1");
}

Task<std::vector<Row>> between(db::Conn& conn, std::int64_t after, std::int64_t up_to, std::int64_t limit) {
  co_return co_await conn.all<Row>(
      "SELECT seq, at, kind, user_id, session_id, request_id, detail, facts, facts_mac, chain FROM audit_events "
      "WHERE seq > $1 AND seq <= $2 ORDER BY seq LIMIT $3",
      after, up_to, limit);
}

Task<std::optional<std::int64_t>> next_after(db::Conn& conn, std::int64_t seq) {
  const auto found =
      co_await conn.first<std::optional<std::int64_t>>("SELECT min(seq) FROM audit_events WHERE seq > $1", seq);
  co_return found.value_or(std::nullopt);
}

}  // namespace foyer::audit_store
