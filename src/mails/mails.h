#pragma once
// Turns a send_email job into a message: reads the row it names, builds the link now, and hands it to the mailer. A
// link that was used or expired meanwhile is not sent. Repeating a job sends the same Message-ID.

#include <map>
#include <string>

#include "accounts/accounts.h"
#include "mails/mail_order.h"
#include "platform/mail/mailer.h"
#include "platform/tasks/worker.h"
#include "verification/verification.h"

namespace foyer {

struct MailOptions {
  std::string frontend_url;  ///< the only base of links; no trailing slash
  std::string service = "Foyer";
};

class Mails {
 public:
  Mails(MailOptions options, db::Database& database, Accounts& accounts, Verification& verification,
        mail::Mailer& mailer, const Clock& clock)
      : options_{std::move(options)},
        db_{database},
        accounts_{accounts},
        verification_{verification},
        mailer_{mailer},
        clock_{clock} {}

  Task<tasks::JobOutcome> send(tasks::Job);

 private:
  struct Letter {
    std::string to;
    std::map<std::string, std::string> values;
  };

  Task<std::optional<Letter>> letter_with_link(db::Conn&, TokenId);
  Task<std::optional<Letter>> letter_for(db::Conn&, UserId);
  std::string message_id(const tasks::Job&, std::string_view recipient) const;

  MailOptions options_;
  db::Database& db_;
  Accounts& accounts_;
  Verification& verification_;
  mail::Mailer& mailer_;
  const Clock& clock_;
};

}  // namespace foyer
