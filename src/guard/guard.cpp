#include "guard/guard.h"

#include <fmt/format.h>

#include "platform/limits/source.h"

namespace foyer {

Task<std::optional<Error>> Guard::admit_registration(Client client) {
  std::vector<Use> uses{{options_.registration, source_of(client.address)}};
  co_return co_await admit(std::move(uses), std::move(client));
}

Task<std::optional<Error>> Guard::admit_mail(std::string kind, Email email, Client client) {
  const std::string subject = kind + '|' + email.str();
  std::vector<Use> uses{{options_.mails_hourly, subject}, {options_.mails_daily, subject}};
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

Task<bool> Guard::may_notify(db::Tx& tx, std::string kind, UserId user) {
  const std::string subject = fmt::format("{}|user {}", kind, user.value);
  for (const Limit& limit : {options_.mails_hourly, options_.mails_daily}) {
    const auto allowance = co_await parts_.limits.take(tx, limit, subject);
    if (!allowance.granted) co_return false;
  }
  co_return true;
}

Task<Result<Admission>> Guard::admit_login(Email email, Client client) {
  Use use{options_.login, source_of(client.address)};
  if (parts_.shared != nullptr) {
    std::vector<Use> uses{std::move(use)};
    auto refusal = co_await admit_shared(std::move(uses), client);
    if (refusal) co_return refuse(std::move(*refusal));
    co_return co_await admit_guess(std::move(email), std::move(client));
  }
  InFlight::Hold hold = logins_.hold(use.subject);
  Prospect seen = co_await parts_.db.read(*this, &Guard::look_at_login, use, hold.others(), std::move(email));
  if (seen.standing.used >= use.limit.quota) {
    // Taken all the same: the first refusal of a window is audited.
    std::vector<Use> uses{use};
    auto refusal = co_await admit(std::move(uses), client);
    co_return refuse(refusal ? std::move(*refusal) : too_many(use.limit, std::chrono::seconds{1}));
  }
  if (seen.standing.used + hold.others() >= use.limit.quota) {
    co_return refuse(too_many(use.limit, std::max(seen.standing.ends_in, std::chrono::seconds{1})));
  }
  auto admission = admission_of(std::move(seen.guessing), std::move(client));
  if (admission) {
    admission->trial.use = std::move(use);
    admission->use = std::move(hold);
  }
  co_return admission;
}

/// One reading, but no shared snapshot: a guess is looked for after it was held, or one that ends in between is counted
/// not at all (security.md L1).
Task<Guard::Prospect> Guard::look_at_login(db::Conn& conn, Use use, std::int64_t others, Email email) {
  Prospect seen{.standing = co_await parts_.limits.standing(conn, use.limit, use.subject), .guessing = {}};
  // A login that will be refused holds no guess meanwhile: it would count against those who may still try.
  if (seen.standing.used + others < use.limit.quota) {
    seen.guessing = co_await weigh(conn, std::move(email), std::move(use.subject));
  }
  co_return seen;
}

Task<Result<Admission>> Guard::admit_guess(Email email, Client client) {
  auto guessing = co_await parts_.db.read(*this, &Guard::weigh, std::move(email), source_of(client.address));
  co_return admission_of(std::move(guessing), std::move(client));
}

Result<Admission> Guard::admission_of(Guessing guessing, Client client) const {
  if (!guessing.verdict.granted) return refuse(refusal_of(guessing.verdict));
  Trial trial{.guess = std::move(guessing.guess), .use = std::nullopt, .client = std::move(client)};
  return Admission{.trial = std::move(trial), .guess = std::move(guessing.hold), .use = {}};
}

Task<Guessing> Guard::weigh(db::Conn& conn, Email email, std::string source) {
  const bool known = co_await parts_.devices.knows_source(conn, email, source);
  if (!known) source.clear();
  co_return co_await parts_.guesses.reserve(conn, std::move(email), std::move(source));
}

Task<Counted> Guard::count_wrong(db::Tx& tx, Trial trial) {
  auto refusal = co_await take_use_of(tx, trial);
  if (refusal) co_return Counted{std::move(refusal)};
  co_return counted(co_await parts_.guesses.fail(tx, std::move(trial.guess)));
}

Task<Counted> Guard::count_right(db::Tx& tx, Trial trial) {
  auto refusal = co_await take_use_of(tx, trial);
  if (refusal) co_return Counted{std::move(refusal)};
  co_return counted(co_await parts_.guesses.prove(tx, std::move(trial.guess)));
}

Task<std::optional<Error>> Guard::take_use_of(db::Tx& tx, Trial& trial) {
  if (!trial.use) co_return std::nullopt;
  co_return co_await take(tx, std::move(*trial.use), trial.client);
}

Counted Guard::counted(const GuessOutcome& outcome) const {
  Counted out{.refusal = std::nullopt, .failures = outcome.failures};
  if (!outcome.verdict.granted) out.refusal = refusal_of(outcome.verdict);
  return out;
}

Error Guard::refusal_of(const GuessVerdict& verdict) const {
  // Of no window: these are consecutive ones.
  const Limit told{"password", parts_.guesses.policy().free, std::chrono::seconds{0}};
  return too_many(told, verdict.retry_after);
}

Task<std::optional<Error>> Guard::admit(std::vector<Use> uses, Client client) {
  if (parts_.shared != nullptr) co_return co_await admit_shared(std::move(uses), std::move(client));
  co_return co_await parts_.db.note(*this, &Guard::take_all, std::move(uses), std::move(client));
}

Task<std::optional<Error>> Guard::admit_shared(std::vector<Use> uses, Client client) {
  for (Use& use : uses) {
    const Allowance allowance = co_await parts_.shared->take(use.limit, std::move(use.subject));
    if (allowance.granted) continue;
    if (allowance.first_refusal) {
      co_await parts_.db.transact(*this, &Guard::note_refusal, use.limit.name, std::move(client));
    }
    co_return too_many(use.limit, allowance.retry_after);
  }
  co_return std::nullopt;
}

Task<Done> Guard::note_refusal(db::Tx& tx, std::string limit, Client client) {
  co_return co_await parts_.audit.record(
      tx, event_of(AuditKind::excess_rate_limit_exceeded, client, std::nullopt, std::move(limit)));
}

Task<std::optional<Error>> Guard::take_all(db::Tx& tx, std::vector<Use> uses, Client client) {
  for (Use& use : uses) {
    auto refusal = co_await take(tx, std::move(use), client);
    if (refusal) co_return refusal;
  }
  co_return std::nullopt;
}

Task<std::optional<Error>> Guard::take(db::Tx& tx, Use use, const Client& client) {
  const Allowance allowance = co_await parts_.limits.take(tx, use.limit, std::move(use.subject));
  if (allowance.granted) co_return std::nullopt;
  if (allowance.first_refusal) co_await note_refusal(tx, use.limit.name, client);
  co_return too_many(use.limit, allowance.retry_after);
}

}  // namespace foyer
