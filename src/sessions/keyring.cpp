#include "sessions/keyring.h"

#include <fmt/format.h>

#include "core/enum_names.h"
#include "platform/crypto/digest.h"
#include "sessions/key_store.h"

namespace foyer {
namespace {

namespace store = key_store;

std::shared_ptr<const crypto::SigningKey> find_key(const crypto::KeySet& keys, std::string_view kid) {
  for (const auto& key : keys.all) {
    if (key->kid() == kid) return key;
  }
  return nullptr;
}

}  // namespace

Task<Result<crypto::KeySet>> Keyring::load(db::Tx& tx) {
  co_await complete(tx);
  co_return co_await reload(tx.conn(), crypto::KeySet{});
}

Task<Result<crypto::KeySet>> Keyring::reload(db::Conn& conn, crypto::KeySet known) {
  crypto::KeySet keys;
  for (const auto& row : co_await store::usable(conn, name_of(algorithm_), clock_.now())) {
    auto key = find_key(known, row.kid);
    if (!key) {
      const auto material = crypto::unseal(sealing_key_, row.sealed.bytes, row.kid);
      if (material) key = crypto::SigningKey::load(algorithm_, *material);
    }
    if (!key) {
      co_return refuse(Errc::conflict, std::string{sealed_with_another_secret});
    }
    if (row.state == enum_name(KeyState::active)) keys.current = key;
    keys.all.push_back(std::move(key));
  }
  if (!keys.current) co_return refuse(Errc::conflict, "no signing key in the database is active");
  co_return keys;
}

Task<Result<Rotated>> Keyring::rotate(db::Tx& tx, Rotation wanted) {
  co_await complete(tx);
  const Pair pair = co_await current_pair(tx.conn());
  if (pair.active->kid != wanted.current) {
    co_return refuse(Errc::conflict, fmt::format("another rotation was faster: {} signs now", pair.active->kid));
  }
  const Time now = clock_.now();
  const Time known = pair.next->created_at + (wanted.scheduled ? policy_.known_long_after : policy_.known_after);
  if (!wanted.discard_current && now < known) {
    co_return refuse(Errc::conflict,
                     fmt::format("the next key is too young: not every verifier may know it yet; rotate "
                                 "again after {}",
                                 to_rfc3339(known)));
  }
  // A next key that does not open would leave every server without one that signs.
  const auto keys = co_await reload(tx.conn(), crypto::KeySet{});
  if (!keys) co_return refuse(keys.error());

  Rotated done{.active = pair.next->kid, .former = pair.active->kid, .former_until = std::nullopt, .next = {}};
  if (wanted.discard_current) {
    // Whoever read the one could read those that retire.
    co_await store::remove_others(tx, done.active);
  } else {
    // Servers may sign with it until they have read of this rotation.
    done.former_until = now + policy_.token_lifetime + policy_.followed_within;
    co_await store::retire(tx, done.former, *done.former_until);
  }
  co_await store::promote(tx, done.active, now);
  done.next = co_await add(tx, KeyState::next, std::move(wanted.fresh));
  co_return done;
}

Task<std::optional<Rotation>> Keyring::due(db::Conn& conn) {
  const Pair pair = co_await current_pair(conn);
  if (policy_.rotate_after.count() == 0 || !pair.active || !pair.next) co_return std::nullopt;
  const Time now = clock_.now();
  const Time since = pair.active->activated_at.value_or(pair.active->created_at);
  const bool old = now >= since + policy_.rotate_after;
  if (!old || now < pair.next->created_at + policy_.known_long_after) co_return std::nullopt;
  Rotation rotation = rotation_of(*pair.active);
  rotation.scheduled = true;
  co_return rotation;
}

Task<Result<Rotation>> Keyring::plan(db::Conn& conn) {
  const Pair pair = co_await current_pair(conn);
  if (!pair.active) {
    co_return refuse(Errc::conflict, fmt::format("there is no {} key yet; the first start of the server makes it",
                                                 name_of(algorithm_)));
  }
  co_return rotation_of(*pair.active);
}

Rotation Keyring::rotation_of(const KeyFacts& active) const {
  return {.current = active.kid, .fresh = crypto::SigningKey::generate(algorithm_)};
}

Task<std::int64_t> Keyring::remove_retired(db::Tx& tx) { co_return co_await store::remove_retired(tx, clock_.now()); }

Task<std::vector<KeyFacts>> Keyring::list(db::Conn& conn) { co_return co_await store::facts(conn); }

Task<bool> Keyring::fits(db::Conn& conn) {
  const auto row = co_await store::newest(conn);
  co_return !row || crypto::unseal(sealing_key_, row->sealed.bytes, row->kid);
}

Task<bool> Keyring::holds_keys(db::Conn& conn) { co_return co_await store::holds_any(conn); }

Task<Keyring::Pair> Keyring::current_pair(db::Conn& conn) {
  Pair pair;
  for (auto& key : co_await store::facts(conn)) {
    if (key.algorithm != name_of(algorithm_)) continue;
    if (key.state == enum_name(KeyState::active)) {
      pair.active = std::move(key);
    } else if (key.state == enum_name(KeyState::next)) {
      pair.next = std::move(key);
    }
  }
  co_return pair;
}

/// Makes the active and the next key if they are not there: on the first start, after an upgrade, or when an operator
/// deleted a row.
Task<Done> Keyring::complete(db::Tx& tx) {
  const Pair pair = co_await current_pair(tx.conn());
  if (!pair.active && pair.next) {
    co_await store::promote(tx, pair.next->kid, clock_.now());
  } else if (!pair.active) {
    co_await add(tx, KeyState::active, nullptr);
  }
  if (!pair.active || !pair.next) co_await add(tx, KeyState::next, nullptr);
  co_return Done{};
}

Task<std::string> Keyring::add(db::Tx& tx, KeyState state, std::shared_ptr<const crypto::SigningKey> key) {
  if (!key) key = crypto::SigningKey::generate(algorithm_);
  const Time now = clock_.now();
  const store::NewKey row{.kid = key->kid(),
                          .algorithm = name_of(algorithm_),
                          .sealed = db::Blob{crypto::seal(sealing_key_, key->material().reveal(), key->kid(), random_)},
                          .state = state,
                          .created_at = now,
                          .activated_at = state == KeyState::active ? std::optional{now} : std::nullopt};
  co_await store::insert(tx, row);
  co_return row.kid;
}

}  // namespace foyer
