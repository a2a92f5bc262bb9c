#pragma once
// The stories of signing in: register, verify, log in, refresh, log out, reset and change a password. Owns no table;
// each story is one transaction across the leaf slices, with its mail in the same transaction.
// Threads: every function may be called from any I/O thread.

#include "accounts/accounts.h"
#include "auth/schema.h"
#include "core/principal.h"
#include "passwords/passwords.h"
#include "platform/http/api.h"
#include "platform/tasks/worker.h"
#include "profiles/profiles.h"
#include "sessions/access_token.h"
#include "sessions/sessions.h"
#include "verification/verification.h"

namespace foyer {

struct AuthOptions {
  /// COMPAT_REVEAL_ACCOUNTS: answer as the original did, which tells strangers who is registered.
  bool reveal_accounts = false;
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
  tasks::Worker& worker;
  const Clock& clock;
};

class Auth {
 public:
  Auth(AuthOptions options, AuthParts parts) : options_{options}, parts_{parts} {}

  Task<Result<MessageResponse>> register_account(RegisterRequest);
  Task<Result<MessageResponse>> verify(VerifyRequest);
  Task<Result<MessageResponse>> verify_link(http::Query<VerifyRequest>);
  Task<Result<MessageResponse>> resend_verification(EmailRequest);

  Task<Result<TokenResponse>> login(LoginRequest, Client);
  Task<Result<TokenResponse>> refresh(RefreshRequest, Client);
  Task<Result<MessageResponse>> logout(LogoutRequest);

  Task<Result<MessageResponse>> request_reset(EmailRequest);
  Task<Result<MessageResponse>> reset_password(ResetPasswordRequest);
  Task<Result<MessageResponse>> change_password(ChangePasswordRequest, Principal);

  /// Who presents this access token; refused unless token, session and account are good at this moment.
  Task<Result<Principal>> identify(std::string token);

 private:
  /// How a request for mail ended inside its transaction; told to the client only where accounts may be revealed.
  enum class Found { nobody, pending, active, disabled };

  struct Known {
    Account account;
    std::optional<std::string> hash;
  };
  struct Opening {
    UserId user;
    std::string proven_hash;
    std::optional<std::string> better_hash;
    NewSession session;
  };
  struct NewSecret {
    UserId user;
    SessionId kept;
    std::string proven_hash;
    std::string hash;
  };

  Task<std::optional<Known>> find_known(db::Conn&, Email);
  Task<std::optional<std::string>> find_hash(db::Conn&, UserId);
  Task<Found> store_registration(db::Tx&, Email, std::string hash);
  Task<Found> renew_activation(db::Tx&, Email);
  Task<Result<std::string>> activate(db::Tx&, std::string token);
  Task<Result<Ticket>> open_session(db::Tx&, Opening);
  Task<Found> issue_reset(db::Tx&, Email);
  Task<Result<Done>> store_reset(db::Tx&, std::string token, std::string hash);
  Task<Result<Done>> store_change(db::Tx&, NewSecret);
  TokenResponse tokens_for(const Ticket&, std::string_view group) const;
  Task<void> order_mail(db::Tx&, std::string arguments);

  AuthOptions options_;
  AuthParts parts_;
};

class Pages;

/// Every row of the contract under /api/v1/auth; pages answer where browsers follow mailed links.
void mount(http::Api&, Auth&, Pages&);

}  // namespace foyer
