#pragma once
// The stories of an account that is the viewer's own: move it to another address and back, close it. Owns no table;
// each story is one transaction across the leaf slices, with its mail and its audit event.
// Threads: every function may be called from any I/O thread.

#include "accounts/accounts.h"
#include "audit/audit.h"
#include "core/principal.h"
#include "devices/devices.h"
#include "guard/guard.h"
#include "passwords/passwords.h"
#include "platform/http/api.h"
#include "platform/tasks/worker.h"
#include "rights/schema.h"
#include "sessions/sessions.h"
#include "verification/verification.h"

namespace foyer {

struct RightsOptions {
  std::chrono::days erasure_wait{14};  ///< between closing an account and erasing it; a login meanwhile keeps it
};

/// What the stories are told with; all of it outlives Rights.
struct RightsParts {
  db::Database& db;
  Accounts& accounts;
  Passwords& passwords;
  Verification& verification;
  Sessions& sessions;
  Devices& devices;
  Guard& guard;
  Audit& audit;
  tasks::Worker& worker;
  const Clock& clock;
};

class Rights {
 public:
  Rights(RightsOptions options, RightsParts parts) : options_{options}, parts_{parts} {}

  Task<Result<MessageResponse>> change_email(ChangeEmailRequest, Principal, Client);
  Task<Result<MessageResponse>> confirm_email(ConfirmEmailRequest, Principal, Client);
  /// The account's password instead of an access token: the link alone must not do, because a mistyped address lets a
  /// stranger read it.
  Task<Result<MessageResponse>> confirm_email_by_password(ConfirmEmailForm, Client);
  /// The link alone does: it proves the mailbox that was the account's before.
  Task<Result<MessageResponse>> undo_email_change(UndoEmailChangeRequest, Client);
  Task<Result<MessageResponse>> close_account(Principal, Client);

 private:
  struct Confirmation {
    std::string token;
    std::optional<Principal> who;  ///< by an access token …
    std::optional<Trial> trial{};  ///< … or by a password that was right
    std::optional<std::string> proven_hash{};
    Client client;
  };

  Task<std::optional<std::string>> address_of(db::Conn&, UserId);
  Task<Result<Done>> order_change(db::Tx&, Email wanted, Principal, Client);
  Task<std::optional<Error>> note_failure(db::Tx&, UserId, Trial);
  Task<Result<std::string>> confirm(db::Tx&, Confirmation);
  Task<Result<std::string>> confirmed_before(db::Conn&, Confirmation);
  Task<Result<std::string>> undo(db::Tx&, std::string token, Client);
  Task<Result<std::string>> undone_before(db::Conn&, std::string token);
  Task<bool> take_address(db::Tx&, UserId, Email, std::optional<Time> since = std::nullopt);
  Task<Result<Time>> close(db::Tx&, Principal, Client);

  RightsOptions options_;
  RightsParts parts_;
};

class Exports;

/// The routes under /api/v1/user but the profile's.
void mount(http::Api&, Rights&, Exports&);

}  // namespace foyer
