#include "mails/mail_order.h"

#include <algorithm>

#include "platform/crypto/encoding.h"
#include "platform/schema/object.h"
#include "platform/tasks/outbox.h"

namespace foyer {
namespace {

template <class Id>
std::string text_of(const Id& id) {
  return crypto::to_base64url({reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()});
}

template <class Id>
std::optional<Id> id_of(const std::optional<std::string>& text) {
  const auto bytes = text ? crypto::from_base64url(*text) : std::nullopt;
  Id id;
  if (!bytes || bytes->size() != id.bytes.size()) return std::nullopt;
  std::ranges::copy(*bytes, id.bytes.begin());
  return id;
}

}  // namespace

MailOrder order_with_link(MailKind kind, TokenId id) { return {.mail = kind, .token = text_of(id)}; }

MailOrder order_for(MailKind kind, UserId user) { return {.mail = kind, .user = user.value}; }

MailOrder order_about(MailKind kind, UserId user, SessionId session) {
  return {.mail = kind, .user = user.value, .session = text_of(session)};
}

std::optional<TokenId> token_of(const MailOrder& order) { return id_of<TokenId>(order.token); }

std::optional<SessionId> session_of(const MailOrder& order) { return id_of<SessionId>(order.session); }

Task<void> order_mail(db::Tx& tx, MailOrder order, Time now, const Client& client) {
  if (client.language) order.language = tag_of(*client.language);
  tasks::NewJob job{send_email_job, schema::to_json(order), now, std::nullopt};
  if (!client.trace.empty()) job.trace = client.trace;
  co_await tasks::enqueue(tx, std::move(job), now);
}

}  // namespace foyer
