#include "guard/guard.h"

#include "platform/limits/source.h"

namespace foyer {

Task<std::optional<Error>> Guard::admit_registration(Email email, Client client) {
  // A count of its own: requests to send a link again, which anyone can make, must not keep an address from
  // registering.
  std::vector<Use> uses{{options_.registration, source_of(client.address)},
                        {options_.mails_hourly, "register|" + email.str()},
                        {options_.mails_daily, "register|" + email.str()}};
  co_return co_await admit(std::move(uses), std::move(client));
}

Task<std::optional<Error>> Guard::admit_mail_request(std::string kind, Email email, Client client) {
  const std::string subject = kind + '|' + email.str();
  std::vector<Use> uses{{options_.mail_requests, source_of(client.address)},
                        {options_.mails_hourly, subject},
                        {options_.mails_daily, subject}};
  co_return co_await admit(std::move(uses), std::move(client));
}

Task<std::optional<Error>> Guard::admit_token_try(Client client) {
  std::vector<Use> uses{{options_.token_tries, source_of(client.address)}};
  co_return co_await admit(std::move(uses), std::move(client));
}

Task<Result<Guess>> Guard::admit_login(db::Tx& tx, Email email, Client client) {
  std::vector<Use> uses{{options_.login, source_of(client.address)}};
  auto refusal = co_await take_all(tx, std::move(uses), client);
  if (refusal) co_return refuse(std::move(*refusal));
  co_return co_await admit_guess(tx, std::move(email), std::move(client));
}

Task<Result<Guess>> Guard::admit_guess(db::Tx& tx, Email email, Client client) {
  std::string source = source_of(client.address);
  const bool known = co_await parts_.devices.knows_source(tx.conn(), email, source);
  if (!known) source.clear();
  auto guessing = co_await parts_.guesses.count(tx, std::move(email), std::move(source));
  if (guessing.granted) co_return std::move(*guessing.granted);
  const GuessPolicy& policy = parts_.guesses.policy();
  const Limit told{"password", policy.free, std::chrono::minutes{15}};
  co_return refuse(too_many(told, guessing.retry_after));
}

Task<std::optional<Error>> Guard::admit(std::vector<Use> uses, Client client) {
  co_return co_await parts_.db.note(*this, &Guard::take_all, std::move(uses), std::move(client));
}

Task<std::optional<Error>> Guard::take_all(db::Tx& tx, std::vector<Use> uses, Client client) {
  for (Use& use : uses) {
    const Allowance allowance = co_await parts_.limits.take(tx, use.limit, std::move(use.subject));
    if (allowance.granted) continue;
    if (allowance.first_refusal) {
      co_await parts_.audit.record(
          tx, event_of(AuditKind::excess_rate_limit_exceeded, client, std::nullopt, use.limit.name));
    }
    co_return too_many(use.limit, allowance.retry_after);
  }
  co_return std::nullopt;
}

}  // namespace foyer
