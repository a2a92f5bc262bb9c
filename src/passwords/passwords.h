#pragma once
// Owns table passwords: one hash per account, and the work of proving one.
// Invariants: verify() costs one hash whether or not the account exists or has a password; no hash is computed inside a
// transaction or on an I/O thread; a hash is only written over the hash it was decided upon.
// Threads: every function may be called from any I/O thread.

#include <atomic>
#include <boost/describe.hpp>
#include <chrono>
#include <optional>
#include <string>

#include "accounts/accounts.h"
#include "core/clock.h"
#include "core/ids.h"
#include "core/password.h"
#include "core/result.h"
#include "platform/crypto/hash_pool.h"
#include "platform/db/database.h"

namespace foyer {

/// A password as its owner may know it: never its hash.
struct HeldPassword {
  std::string scheme;  ///< "bcrypt-sha256", "argon2id", …
  Time changed_at{};
};
BOOST_DESCRIBE_STRUCT(HeldPassword, (), (scheme, changed_at))

/// An account and what proves it.
struct Credentials : Account {
  std::optional<std::string> hash{};
};
BOOST_DESCRIBE_STRUCT(Credentials, (Account), (hash))

class Passwords {
 public:
  Passwords(crypto::HashPool& pool, const Clock& clock) : pool_{pool}, clock_{clock} {}

  /// Refused only with Errc::overloaded. `source`: whose turn it is, as source_of() names it.
  Task<Result<std::string>> hash(Secret password, std::string source);
  /// `stored` empty: an account that does not exist or has no password; costs the same and is false.
  Task<Result<bool>> verify(Secret password, std::optional<std::string> stored, std::string source);
  /// How long the latest verification took whose hash had today's scheme and cost, its wait included.
  std::chrono::nanoseconds latest_proof() const noexcept { return latest_proof_.load(std::memory_order_relaxed); }
  /// True when scheme or cost of the hash are not today's.
  bool is_outdated(const std::string& hash) const { return pool_.hasher().is_outdated(hash); }

  Task<std::optional<std::string>> find(db::Conn&, UserId);
  /// One statement, whether or not there is such an account.
  Task<std::optional<Credentials>> credentials(db::Conn&, Email);
  Task<std::optional<Credentials>> credentials_of(db::Conn&, UserId);
  /// The hash of the youngest account that has one.
  static Task<std::optional<std::string>> newest(db::Conn&);
  Task<void> set(db::Tx&, UserId, std::string hash);
  /// Only while the account is pending: an active account's password is never what a registration chose.
  /// The second of several is disputed (changed_at is 0): nobody knows which of them the owner of the address chose.
  Task<void> set_while_pending(db::Tx&, UserId, std::string hash);
  /// Nothing if it is disputed.
  static Task<std::optional<std::string>> find_undisputed(db::Conn&, UserId);
  /// Before an address is proven by a link that belongs to none of its registrations (security.md R4).
  Task<void> remove_disputed(db::Tx&, UserId);
  /// From now on nobody logs in before a reset.
  Task<void> remove(db::Tx&, UserId);
  /// For the account's export.
  Task<std::optional<HeldPassword>> held(db::Conn&, UserId);
  /// Replaces `from` by `to`; false if someone changed it meanwhile.
  Task<bool> replace(db::Tx&, UserId, std::string from, std::string to);

 private:
  crypto::HashPool& pool_;
  const Clock& clock_;
  std::atomic<std::chrono::nanoseconds> latest_proof_{};
};

}  // namespace foyer
