#pragma once
// The stories of signing in: register, verify, log in, refresh, log out, see and end sessions, reset and change a
// password. Owns no table; each story is one transaction across the leaf slices, with its mail and its audit event in
// the same transaction, and is counted by the guard before it costs a hash.
// Threads: every function may be called from any I/O thread.

#include "accounts/accounts.h"
#include "audit/audit.h"
#include "auth/link_requests.h"
#include "auth/schema.h"
#include "core/principal.h"
#include "devices/devices.h"
#include "guard/guard.h"
#include "passwords/passwords.h"
#include "passwords/rules.h"
#include "platform/http/api.h"
#include "platform/http/path.h"
#include "platform/tasks/worker.h"
#include "profiles/profiles.h"
#include "sessions/access_token.h"
#include "sessions/sessions.h"
#include "verification/verification.h"

namespace foyer {

struct AuthOptions {
  /// COMPAT_REVEAL_ACCOUNTS: answer as the original did, which tells strangers who is registered.
  bool reveal_accounts = false;
  PasswordRules password_rules;
  /// Steps on which answers leave whose work could tell who is registered (see EvenAnswer); zero: at once.
  std::chrono::milliseconds hashing_step{250};  ///< failed logins, registrations
  std::chrono::milliseconds mailing_step{25};   ///< requests for mail
};

/// What the stories are told with; all of it outlives Auth.
struct AuthParts {
  db::Database& db;
  Accounts& accounts;
  Passwords& passwords;
  Verification& verification;
  Sessions& sessions;
  Profiles& profiles;
  AccessTokens& access_tokens;
  Guard& guard;
  Devices& devices;
  Audit& audit;
  LinkRequests& links;
  tasks::Worker& worker;
  const Clock& clock;
};

class Auth {
 public:
  Auth(AuthOptions options, AuthParts parts) : options_{options}, parts_{parts} {}

  Task<Result<MessageResponse>> register_account(RegisterRequest, Client);
  Task<Result<MessageResponse>> verify(VerifyRequest, Client);
  Task<Result<MessageResponse>> verify_link(http::Query<VerifyRequest>, Client);
  Task<Result<MessageResponse>> resend_verification(EmailRequest, Client);

  Task<Result<TokenResponse>> login(LoginRequest, Client);
  Task<Result<TokenResponse>> refresh(RefreshRequest, Client);
  Task<MessageResponse> logout(LogoutRequest, Client);
  Task<Result<MessageResponse>> reauthenticate(ReauthenticateRequest, Principal, Client);

  Task<Result<SessionListResponse>> list_sessions(Principal);
  Task<Result<MessageResponse>> end_session(http::Path<SessionPath>, Principal, Client);
  Task<Result<MessageResponse>> logout_all(LogoutAllRequest, Principal, Client);

  Task<Result<MessageResponse>> request_reset(EmailRequest, Client);
  Task<Result<MessageResponse>> reset_password(ResetPasswordRequest, Client);
  Task<Result<MessageResponse>> change_password(ChangePasswordRequest, Principal, Client);

  bool reveals_accounts() const noexcept { return options_.reveal_accounts; }

  /// Who presents this access token; refused unless token, session and account are good at this moment.
  Task<Result<Principal>> identify(std::string token);

 private:
  struct Failure {
    AuditEvent event;
    Trial trial;
    bool password_was_right = false;
  };
  struct Opening {
    UserId user;
    std::string proven_hash;
    std::optional<std::string> better_hash;
    Trial trial;
    NewSession session;
  };
  struct Registration {
    Email email;
    std::string hash;
    Client client;
  };
  struct Reset {
    std::string token;
    std::string hash;
    Client client;
  };
  struct NewSecret {
    Principal who;
    std::string proven_hash;
    std::string hash;
    Trial trial;
  };
  struct Proven {
    Principal who;
    Trial trial;
  };

  Task<std::optional<Error>> note_failure(db::Tx&, Failure);
  Task<Result<TokenResponse>> open(LoginRequest, Credentials, Admission);
  Task<Result<Ticket>> open_session(db::Tx&, Opening);
  Task<void> note_login(db::Tx&, const Account&, const Opening&, SessionId, std::int64_t failures);

  Task<std::optional<AccountState>> state_of(db::Conn&, Email);
  Task<Done> store_registration(db::Tx&, Registration);
  Task<Result<std::string>> activate(db::Tx&, std::string token, Client);
  Task<std::optional<Error>> request_link(TokenPurpose, Email, Client);
  Task<Result<Done>> store_reset(db::Tx&, Reset);
  Task<Result<Done>> store_change(db::Tx&, NewSecret);
  Task<Result<Done>> store_proof(db::Tx&, Proven);
  Task<Refresh> rotate(db::Tx&, RefreshToken, Client);
  Task<Done> end_by_token(db::Tx&, SessionId, Client);
  Task<bool> end_one(db::Tx&, SessionId, Principal, Client);
  Task<std::int64_t> end_many(db::Tx&, bool keep_current, Principal, Client);

  /// The 422 of a password built from the address of its own account (security.md P3).
  std::optional<Error> too_personal(const NewPassword&, std::string_view field, const Email&) const;
  TokenResponse tokens_for(const Ticket&, std::string_view group) const;

  AuthOptions options_;
  AuthParts parts_;
};

class PageSessions;
class Pages;

/// Every row of the contract under /api/v1/auth; pages answer where browsers follow mailed links.
void mount(http::Api&, Auth&, PageSessions&, Pages&);

}  // namespace foyer
