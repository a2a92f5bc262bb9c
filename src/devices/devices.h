#pragma once
// Owns table known_devices: from which sources and with which devices an account was signed in to. Only MACs are kept.
// Invariant: only a login with the right password, or a reset by a mailed link, adds to it.
// Threads: every function may be called from any I/O thread.

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/email.h"
#include "core/ids.h"
#include "core/secret.h"
#include "platform/db/database.h"
#include "platform/db/sweep.h"

namespace foyer {

/// What one login shows of itself.
struct Sighting {
  UserId user;
  std::string source;  ///< see source_of
  std::string device;  ///< user agent and device name
};

/// All that can be told of a sighting: what it was seen from is a MAC.
struct HeldSighting {
  Time last_login_at{};
};
BOOST_DESCRIBE_STRUCT(HeldSighting, (), (last_login_at))

enum class Familiarity { known, unknown, first };

class Devices {
 public:
  Devices(Secret key, const Clock& clock) : key_{std::move(key)}, clock_{clock} {}

  /// True if the account of this address was signed in to from this source within 30 days; the same single statement
  /// whether or not there is such an account.
  Task<bool> knows_source(db::Conn&, Email, std::string source);
  /// Notes a login and says whether source and device had both been seen before.
  Task<Familiarity> remember(db::Tx&, Sighting);
  /// From now on the source has guesses of its own (security.md L3); what signs in there is still a new device.
  Task<void> remember_source(db::Tx&, UserId, std::string source);
  /// Where the account was signed in from means nothing any more: a thief did.
  Task<void> forget(db::Tx&, UserId);
  /// The newest 1,000, for the account's export.
  Task<std::vector<HeldSighting>> held(db::Conn&, UserId);
  /// Deletes sightings older than 400 days.
  Task<db::Swept> delete_old(db::Tx&, db::Batch);

 private:
  db::Blob fingerprint(std::string_view kind, std::string_view what) const;

  Secret key_;
  const Clock& clock_;
};

}  // namespace foyer
