#pragma once
// "Send me a link": a request leaves one job behind and nothing else, so it costs the same whether the address belongs
// to nobody, to a pending, an active or a disabled account. Only the job looks, issues the token and orders the mail.
// Its arguments hold the address sealed: the jobs table is read by more eyes than the users table.
//   {"link": "reset_password", "sealed": "<base64url of nonce | ciphertext | tag>"}
// They are emptied when it was answered; one that died or was cancelled is deleted a day later (auth/cleanup.cpp).

#include "accounts/accounts.h"
#include "audit/audit.h"
#include "passwords/passwords.h"
#include "platform/crypto/random.h"
#include "platform/tasks/worker.h"
#include "verification/verification.h"

namespace foyer {

inline constexpr const char* link_request_job = "tasks.auth.answer_link_request";

struct LinkRequestParts {
  db::Database& db;
  Accounts& accounts;
  Passwords& passwords;
  Verification& verification;
  Audit& audit;
  const Clock& clock;
  crypto::Random& random;
};

class LinkRequests {
 public:
  LinkRequests(Secret key, LinkRequestParts parts) : key_{std::move(key)}, parts_{parts} {}

  /// `purpose` is activate or reset_password.
  Task<Done> order(db::Tx&, TokenPurpose purpose, Email, Client);
  Task<tasks::JobOutcome> answer(tasks::Job);

 private:
  Task<Done> issue_reset(db::Tx&, Email, Client);
  Task<Done> renew_activation(db::Tx&, Email, Client);

  Secret key_;
  LinkRequestParts parts_;
};

}  // namespace foyer
