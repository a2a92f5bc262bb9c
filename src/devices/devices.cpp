#include "devices/devices.h"

#include "platform/crypto/digest.h"

namespace foyer {
namespace {

constexpr std::chrono::days source_stays_known{30};
constexpr std::chrono::days sightings_stay{400};

/// A sighting younger than this is not written again: most logins come from where the last one came.
constexpr std::chrono::hours sighting_is_fresh{24};

struct Seen {
  std::int64_t any = 0;
  std::int64_t these = 0;
  std::int64_t fresh = 0;
};
BOOST_DESCRIBE_STRUCT(Seen, (), (any, these, fresh))

}  // namespace

db::Blob Devices::fingerprint(std::string_view kind, std::string_view what) const {
  std::string text{kind};
  text += '|';
  text += what;
  return {crypto::hmac_sha256(key_.reveal(), text)};
}

Task<bool> Devices::knows_source(db::Conn& conn, Email email, std::string source) {
  const auto seen = co_await conn.first<UserId>(
      "SELECT u.id FROM users u JOIN known_devices k ON k.user_id = u.id "
      "WHERE u.email = $1 AND k.fingerprint = $2 AND k.last_login_at > $3",
      email, fingerprint("source", source), clock_.now() - source_stays_known);
  co_return seen.has_value();
}

Task<Familiarity> Devices::remember(db::Tx& tx, Sighting sighting) {
  const db::Blob source = fingerprint("source", sighting.source);
  const db::Blob device = fingerprint("device", sighting.device);
  const auto seen = co_await tx->first<Seen>(
      "SELECT COUNT(*), COUNT(CASE WHEN fingerprint = $2 OR fingerprint = $3 THEN 1 END), "
      "COUNT(CASE WHEN (fingerprint = $2 OR fingerprint = $3) AND last_login_at > $4 THEN 1 END) "
      "FROM known_devices WHERE user_id = $1",
      sighting.user, source, device, clock_.now() - sighting_is_fresh);
  if (seen->fresh < 2) {
    co_await tx->run(
        "INSERT INTO known_devices (user_id, fingerprint, last_login_at) VALUES ($1, $2, $4), ($1, $3, $4) "
        "ON CONFLICT (user_id, fingerprint) DO UPDATE SET last_login_at = excluded.last_login_at",
        sighting.user, source, device, clock_.now());
  }
  if (seen->any == 0) co_return Familiarity::first;
  co_return seen->these == 2 ? Familiarity::known : Familiarity::unknown;
}

Task<void> Devices::remember_source(db::Tx& tx, UserId user, std::string source) {
  co_await tx->run(
      "INSERT INTO known_devices (user_id, fingerprint, last_login_at) VALUES ($1, $2, $3) "
      "ON CONFLICT (user_id, fingerprint) DO UPDATE SET last_login_at = excluded.last_login_at",
      user, fingerprint("source", source), clock_.now());
}

Task<void> Devices::forget(db::Tx& tx, UserId user) {
  co_await tx->run("DELETE FROM known_devices WHERE user_id = $1", user);
}

Task<std::vector<HeldSighting>> Devices::held(db::Conn& conn, UserId user) {
  co_return co_await conn.all<HeldSighting>(
      "SELECT last_login_at FROM known_devices WHERE user_id = $1 ORDER BY last_login_at DESC LIMIT 1000", user);
}

Task<db::Swept> Devices::delete_old(db::Tx& tx, db::Batch batch) {
  co_return db::swept(co_await tx->all<Time>(
      "DELETE FROM known_devices WHERE (user_id, fingerprint) IN (SELECT user_id, fingerprint FROM known_devices WHERE "
      "last_login_at >= $1 AND last_login_at <= $2 ORDER BY last_login_at LIMIT $3) RETURNING last_login_at",
      batch.from, clock_.now() - sightings_stay, batch.limit));
}

}  // namespace foyer
