#pragma once
// Owns table password_guesses: consecutive wrong passwords per address, whether anyone registered it or not. A guess is
// counted before its hash is computed and taken back when it was right, so a burst in parallel gains nothing.
// A source that signed in to the account lately counts for itself: strangers cannot lock the owner out (security.md
// L3). Threads: every function may be called from any I/O thread.

#include <optional>
#include <string>

#include "core/email.h"
#include "core/secret.h"
#include "guard/rules.h"
#include "platform/db/database.h"

namespace foyer {

/// One counted guess.
struct Guess {
  db::Blob account;  ///< MAC of the canonical address
  db::Blob source;   ///< MAC of a source that is known to the account; empty: shared by all others
  std::int64_t number = 0;
};

struct Guessing {
  std::optional<Guess> granted;
  std::chrono::seconds retry_after{0};
};

class Guesses {
 public:
  Guesses(GuessPolicy policy, Secret key, const Clock& clock) : policy_{policy}, key_{std::move(key)}, clock_{clock} {}

  /// `known_source` is empty for a source that never signed in to the account.
  Task<Guessing> count(db::Tx&, Email, std::string known_source);
  /// The guess was not evaluated after all.
  Task<void> take_back(db::Tx&, Guess);
  /// The guess was right: its failures are forgotten.
  Task<void> forgive(db::Tx&, Guess);
  /// After a completed reset: all failures of the address are forgotten, whatever their source.
  Task<void> forget(db::Tx&, Email);
  /// Deletes at most `limit` counters that saw nothing for a year; those at the end of their guesses stay.
  Task<std::int64_t> delete_old(db::Tx&, std::int64_t limit);

  const GuessPolicy& policy() const noexcept { return policy_; }

 private:
  db::Blob mac(std::string_view kind, std::string_view what) const;

  GuessPolicy policy_;
  Secret key_;
  const Clock& clock_;
};

}  // namespace foyer
