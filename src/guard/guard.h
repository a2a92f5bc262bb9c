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

struct GuardParts {
  db::Database& db;
  Limits& limits;
  Guesses& guesses;
  Devices& devices;
  Audit& audit;
};

class Guard {
 public:
  Guard(GuardOptions options, GuardParts parts) : options_{std::move(options)}, parts_{parts} {}

  // The error to answer, or nothing: go on. In a transaction of their own.
  Task<std::optional<Error>> admit_registration(Email, Client);
  Task<std::optional<Error>> admit_mail_request(std::string kind, Email, Client);
  Task<std::optional<Error>> admit_token_try(Client);

  /// Counts a login of this source and a guess at this address. The transaction must be committed whatever it says.
  Task<Result<Guess>> admit_login(db::Tx&, Email, Client);
  /// Counts a guess at the password of a signed-in viewer; shares the address's counter.
  Task<Result<Guess>> admit_guess(db::Tx&, Email, Client);

  Guesses& guesses() noexcept { return parts_.guesses; }

 private:
  Task<std::optional<Error>> admit(std::vector<Use>, Client);
  Task<std::optional<Error>> take_all(db::Tx&, std::vector<Use>, Client);

  GuardOptions options_;
  GuardParts parts_;
};

}  // namespace foyer
