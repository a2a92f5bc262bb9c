#pragma once
// The arguments of a send_email job: which mail, and the row it is about. Never an address, a token or a text, because
// the jobs table, logs and queues are read by more eyes than a mailbox.
//   {"mail": "activation", "token": "<row id, base64url>", "user": null}

#include <optional>
#include <string>

#include "core/ids.h"
#include "platform/schema/describe.h"

namespace foyer {

inline constexpr const char* send_email_job = "send_email";

/// Template names, stored in jobs.
enum class MailKind { activation, password_reset, password_changed, account_exists };
BOOST_DESCRIBE_ENUM(MailKind, activation, password_reset, password_changed, account_exists)

struct MailOrder {
  MailKind mail = MailKind::activation;
  std::optional<std::string> token;
  std::optional<std::int64_t> user;
};
FOYER_DESCRIBE(MailOrder, mail, token, user)

/// Job arguments for a mail whose link is built from a one-time token's row.
std::string order_with_link(MailKind, TokenId);
/// Job arguments for a mail to an account.
std::string order_for(MailKind, UserId);
std::optional<TokenId> token_of(const MailOrder&);

}  // namespace foyer
