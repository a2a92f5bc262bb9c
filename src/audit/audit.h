#pragma once
// Owns audit_events and audit_head: what happened to accounts, sessions and keys, in an order that nobody can change
// unseen. Each event is chained to the one before it by an HMAC under a key derived from the server's secret, and the
// head, sealed by another, says where the chain ends: verify() finds what was changed, removed or added by anyone
// without that secret. Only a whole older copy of both tables looks good; an AuditPoint kept elsewhere tells.
// Invariants: sequence numbers have no gaps; an event and the change it speaks of are one transaction; no secret and no
// e-mail address is stored; address and user agent can be forgotten without breaking the chain.
// Threads: every function may be called from any I/O thread. Transactions are put in order by the head's row.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "audit/kinds.h"
#include "core/clock.h"
#include "core/principal.h"
#include "core/secret.h"
#include "platform/crypto/random.h"
#include "platform/db/database.h"

namespace foyer {

struct AuditEvent {
  AuditKind kind{};
  std::optional<UserId> user{};
  std::string address{};
  std::string user_agent{};
  std::string request_id{};
  std::optional<SessionId> session{};
  std::string detail{};  ///< empty or one machine word, [a-z0-9_.-] and at most 64 of them
  std::string trace{};   ///< W3C traceparent of the request; stands in the log line alone
};
/// With what the connection says of its caller.
AuditEvent event_of(AuditKind, const Client&, std::optional<UserId> = {}, std::string detail = {});
AuditEvent event_of(AuditKind, const Client&, const Principal&, std::string detail = {});

struct AuditRow {
  std::int64_t seq = 0;
  Time at{};
  std::string kind;  ///< a word that only a newer binary knows stays readable
  std::optional<UserId> user;
  std::optional<SessionId> session;
  std::string request_id;
  std::string detail;
  std::optional<std::string> address;  ///< nothing once forgotten
  std::optional<std::string> user_agent;
};

struct AuditFilter {
  std::optional<UserId> user{};
  std::optional<AuditKind> kind{};
  std::int64_t limit = 100;
};

/// A place in the chain that an operator keeps elsewhere.
struct AuditPoint {
  std::int64_t seq = 0;
  std::string hash;  ///< 64 hexadecimal digits; empty before the first event
};

struct AuditFinding {
  std::int64_t seq = 0;
  std::string what;
};

struct AuditReport {
  std::int64_t events = 0;
  AuditPoint head;
  std::vector<AuditFinding> findings;  ///< in order of seq, at most 100; none: the trail is whole
};

class Audit {
 public:
  Audit(Secret key, const Clock& clock, crypto::Random& random)
      : key_{std::move(key)}, clock_{clock}, random_{random} {}

  /// Adds the event, and after the commit a log line "audit". Costs the same with and without a user.
  Task<Done> record(db::Tx&, AuditEvent);
  /// Takes address and user agent off every event of this user and records user_deleted/erased, which allows verify()
  /// to miss them.
  Task<Done> forget(db::Tx&, UserId);

  /// Newest first.
  Task<std::vector<AuditRow>> list(db::Conn&, AuditFilter);
  /// Reads the whole chain in batches; a server may go on writing beside it. `expected`: the chain must still pass
  /// through this point.
  Task<AuditReport> verify(db::Conn&, std::optional<AuditPoint> expected);

 private:
  Secret key_;
  const Clock& clock_;
  crypto::Random& random_;
};

}  // namespace foyer
