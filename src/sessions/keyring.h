#pragma once
// Owns table signing_keys: the private keys of access tokens, sealed with AES-256-GCM under a key derived from the
// server's secret, so a copy of the database signs nothing. Each algorithm has a set of its own:
//   next      published, signs nothing yet: every process knows a key before it meets a token of it
//   active    signs; exactly one
//   retiring  verifies what it signed, until retires_at
// Made on the first start. Threads: every function may be called from any I/O thread.

#include <boost/describe.hpp>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/secret.h"
#include "platform/crypto/jws.h"
#include "platform/crypto/random.h"
#include "platform/db/database.h"

namespace foyer {

/// Stored as these words for ever.
enum class KeyState { next, active, retiring };
BOOST_DESCRIBE_ENUM(KeyState, next, active, retiring)

struct KeyPolicy {
  /// Within this every process follows a rotation; they look far more often.
  std::chrono::seconds followed_within{60};
  /// A key does not sign before it is this old: by then every process has it, and every reader of the published set,
  /// which may be kept for five minutes.
  std::chrono::seconds known_after{600};
  /// The same with nobody watching.
  std::chrono::seconds known_long_after{3600};
  /// Life of an access token and the skew allowed to its expiry: a retiring key stays for that and followed_within.
  std::chrono::seconds token_lifetime{30 * 60 + 5};
  std::chrono::days rotate_after{90};  ///< 0: only when asked to
};

struct KeyFacts {
  std::string kid;
  std::string algorithm;
  std::string state;
  Time created_at{};
  std::optional<Time> activated_at;  ///< nothing for an active key of 0.1.0
  std::optional<Time> retires_at;
};
BOOST_DESCRIBE_STRUCT(KeyFacts, (), (kid, algorithm, state, created_at, activated_at, retires_at))

struct Rotation {
  std::string current{};         ///< the active key's kid as the caller saw it: of two rotations at once one wins
  bool scheduled = false;        ///< by nobody's command, so the next key must have been known for long
  bool discard_current = false;  ///< remove it and all before it, with every token they signed, whatever their ages
  /// To be the next one, made beforehand: an RSA key takes a while, and a transaction holds up all others.
  std::shared_ptr<const crypto::SigningKey> fresh{};
};

struct Rotated {
  std::string active;
  std::string former;
  std::optional<Time> former_until;  ///< nothing: it is gone
  std::string next;
};

inline constexpr std::string_view sealed_with_another_secret =
    "the signing keys in the database were sealed with another secret; start with the SECRET_KEY (or the secret file) "
    "they were made with";

class Keyring {
 public:
  Keyring(crypto::Algorithm algorithm, Secret sealing_key, const Clock& clock, crypto::Random& random,
          KeyPolicy policy = {})
      : algorithm_{algorithm}, sealing_key_{std::move(sealing_key)}, clock_{clock}, random_{random}, policy_{policy} {}

  /// The keys of our algorithm, with those made that are missing; of several processes that start at once, one makes
  /// them. Refused (conflict) when a stored key does not open: the secret is not the one it was sealed with.
  Task<Result<crypto::KeySet>> load(db::Tx&);
  /// As load, but makes nothing, and opens only keys that `known` does not hold. Refused when none is active.
  Task<Result<crypto::KeySet>> reload(db::Conn&, crypto::KeySet known);

  /// next becomes active, active retires, a new next is made. Refused (conflict) with a sentence that says why not.
  Task<Result<Rotated>> rotate(db::Tx&, Rotation);
  /// A rotation of the key that is active now. Refused (conflict) if none is.
  Task<Result<Rotation>> plan(db::Conn&);
  /// The rotation that the active key's age asks for now, if any.
  Task<std::optional<Rotation>> due(db::Conn&);
  Task<std::int64_t> remove_retired(db::Tx&);

  /// Of every algorithm.
  static Task<std::vector<KeyFacts>> list(db::Conn&);
  /// False if the keys that are there were sealed with another secret.
  Task<bool> fits(db::Conn&);
  /// True once any key was sealed, and with it the secret matters.
  static Task<bool> holds_keys(db::Conn&);

 private:
  struct Pair {
    std::optional<KeyFacts> active;
    std::optional<KeyFacts> next;
  };

  Task<Pair> current_pair(db::Conn&);
  Rotation rotation_of(const KeyFacts& active) const;
  Task<std::string> add(db::Tx&, KeyState, std::shared_ptr<const crypto::SigningKey>);
  Task<Done> complete(db::Tx&);

  crypto::Algorithm algorithm_;
  Secret sealing_key_;
  const Clock& clock_;
  crypto::Random& random_;
  KeyPolicy policy_;
};

}  // namespace foyer
