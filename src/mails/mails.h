#pragma once
// Turns a send_email job into a message: reads the row it names, builds the link now, and hands it to the mailer. A
// letter that has become untrue meanwhile (a used link, an erased account) is not sent. Repeating a job sends the same
// Message-ID.

#include <string>

#include "accounts/accounts.h"
#include "mails/rendered.h"
#include "platform/mail/mailer.h"
#include "platform/tasks/worker.h"
#include "sessions/sessions.h"
#include "verification/verification.h"

namespace foyer {

struct MailOptions {
  std::string frontend_url;  ///< the only base of links; no trailing slash
  Letterhead head{};
};

/// All of it outlives Mails.
struct MailParts {
  db::Database& db;
  Accounts& accounts;
  Verification& verification;
  Sessions& sessions;
  mail::Mailer& mailer;
  const Clock& clock;
};

class Mails {
 public:
  Mails(MailOptions options, MailParts parts) : options_{std::move(options)}, parts_{parts} {}

  Task<tasks::JobOutcome> send(tasks::Job);

 private:
  Task<std::optional<Letter>> letter_with_link(db::Conn&, MailOrder, TokenId);
  Task<std::optional<Letter>> letter_to_new_address(db::Conn&, Letter, UserId mover);
  Task<std::optional<Letter>> letter_to_account(db::Conn&, MailOrder);
  Letter already_a_member(const Account&, const std::string& address) const;
  std::string forgot_link() const;
  std::string message_id(const tasks::Job&, std::string_view recipient) const;

  MailOptions options_;
  MailParts parts_;
};

}  // namespace foyer
