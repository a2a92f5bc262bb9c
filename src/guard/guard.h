#pragma once
// Who may try how often (security.md §3): every limit of the product in one place, counted before the work it guards.
// The answers depend on address and source alone, never on whether an account exists.
// Threads: every function may be called from any I/O thread.

#include <optional>
#include <vector>

#include "audit/audit.h"
#include "core/principal.h"
#include "devices/devices.h"
#include "guard/guesses.h"
#include "platform/limits/limits.h"
#include "platform/limits/shared_limits.h"

namespace foyer {

struct GuardOptions {
  Limit login{"login", 60, std::chrono::minutes{15}};               ///< per source
  Limit registration{"registration", 10, std::chrono::hours{1}};    ///< per source
  Limit mail_requests{"mail-requests", 20, std::chrono::hours{1}};  ///< per source
  Limit token_tries{"token-tries", 30, std::chrono::minutes{1}};    ///< per source
  Limit mails_hourly{"mails-hourly", 3, std::chrono::hours{1}};     ///< per address and kind of mail
  Limit mails_daily{"mails-daily", 10, std::chrono::hours{24}};     ///< per address and kind of mail
};

/// One use of a limit that is wanted.
struct Use {
  Limit limit;
  std::string subject;
};

/// A password that may be hashed, as it is counted with its outcome.
struct Trial {
  Guess guess;
  std::optional<Use> use;  ///< of the source, at a login
  Client client;
};

/// Reserves a trial in this process; to be kept until its outcome is stored.
struct Admission {
  Trial trial;
  InFlight::Hold guess;
  InFlight::Hold use;

  void release() noexcept {
    guess.release();
    use.release();
  }
};

/// What became of a trial.
struct Counted {
  std::optional<Error> refusal;  ///< it was one too many after all: nobody may learn whether the password was right
  std::int64_t failures = 0;     ///< see GuessOutcome
};

struct GuardParts {
  db::Database& db;
  Limits& limits;
  Guesses& guesses;
  Devices& devices;
  Audit& audit;
  SharedLimits* shared = nullptr;  ///< a fleet's, in place of `limits`
};

class Guard {
 public:
  Guard(GuardOptions options, GuardParts parts) : options_{std::move(options)}, parts_{parts} {}

  // The error to answer, or nothing: go on. In a transaction of their own.
  Task<std::optional<Error>> admit_registration(Client);
  /// One mail of that kind to that address.
  Task<std::optional<Error>> admit_mail(std::string kind, Email, Client);
  Task<std::optional<Error>> admit_mail_request(std::string kind, Email, Client);
  Task<std::optional<Error>> admit_token_try(Client);
  /// Whether this account may be mailed once more of what its sessions do; whoever knows its password could otherwise
  /// fill its owner's mailbox. In the database, of a fleet too: nobody waits for a cache inside a transaction.
  Task<bool> may_notify(db::Tx&, std::string kind, UserId);

  /// Reserves a login of this source and a guess at this address.
  Task<Result<Admission>> admit_login(Email, Client);
  /// Reserves a guess at the password of a signed-in viewer; shares the address's counter.
  Task<Result<Admission>> admit_guess(Email, Client);
  // Count a trial in the transaction that stores its outcome.
  Task<Counted> count_wrong(db::Tx&, Trial);
  Task<Counted> count_right(db::Tx&, Trial);

  Guesses& guesses() noexcept { return parts_.guesses; }

 private:
  /// How a login stands before its password is hashed; without a guess where the source has no login left.
  struct Prospect {
    Standing standing;
    Guessing guessing;
  };

  /// `others`: logins of the same source under way.
  Task<Prospect> look_at_login(db::Conn&, Use, std::int64_t others, Email);
  Result<Admission> admission_of(Guessing, Client) const;
  Task<std::optional<Error>> admit(std::vector<Use>, Client);
  Task<std::optional<Error>> admit_shared(std::vector<Use>, Client);
  Task<Done> note_refusal(db::Tx&, std::string limit, Client);
  Task<std::optional<Error>> take_all(db::Tx&, std::vector<Use>, Client);
  Task<std::optional<Error>> take(db::Tx&, Use, const Client&);
  Task<Guessing> weigh(db::Conn&, Email, std::string source);
  Task<std::optional<Error>> take_use_of(db::Tx&, Trial&);
  Counted counted(const GuessOutcome&) const;
  Error refusal_of(const GuessVerdict&) const;

  GuardOptions options_;
  GuardParts parts_;
  InFlight logins_;
};

}  // namespace foyer
