#pragma once
// Owns table one_time_tokens: proof that someone reads an address.
// Invariants: a token is used at most once, for one purpose, before its expiry, and only while it is bound to the
// address it was issued for; of any number of parallel uses exactly one wins (one conditional UPDATE).
// Threads: every function may be called from any I/O thread.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/email.h"
#include "platform/crypto/random.h"
#include "platform/db/database.h"
#include "platform/db/sweep.h"
#include "verification/one_time_token.h"

namespace foyer {

struct VerificationOptions {
  std::chrono::seconds activation_lifetime{30 * 60};  ///< of an activation link
  std::chrono::seconds reset_lifetime{60 * 60};       ///< of a password-reset link; security.md S1 allows at most this
  std::chrono::hours change_lifetime{24};             ///< of the link that confirms a new address
  std::chrono::hours undo_lifetime{7 * 24};           ///< of the link that brings the old address back
};

struct TokenRequest {
  TokenPurpose purpose;
  UserId user;
  std::string email;
  /// With activate: the password hash of the registration this link belongs to.
  std::optional<std::string> password_hash{};
};

/// What a used token proves.
struct Proof {
  TokenId id;
  UserId user;
  std::string email;
  std::optional<std::string> password_hash;
  Time issued_at{};
};

/// A token as the mail needs it.
struct Link {
  TokenPurpose purpose;
  UserId user;
  std::string token;
  std::string email;
  Time expires_at;
};

/// A token as its owner may know it: never its hash.
struct HeldLink {
  std::string purpose;
  std::string email;
  Time created_at{};
  Time expires_at{};
  std::optional<Time> used_at;
};
BOOST_DESCRIBE_STRUCT(HeldLink, (), (purpose, email, created_at, expires_at, used_at))

class Verification {
 public:
  Verification(VerificationOptions options, Secret key, const Clock& clock, crypto::Random& random)
      : options_{options}, key_{std::move(key)}, clock_{clock}, random_{random} {}

  Task<TokenId> issue(db::Tx&, TokenRequest);
  /// Nothing for an unknown, used, expired or foreign token.
  Task<std::optional<Proof>> use(db::Tx&, TokenPurpose, std::string token);
  /// The proof of a token already used and not yet expired: what makes a repeated activation harmless.
  Task<std::optional<Proof>> find_used(db::Conn&, TokenPurpose, std::string token);
  /// What use() would prove now. Refuses cheaply before a costly hash; decides nothing.
  Task<std::optional<Proof>> peek(db::Conn&, TokenPurpose, std::string token);
  /// Rebuilds the link; nothing once the token is used, void or expired.
  Task<std::optional<Link>> link(db::Conn&, TokenId);
  /// Ends every unused token of the account but `except` and the links that undo a change of address: those outlive
  /// whatever a thief does with the account.
  Task<void> void_all(db::Tx&, UserId, std::optional<TokenId> except = std::nullopt);
  /// Ends every unused token of one purpose.
  Task<void> void_purpose(db::Tx&, UserId, TokenPurpose);
  /// When the last unused link that undoes a change of address expires; nothing if there is none.
  Task<std::optional<Time>> undoable_until(db::Conn&, UserId);
  /// All that is kept of the account's tokens, for its export.
  Task<std::vector<HeldLink>> held(db::Conn&, UserId);
  /// Ends the undo links issued after this one: the oldest address outranks those a thief put in its place.
  Task<void> void_later_undos(db::Tx&, Proof);
  /// Deletes the oldest of the expired rows.
  Task<db::Swept> delete_expired(db::Tx&, db::Batch);

  std::chrono::seconds lifetime(TokenPurpose) const;

 private:
  VerificationOptions options_;
  Secret key_;
  const Clock& clock_;
  crypto::Random& random_;
};

}  // namespace foyer
