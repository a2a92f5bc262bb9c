#pragma once
// Owns table signing_keys: the private keys of access tokens, sealed with AES-256-GCM under a key derived from the
// server's secret, so a copy of the database signs nothing. Made on the first start.

#include "core/clock.h"
#include "core/secret.h"
#include "platform/crypto/jws.h"
#include "platform/crypto/random.h"
#include "platform/db/database.h"

namespace foyer {

class Keyring {
 public:
  Keyring(crypto::Algorithm algorithm, Secret sealing_key, const Clock& clock, crypto::Random& random)
      : algorithm_{algorithm}, sealing_key_{std::move(sealing_key)}, clock_{clock}, random_{random} {}

  /// The keys of our algorithm, with a new active one if there is none yet; of several processes that start at once,
  /// one makes it. Refused (conflict) when a stored key does not open: the secret is not the one it was sealed with.
  Task<Result<crypto::KeySet>> load(db::Tx&);
  /// True once any key was sealed, and with it the secret matters.
  static Task<bool> holds_keys(db::Conn&);

 private:
  Task<void> add_first(db::Tx&);

  crypto::Algorithm algorithm_;
  Secret sealing_key_;
  const Clock& clock_;
  crypto::Random& random_;
};

}  // namespace foyer
