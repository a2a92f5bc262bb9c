#pragma once
// Owns table password_guesses: consecutive wrong passwords per address, whether anyone registered it or not.
// A guess is reserved in this process before its hash is computed, and judged again, exactly, when its outcome is
// stored: whatever other processes did meanwhile, no more guesses are answered than the policy grants (security.md L1).
// A source that signed in to the account lately counts for itself: strangers cannot lock the owner out (security.md
// L3). Threads: every function may be called from any I/O thread.

#include <optional>
#include <string>

#include "core/email.h"
#include "core/secret.h"
#include "guard/rules.h"
#include "platform/db/database.h"
#include "platform/db/sweep.h"
#include "platform/limits/in_flight.h"

namespace foyer {

/// What a guess is counted under.
struct Guess {
  db::Blob account;  ///< MAC of the canonical address
  db::Blob source;   ///< MAC of a source that is known to the account; empty: shared by all others
};

struct Guessing {
  GuessVerdict verdict;
  Guess guess;
  InFlight::Hold hold;  ///< when granted: keep it until the outcome is stored
};

/// How a guess ended.
struct GuessOutcome {
  GuessVerdict verdict;       ///< not granted: nobody may learn whether the guess was right
  std::int64_t failures = 0;  ///< consecutive ones, after fail() this one included and before prove() forgot them
};

class Guesses {
 public:
  Guesses(GuessPolicy policy, Secret key, const Clock& clock) : policy_{policy}, key_{std::move(key)}, clock_{clock} {}

  /// `known_source` is empty for a source that never signed in to the account.
  Task<Guessing> reserve(db::Conn&, Email, std::string known_source);
  /// The guess was wrong: one more failure.
  Task<GuessOutcome> fail(db::Tx&, Guess);
  /// The guess was right: its failures are forgotten.
  Task<GuessOutcome> prove(db::Tx&, Guess);
  /// After a completed reset: all failures of the address are forgotten, whatever their source.
  Task<void> forget(db::Tx&, Email);
  /// Deletes counters that saw nothing for a year; those at the end of their guesses stay.
  Task<db::Swept> delete_old(db::Tx&, db::Batch);

  const GuessPolicy& policy() const noexcept { return policy_; }

 private:
  db::Blob mac(std::string_view kind, std::string_view what) const;
  Task<GuessFacts> facts_of(db::Conn&, const Guess&);

  GuessPolicy policy_;
  Secret key_;
  const Clock& clock_;
  InFlight in_flight_;
};

}  // namespace foyer
