#pragma once
// Owns table sessions: one row per signed-in device, updated in place. It opens, rotates and ends sessions for an
// account id and does not know what a password is.
// Invariants: at most one live refresh token per session; rotation is one compare-and-set of the generation; a spent
// token ends its own session and no other; a session without its row is dead for its access tokens as well.
// Threads: every function may be called from any I/O thread.

#include <optional>
#include <string>

#include "core/clock.h"
#include "core/principal.h"
#include "platform/crypto/random.h"
#include "platform/db/database.h"
#include "platform/db/sweep.h"
#include "sessions/refresh_token.h"
#include "sessions/rules.h"

namespace foyer {

struct NewSession {
  UserId user;
  Client client;
  std::optional<std::string> device_name;
};

/// A session's present refresh token, to be handed to the device.
struct Ticket {
  SessionId session;
  UserId user;
  std::string refresh_token;
  std::int64_t crowded_out = 0;  ///< older sessions that ended for a new one
};

struct Refresh {
  enum class Outcome { rotated, repeated, refused, reused, limited } outcome = Outcome::refused;
  Ticket ticket{};  ///< with rotated and repeated; its session and user also with reused and limited
  std::chrono::seconds retry_after{0};  ///< with limited
  bool first_refusal = false;           ///< of this window, with limited
  std::string group{};                  ///< of the account, with rotated and repeated
};

/// A genuine refresh token, and how its session stood when it was read.
struct Presented {
  RefreshToken token;
  UserId user;
  SessionFacts facts;
  std::string salt;
  std::optional<std::string> group;  ///< nothing: the account is not active
};

/// The account behind a session that is alive now.
struct Holder {
  UserId user;
  std::string group;
  Time authenticated_at{};
};

/// A session as its viewer sees it.
struct Device {
  SessionId id;
  std::optional<std::string> name;
  std::string user_agent;
  std::string address;
  Time created_at{};
  Time last_seen_at{};
};

/// All that is kept of a session but its id and the salt of its tokens.
struct HeldSession {
  std::optional<std::string> device_name;
  std::string user_agent;
  std::string address;
  Time created_at{};
  Time last_seen_at{};
  Time authenticated_at{};
  Time expires_at{};
};
BOOST_DESCRIBE_STRUCT(HeldSession, (),
                      (device_name, user_agent, address, created_at, last_seen_at, authenticated_at, expires_at))

class Sessions {
 public:
  Sessions(SessionPolicy policy, Secret key, const Clock& clock, crypto::Random& random)
      : policy_{policy}, key_{std::move(key)}, clock_{clock}, random_{random} {}

  Task<Ticket> open(db::Tx&, NewSession);
  /// The token as one of ours, whether spent or live, with all that a refresh asks; nothing for forged ones and for
  /// sessions that ended. Reads only, so garbage never reaches the writer.
  Task<std::optional<Presented>> present(db::Database&, std::string text);
  /// The usual case: a live token of a live session.
  bool rotates(const Presented&) const;
  /// Such a one by a statement that refreshes of the same moment share. Refused only means that its session changed
  /// since it was read, or is being changed: refresh() decides.
  Task<Refresh> rotate(db::Database&, Presented, std::string address);
  /// Rotates, repeats or ends. The answer is a verdict and not a Result: ending a reused session must be committed.
  Task<Refresh> refresh(db::Tx&, RefreshToken genuine, std::string address);
  Task<std::optional<Holder>> holder(db::Database&, SessionId);
  /// The same for what is decided by it, once the account is locked: nobody can end the session until this transaction
  /// ends, so no sign-out that was acknowledged is overtaken.
  Task<std::optional<Holder>> hold(db::Tx&, SessionId);

  /// Those alive, the most lately seen first.
  Task<std::vector<Device>> list(db::Conn&, UserId);
  /// Those not yet deleted, for the account's export.
  Task<std::vector<HeldSession>> held(db::Conn&, UserId);
  /// The password was proven again, by a session that is held.
  Task<void> authenticate_again(db::Tx&, SessionId);

  /// Whose it was; nothing if it had ended already.
  Task<std::optional<UserId>> end(db::Tx&, SessionId);
  /// False unless it is a session of this account.
  Task<bool> end_of(db::Tx&, SessionId, UserId);
  /// How many ended.
  Task<std::int64_t> end_all(db::Tx&, UserId);
  Task<std::int64_t> end_others(db::Tx&, UserId, SessionId kept);
  /// Deletes the oldest of the expired rows.
  Task<db::Swept> delete_expired(db::Tx&, db::Batch);

  const SessionPolicy& policy() const noexcept { return policy_; }

 private:
  Refresh rotated(const Presented&) const;
  Ticket ticket(SessionId, UserId, std::uint64_t generation, std::string_view salt) const;

  SessionPolicy policy_;
  Secret key_;
  const Clock& clock_;
  crypto::Random& random_;
};

}  // namespace foyer
