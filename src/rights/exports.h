#pragma once
// Owns table exports: at most one copy of everything held about an account, made by a job and sealed, because it is the
// whole viewer in one row. The first request orders it, later ones fetch it; a day after it was made it is deleted.
// Threads: every function may be called from any I/O thread.

#include "accounts/accounts.h"
#include "audit/audit.h"
#include "devices/devices.h"
#include "passwords/passwords.h"
#include "platform/archive/zip.h"
#include "platform/http/api.h"
#include "platform/http/message_response.h"
#include "platform/tasks/worker.h"
#include "profiles/profiles.h"
#include "sessions/sessions.h"
#include "verification/verification.h"

namespace foyer {

inline constexpr const char* export_job = "tasks.rights.build_export";

/// All of it outlives Exports.
struct ExportParts {
  db::Database& db;
  Accounts& accounts;
  Passwords& passwords;
  Verification& verification;
  Sessions& sessions;
  Profiles& profiles;
  Devices& devices;
  Audit& audit;
  tasks::Worker& worker;
  const Clock& clock;
  crypto::Random& random;
  std::string service;  ///< whose data the copy says it is of
};

class Exports {
 public:
  Exports(Secret key, ExportParts parts) : key_{std::move(key)}, parts_{parts} {}

  /// The ZIP, or word that it is being made. HEAD orders none and is no download.
  Task<Result<http::Eventual<MessageResponse>>> fetch(Principal, Client, http::Method);
  Task<tasks::JobOutcome> build(tasks::Job);
  /// Deletes at most `limit` exports whose time is over; how many it deleted.
  Task<std::int64_t> delete_expired(db::Tx&, std::int64_t limit);

 private:
  Task<std::optional<http::Download>> find_made(UserId);
  Task<Done> order(db::Tx&, UserId, std::string trace);
  Task<Done> note_download(db::Tx&, Principal, Client);
  Task<std::optional<std::vector<archive::File>>> collect(db::Conn&, UserId);
  Task<bool> keep(db::Tx&, UserId, Time ordered_at, db::Blob sealed, std::string trace);

  Secret key_;
  ExportParts parts_;
};

}  // namespace foyer
