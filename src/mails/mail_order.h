#pragma once
// The arguments of a send_email job: which mail, and the row it is about. Never an address, a token or a text, because
// the jobs table, logs and queues are read by more eyes than a mailbox.
//   {"mail": "activation", "token": "<row id, base64url>", "user": null, "session": null, "language": "uk"}

#include <optional>
#include <string>

#include "core/principal.h"
#include "platform/db/database.h"
#include "platform/schema/describe.h"

namespace foyer {

inline constexpr const char* send_email_job = "send_email";

/// Template names, stored in jobs.
enum class MailKind {
  activation,  ///< or, when the address turns out to be taken, account_exists
  password_reset,
  password_changed,
  account_exists,
  new_device,       ///< about a session
  session_reuse,    ///< a spent refresh token came back and its session was ended
  email_confirm,    ///< to the new address; account_exists if that is taken
  email_changed,    ///< to the old address, with the link that undoes it
  email_undone,     ///< to the old address, with a link to choose a password: the account has none now
  account_closing,  ///< will be erased
  account_kept,     ///< a login during the cooling-off kept it
  export_ready,
};
BOOST_DESCRIBE_ENUM(MailKind, activation, password_reset, password_changed, account_exists, new_device, session_reuse,
                    email_confirm, email_changed, email_undone, account_closing, account_kept, export_ready)

struct MailOrder {
  MailKind mail = MailKind::activation;
  std::optional<std::string> token{};
  std::optional<std::int64_t> user{};
  std::optional<std::string> session{};
  std::optional<std::string> language{};  ///< of whoever caused it, known account or not
};
FOYER_DESCRIBE(MailOrder, mail, token, user, session, language)

/// A mail whose link is built from a one-time token's row.
MailOrder order_with_link(MailKind, TokenId);
/// A mail to an account.
MailOrder order_for(MailKind, UserId);
/// A mail to an account about one of its sessions.
MailOrder order_about(MailKind, UserId, SessionId);
std::optional<TokenId> token_of(const MailOrder&);
std::optional<SessionId> session_of(const MailOrder&);

/// Puts a send_email job into the outbox of this transaction. Of the client, its language and trace go along.
Task<void> order_mail(db::Tx&, MailOrder, Time now, const Client&);

}  // namespace foyer
