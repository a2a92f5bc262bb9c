#include "sessions/keyring.h"

#include "platform/crypto/digest.h"

namespace foyer {
namespace {

struct KeyRow {
  std::string kid;
  db::Blob sealed;
  std::string state;
};
BOOST_DESCRIBE_STRUCT(KeyRow, (), (kid, sealed, state))

Task<std::vector<KeyRow>> keys_of(db::Tx& tx, std::string_view algorithm) {
  co_return co_await tx->all<KeyRow>(
      "SELECT kid, sealed, state FROM signing_keys WHERE algorithm = $1 ORDER BY created_at DESC", algorithm);
}

}  // namespace

Task<Result<crypto::KeySet>> Keyring::load(db::Tx& tx) {
  const std::string_view algorithm = name_of(algorithm_);
  auto rows = co_await keys_of(tx, algorithm);
  if (rows.empty()) {
    co_await add_first(tx);
    rows = co_await keys_of(tx, algorithm);
  }
  crypto::KeySet keys;
  for (const KeyRow& row : rows) {
    const auto material = crypto::unseal(sealing_key_, row.sealed.bytes, row.kid);
    auto key = material ? crypto::SigningKey::load(algorithm_, *material) : nullptr;
    if (!key) {
      co_return refuse(Errc::conflict,
                       "the signing keys in the database were sealed with another secret; start with "
                       "the SECRET_KEY (or the secret file) they were made with");
    }
    if (row.state == "active") keys.current = key;
    keys.all.push_back(std::move(key));
  }
  if (!keys.current) co_return refuse(Errc::conflict, "no signing key in the database is active");
  co_return keys;
}

Task<bool> Keyring::holds_keys(db::Conn& conn) {
  co_return (co_await conn.first<std::string>("SELECT kid FROM signing_keys LIMIT 1")).has_value();
}

Task<void> Keyring::add_first(db::Tx& tx) {
  const auto key = crypto::SigningKey::generate(algorithm_);
  const db::Blob sealed{crypto::seal(sealing_key_, key->material().reveal(), key->kid(), random_)};
  co_await tx->run(
      "INSERT INTO signing_keys (kid, algorithm, sealed, state, created_at) VALUES ($1, $2, $3, 'active', $4)",
      key->kid(), name_of(algorithm_), sealed, clock_.now());
}

}  // namespace foyer
