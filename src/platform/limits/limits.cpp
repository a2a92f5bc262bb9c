#include "platform/limits/limits.h"

#include "platform/crypto/digest.h"
#include "platform/observe/metrics.h"

namespace foyer {
namespace {

metrics::Counters refusals{"foyer_limit_refusals_total", "Uses that a limit refused.", {"limit"}};

struct CounterRow {
  std::int64_t used = 0;
  Time window_ends_at{};
};
BOOST_DESCRIBE_STRUCT(CounterRow, (), (used, window_ends_at))

std::chrono::seconds until(Time then, Time now) {
  return std::max(std::chrono::seconds{1}, std::chrono::ceil<std::chrono::seconds>(then - now));
}

Allowance allowance(const Limit& limit, const CounterRow& counted, Time now) {
  const bool granted = counted.used <= limit.quota;
  return {granted, !granted, until(counted.window_ends_at, now)};
}

}  // namespace

bool is_open(Time window_ends_at, const Limit& limit, Time now) noexcept {
  return window_ends_at > now && window_ends_at <= now + limit.window;
}

std::string mac_of(const Secret& key, const Limit& limit, std::string_view subject) {
  std::string text = limit.name;
  text += '|';
  text += subject;
  return crypto::hmac_sha256(key.reveal(), text);
}

Task<Standing> Limits::standing(db::Conn& conn, Limit limit, std::string subject) {
  const Time now = clock_.now();
  const db::Blob key{mac_of(key_, limit, subject)};
  const auto row =
      co_await conn.first<CounterRow>("SELECT used, window_ends_at FROM limit_counters WHERE key = $1", key);
  if (!row || !is_open(row->window_ends_at, limit, now)) co_return Standing{};
  co_return Standing{row->used, until(row->window_ends_at, now)};
}

Task<Allowance> Limits::take(db::Tx& tx, Limit limit, std::string subject) {
  const Time now = clock_.now();
  const db::Blob key{mac_of(key_, limit, subject)};
  // Counts to one above the quota and no further: who is refused again writes nothing. One statement whether or not the
  // subject has a window, so that nobody learns from its cost who was here (security.md E2).
  const auto counted = co_await tx->first<CounterRow>(
      "INSERT INTO limit_counters (key, used, window_ends_at) VALUES ($1, 1, $2) ON CONFLICT (key) DO UPDATE SET "
      "used = CASE WHEN limit_counters.window_ends_at > $3 AND limit_counters.window_ends_at <= $2 "
      "THEN limit_counters.used + 1 ELSE 1 END, "
      "window_ends_at = CASE WHEN limit_counters.window_ends_at > $3 AND limit_counters.window_ends_at <= $2 "
      "THEN limit_counters.window_ends_at ELSE excluded.window_ends_at END "
      "WHERE limit_counters.window_ends_at <= $3 OR limit_counters.window_ends_at > $2 OR limit_counters.used <= $4 "
      "RETURNING used, window_ends_at",
      key, now + limit.window, now, limit.quota);
  if (counted) co_return allowance(limit, *counted, now);
  const auto full =
      co_await tx->first<CounterRow>("SELECT used, window_ends_at FROM limit_counters WHERE key = $1", key);
  // Its window ended, and the row was cleared away, between the two statements.
  if (!full) co_return Allowance{true, false, std::chrono::ceil<std::chrono::seconds>(limit.window)};
  co_return Allowance{false, false, until(full->window_ends_at, now)};
}

Task<db::Swept> Limits::delete_expired(db::Tx& tx, db::Batch batch) {
  constexpr db::Sql oldest{
      "DELETE FROM limit_counters WHERE key IN (SELECT key FROM limit_counters WHERE window_ends_at >= $1 AND "
      "window_ends_at <= $2 ORDER BY window_ends_at LIMIT $3) RETURNING window_ends_at",
      "DELETE FROM limit_counters WHERE ctid = ANY (ARRAY(SELECT ctid FROM limit_counters WHERE window_ends_at >= $1 "
      "AND "
      "window_ends_at <= $2 ORDER BY window_ends_at LIMIT $3)) RETURNING window_ends_at"};
  co_return db::swept(co_await tx->all<Time>(oldest, batch.from, clock_.now(), batch.limit));
}

Error too_many(const Limit& limit, std::chrono::seconds retry_after) {
  refusals.add({limit.name});
  return {.code = Errc::too_many_attempts,
          .retry_after = retry_after,
          .limit = SpentLimit{limit.name, limit.quota, limit.window}};
}

}  // namespace foyer
