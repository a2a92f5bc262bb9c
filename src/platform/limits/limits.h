#pragma once
// Owns table limit_counters: how often a subject did something in the current window. Counters are rows, so they
// survive restarts and are shared by every process on the database. A subject is kept only as a MAC: the table names no
// address. A window begins with its first use; one statement reserves, so parallel bursts cannot exceed the quota
// (security.md L1).
// Threads: every function may be called from any I/O thread.

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/result.h"
#include "core/secret.h"
#include "platform/db/database.h"
#include "platform/db/sweep.h"

namespace foyer {

struct Limit {
  std::string name;  ///< a token: part of the counter's key, and told to clients in RateLimit fields
  std::int64_t quota = 0;
  std::chrono::seconds window{0};
};

/// What a limit answered.
struct Allowance {
  bool granted = false;
  bool first_refusal = false;  ///< of this window: worth an event, the following ones are not
  std::chrono::seconds retry_after{0};
};

/// One that ends later than one beginning now would was opened before the clock was set back.
bool is_open(Time window_ends_at, const Limit&, Time now) noexcept;

/// What a counter is kept under: a MAC, so that no store of counters names an address.
std::string mac_of(const Secret& key, const Limit&, std::string_view subject);

/// A subject's current window.
struct Standing {
  std::int64_t used = 0;
  std::chrono::seconds ends_in{0};  ///< zero: there is none
};

class Limits {
 public:
  Limits(Secret key, const Clock& clock) : key_{std::move(key)}, clock_{clock} {}

  /// How the subject stands, without taking a use.
  Task<Standing> standing(db::Conn&, Limit, std::string subject);
  /// Takes one of the subject's uses. The transaction must be committed even when it is refused.
  Task<Allowance> take(db::Tx&, Limit, std::string subject);
  /// Deletes counters of ended windows.
  Task<db::Swept> delete_expired(db::Tx&, db::Batch);

 private:
  Secret key_;
  const Clock& clock_;
};

/// The answer to a use that was not granted.
Error too_many(const Limit&, std::chrono::seconds retry_after);

}  // namespace foyer
