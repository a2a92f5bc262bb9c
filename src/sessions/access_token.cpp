#include "sessions/access_token.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include "platform/crypto/digest.h"
#include "platform/crypto/encoding.h"
#include "platform/schema/bind.h"
#include "sessions/session_id.h"

namespace foyer {
namespace {

constexpr std::string_view token_type = "at+jwt";

struct AccessClaims {
  std::string iss;
  std::string aud;
  std::string sub;
  std::string sid;
  std::string jti;
  std::int64_t iat = 0;
  std::int64_t nbf = 0;
  std::int64_t exp = 0;
  std::string group;
};
FOYER_DESCRIBE(AccessClaims, iss, aud, sub, sid, jti, iat, nbf, exp, group)

std::int64_t unix_seconds(Time at) { return std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count(); }
Time from_unix(std::int64_t seconds) { return Time{std::chrono::seconds{seconds}}; }

/// Far beyond any real date, and still far from overflowing milliseconds.
constexpr std::int64_t max_unix_seconds = 1'000'000'000'000;
bool is_date(std::int64_t seconds) { return seconds >= 0 && seconds <= max_unix_seconds; }

std::optional<UserId> user_of(const std::string& sub) {
  UserId id;
  const char* end = sub.data() + sub.size();
  const auto [stop, error] = std::from_chars(sub.data(), end, id.value);
  const bool canonical = error == std::errc{} && stop == end && id.value > 0 && sub.front() != '0';
  return canonical ? std::optional{id} : std::nullopt;
}

}  // namespace

AccessTokens::AccessTokens(AccessTokenOptions options, crypto::KeySet keys, const Clock& clock, crypto::Random& random)
    : options_{std::move(options)}, clock_{clock}, random_{random} {
  use(std::move(keys));
}

std::shared_ptr<const crypto::KeySet> AccessTokens::Shard::keys_now() {
  const std::lock_guard lock{mutex};
  return keys;
}

std::shared_ptr<const crypto::KeySet> AccessTokens::keys() const { return shards_.front().keys_now(); }

void AccessTokens::use(crypto::KeySet wanted) {
  const auto keys = std::make_shared<const crypto::KeySet>(std::move(wanted));
  for (Shard& shard : shards_) {
    const std::lock_guard lock{shard.mutex};
    const auto former = std::exchange(shard.keys, keys);
    const auto stays = [&](const auto& key) { return keys->find(key->kid()) != nullptr; };
    // Whose signature a remembered token had is not remembered, so all are verified anew.
    if (former && !std::ranges::all_of(former->all, stays)) shard.slots.clear();
  }
}

std::string AccessTokens::issue(UserId user, SessionId session, std::string_view group) const {
  const Time now = clock_.now();
  const AccessClaims claims{.iss = options_.issuer,
                            .aud = options_.audience,
                            .sub = std::to_string(user.value),
                            .sid = to_text(session),
                            .jti = crypto::to_base64url(random_.bytes(16)),
                            .iat = unix_seconds(now),
                            .nbf = unix_seconds(now),
                            .exp = unix_seconds(now + options_.lifetime),
                            .group = std::string{group}};
  const auto keys = shards_[session.bytes.back() % shard_count].keys_now();
  return crypto::sign_compact(*keys->current, token_type, schema::to_json(claims));
}

std::optional<Claims> AccessTokens::verify(std::string_view token) const {
  std::string digest = crypto::sha256(token);
  std::uint64_t place = 0;
  std::memcpy(&place, digest.data(), sizeof place);
  Shard& shard = shards_[place % shard_count];
  const std::size_t slots = options_.verified_entries / shard_count;
  const std::size_t slot = place / shard_count % std::max<std::size_t>(1, slots);
  std::shared_ptr<const crypto::KeySet> keys;
  {
    const std::lock_guard lock{shard.mutex};
    if (!shard.slots.empty() && shard.slots[slot].digest == digest) {
      const Claims claims = shard.slots[slot].claims;
      return is_valid_now(claims) ? std::optional{claims} : std::nullopt;
    }
    keys = shard.keys;
  }
  auto claims = verify_signature(*keys, token);
  if (!claims || !is_valid_now(*claims)) return std::nullopt;
  const std::lock_guard lock{shard.mutex};
  // Verified by keys that were exchanged meanwhile: remembering it could outlive a key that was removed.
  if (shard.keys != keys) return claims;
  shard.slots.resize(slots);
  if (slots > 0) shard.slots[slot] = {std::move(digest), *claims};
  return claims;
}

std::optional<Claims> AccessTokens::verify_signature(const crypto::KeySet& keys, std::string_view token) const {
  const auto payload = crypto::verify_compact(keys, token_type, token);
  if (!payload) return std::nullopt;
  const auto claims = schema::bind_json<AccessClaims>(*payload, schema::Rules{});
  if (!claims || claims->iss != options_.issuer || claims->aud != options_.audience) return std::nullopt;
  if (!is_date(claims->iat) || !is_date(claims->nbf) || !is_date(claims->exp)) return std::nullopt;
  const auto user = user_of(claims->sub);
  const auto session = parse_session_id(claims->sid);
  if (!user || !session) return std::nullopt;
  return Claims{*user, *session, from_unix(claims->nbf), from_unix(claims->exp)};
}

bool AccessTokens::is_valid_now(const Claims& claims) const {
  const Time now = clock_.now();
  return now < claims.expires_at + options_.clock_skew && now + options_.clock_skew >= claims.not_before;
}

}  // namespace foyer
