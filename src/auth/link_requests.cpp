#include "auth/link_requests.h"

#include "core/enum_names.h"
#include "mails/mail_order.h"
#include "platform/crypto/digest.h"
#include "platform/crypto/encoding.h"
#include "platform/schema/bind.h"
#include "platform/schema/object.h"
#include "platform/tasks/outbox.h"

namespace foyer {

struct LinkOrder {
  TokenPurpose link = TokenPurpose::activate;
  std::string sealed;
};
FOYER_DESCRIBE(LinkOrder, link, sealed)

struct Asker {
  std::string email;
  std::string address;
  std::string user_agent;
  std::string request_id;
  std::optional<std::string> language{};
};
FOYER_DESCRIBE(Asker, email, address, user_agent, request_id, language)

namespace {

tasks::JobOutcome dead(std::string why) { return {tasks::JobOutcome::Kind::dead, std::move(why)}; }

}  // namespace

Task<Done> LinkRequests::order(db::Tx& tx, TokenPurpose purpose, Email email, Client client) {
  Asker asks{email.str(), client.address, client.user_agent, client.request_id};
  if (client.language) asks.language = tag_of(*client.language);
  const std::string asker = schema::to_json(asks);
  const std::string sealed = crypto::seal(key_, asker, enum_name(purpose), parts_.random);
  const Time now = parts_.clock.now();
  tasks::NewJob job{link_request_job, schema::to_json(LinkOrder{purpose, crypto::to_base64url(sealed)}), now,
                    std::nullopt};
  if (!client.trace.empty()) job.trace = std::move(client.trace);
  co_await tasks::enqueue(tx, std::move(job), now);
  co_return Done{};
}

Task<tasks::JobOutcome> LinkRequests::answer(tasks::Job job) {
  const auto order = schema::bind_json<LinkOrder>(job.arguments, schema::Rules{});
  const auto sealed = order ? crypto::from_base64url(order->sealed) : std::nullopt;
  const auto opened = sealed ? crypto::unseal(key_, *sealed, enum_name(order->link)) : std::nullopt;
  if (!opened) co_return dead("the arguments are not a link request of this server");
  auto asker = schema::bind_json<Asker>(opened->reveal(), schema::Rules{});
  const auto email = asker ? Email::from(asker->email) : std::unexpected(Violation{});
  if (!email) co_return dead("the sealed address is not one we send to");
  Client client{std::move(asker->address), std::move(asker->user_agent), std::move(asker->request_id),
                job.trace.value_or("")};
  if (asker->language) client.language = language_of(*asker->language);
  const bool resets = order->link == TokenPurpose::reset_password;
  const auto issue = resets ? &LinkRequests::issue_reset : &LinkRequests::renew_activation;
  co_await parts_.db.transact(*this, issue, *email, std::move(client));
  co_return tasks::JobOutcome{};
}

Task<Done> LinkRequests::issue_reset(db::Tx& tx, Email email, Client client) {
  const auto account = co_await parts_.accounts.find(tx.conn(), std::move(email));
  if (!account || account->state != AccountState::active) co_return Done{};
  TokenRequest request{TokenPurpose::reset_password, account->id, account->email};
  const TokenId token = co_await parts_.verification.issue(tx, std::move(request));
  co_await order_mail(tx, order_with_link(MailKind::password_reset, token), parts_.clock.now(), client);
  AuditEvent event = event_of(AuditKind::authn_password_reset_request, client, account->id);
  co_return co_await parts_.audit.record(tx, std::move(event));
}

Task<Done> LinkRequests::renew_activation(db::Tx& tx, Email email, Client client) {
  const auto account = co_await parts_.accounts.find(tx.conn(), std::move(email));
  if (!account || account->state != AccountState::pending) co_return Done{};
  auto hash = co_await parts_.passwords.find_undisputed(tx.conn(), account->id);
  TokenRequest request{TokenPurpose::activate, account->id, account->email, std::move(hash)};
  const TokenId token = co_await parts_.verification.issue(tx, std::move(request));
  co_await order_mail(tx, order_with_link(MailKind::activation, token), parts_.clock.now(), client);
  AuditEvent event = event_of(AuditKind::authn_token_created, client, account->id, "activate");
  co_return co_await parts_.audit.record(tx, std::move(event));
}

}  // namespace foyer
