#include "rights/exports.h"

#include <fmt/format.h>

#include "mails/mail_order.h"
#include "platform/crypto/digest.h"
#include "platform/schema/bind.h"
#include "platform/tasks/outbox.h"
#include "rights/exports_store.h"
#include "rights/rules.h"

namespace foyer {

/// The arguments of export_job.
struct ExportOrder {
  std::int64_t user = 0;
  std::int64_t ordered_at = 0;  ///< milliseconds since the epoch
};
FOYER_DESCRIBE(ExportOrder, user, ordered_at)

namespace {

namespace store = exports_store;

constexpr std::chrono::hours export_stays{24};
/// An order that was not fulfilled by then may be given again.
constexpr std::chrono::hours order_stands{1};

/// Ties what is sealed to its row.
std::string place_of(UserId user) { return fmt::format("exports|{}", user.value); }

std::string file_name(Time ordered_at) {
  return fmt::format("foyer-export-{}.zip", to_rfc3339(ordered_at).substr(0, 10));
}

}  // namespace

Task<Result<http::Eventual<MessageResponse>>> Exports::fetch(Principal who, Client client, http::Method method) {
  if (!is_fresh(who.authenticated_at, parts_.clock.now())) co_return refuse(Errc::reauthentication_required);
  auto made = co_await find_made(who.user);
  const bool only_asks = method == http::Method::head;
  if (made) {
    if (!only_asks) co_await parts_.db.transact(*this, &Exports::note_download, std::move(who), std::move(client));
    co_return http::Eventual<MessageResponse>{std::move(*made)};
  }
  if (!only_asks) {
    co_await parts_.db.transact(*this, &Exports::order, who.user, std::move(client.trace));
    parts_.worker.wake();
  }
  co_return http::Eventual<MessageResponse>{
      MessageResponse{"Your data is being collected. Ask again in a moment; a mail tells you when it is ready."}};
}

/// One that this server's secret does not open counts as none.
Task<std::optional<http::Download>> Exports::find_made(UserId user) {
  const auto row = co_await parts_.db.read(&store::find, user, parts_.clock.now());
  if (!row || !row->sealed) co_return std::nullopt;
  const auto opened = crypto::unseal(key_, row->sealed->bytes, place_of(user));
  if (!opened) {
    co_await parts_.db.transact(&store::remove, user);
    co_return std::nullopt;
  }
  co_return http::Download{std::string{opened->reveal()}, "application/zip", file_name(row->ordered_at)};
}

Task<Done> Exports::order(db::Tx& tx, UserId user, std::string trace) {
  const Time now = parts_.clock.now();
  if (!co_await store::insert(tx, user, now, now + order_stands)) co_return Done{};
  const std::int64_t at = now.time_since_epoch().count();
  tasks::NewJob job{export_job, schema::to_json(ExportOrder{user.value, at}), now,
                    fmt::format("export:{}:{}", user.value, at)};
  if (!trace.empty()) job.trace = std::move(trace);
  co_await tasks::enqueue(tx, std::move(job), now);
  co_return Done{};
}

Task<Done> Exports::note_download(db::Tx& tx, Principal who, Client client) {
  co_return co_await parts_.audit.record(tx, event_of(AuditKind::data_exported, client, who));
}

Task<tasks::JobOutcome> Exports::build(tasks::Job job) {
  const auto order = schema::bind_json<ExportOrder>(job.arguments, schema::Rules{});
  if (!order) co_return tasks::JobOutcome{tasks::JobOutcome::Kind::dead, "the arguments are not an export order"};
  const UserId user{order->user};
  const Time ordered_at{std::chrono::milliseconds{order->ordered_at}};
  const auto row = co_await parts_.db.read(&store::find, user, parts_.clock.now());
  const bool stands = row && !row->sealed && row->ordered_at == ordered_at;
  const auto files = stands ? co_await parts_.db.read(*this, &Exports::collect, user) : std::nullopt;
  if (!files) co_return tasks::JobOutcome{.why = "nobody waits for it any more"};
  const std::string packed = archive::zip(*files, parts_.clock.now());
  db::Blob sealed{crypto::seal(key_, packed, place_of(user), parts_.random)};
  co_await parts_.db.transact(*this, &Exports::keep, user, ordered_at, std::move(sealed), job.trace.value_or(""));
  parts_.worker.wake();
  co_return tasks::JobOutcome{};
}

Task<bool> Exports::keep(db::Tx& tx, UserId user, Time ordered_at, db::Blob sealed, std::string trace) {
  const Time now = parts_.clock.now();
  if (!co_await store::fulfil(tx, user, ordered_at, sealed, now + export_stays)) co_return false;
  Client nobody;  // asked for it now: a job did
  nobody.trace = std::move(trace);
  co_await order_mail(tx, order_for(MailKind::export_ready, user), now, nobody);
  co_return true;
}

Task<std::int64_t> Exports::delete_expired(db::Tx& tx, std::int64_t limit) {
  co_return co_await store::remove_expired(tx, parts_.clock.now(), limit);
}

}  // namespace foyer
