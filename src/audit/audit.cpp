#include "audit/audit.h"

#include <algorithm>
#include <array>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <stdexcept>

#include "audit/chain.h"
#include "audit/facts.h"
#include "audit/store.h"
#include "core/enum_names.h"
#include "core/text.h"
#include "platform/crypto/encoding.h"
#include "platform/observe/log.h"
#include "platform/observe/metrics.h"
#include "platform/observe/trace.h"
#include "platform/schema/bind.h"

namespace foyer {
namespace {

namespace store = audit_store;
namespace chain = audit_chain;

constexpr std::size_t salt_size = 16;
constexpr std::size_t longest_detail = 64;
constexpr std::string_view erased = "erased";

std::vector<std::string_view> every_kind() {
  std::vector<std::string_view> words;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<AuditKind>>(
      [&words](auto kind) { words.emplace_back(kind.name); });
  return words;
}

metrics::Counters events{
    "foyer_audit_events_total", "Events of the audit trail, by their kind.", {"event"}, every_kind()};

constexpr std::array<std::string_view, 2> kinds_of_breaks{"cut", "no_head"};
metrics::Counters breaks{"foyer_audit_breaks_total",
                         "Events that found the audit trail broken: cut, or without its head.",
                         {"found"},
                         kinds_of_breaks};

/// Details are ours; a place that passes on what a client sent would put addresses and worse into a trail that keeps
/// everything.
bool is_machine_word(std::string_view text) noexcept {
  return text.size() <= longest_detail && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-';
         });
}

std::string readable(std::string text) { return is_utf8(text) ? std::move(text) : std::string{}; }

std::optional<db::Blob> bytes_of(const std::optional<SessionId>& session) {
  if (!session) return std::nullopt;
  return db::Blob{{session->bytes.begin(), session->bytes.end()}};
}

std::optional<SessionId> session_of(const std::optional<db::Blob>& bytes) {
  SessionId id;
  if (!bytes || bytes->bytes.size() != id.bytes.size()) return std::nullopt;
  std::ranges::copy(bytes->bytes, id.bytes.begin());
  return id;
}

/// True if the head is as the last record() left it.
bool is_sealed(const Secret& key, const store::Head& head) {
  if (head.seq == 0) return !head.chain && !head.seal;
  return head.chain && head.seal &&
         equal_in_constant_time(head.seal->bytes, chain::seal_of_head(key, head.seq, head.chain->bytes));
}

void write_line(const store::Row& row, const AuditEvent& event) {
  const std::string session = row.session ? crypto::to_base64url(row.session->bytes) : std::string{};
  const std::string at = to_rfc3339(row.at);
  log::record("audit", {{"event", row.kind},
                        event.user ? log::Field{"user", event.user->value} : log::Field{"user", ""},
                        {"source", event.address},
                        {"user_agent", event.user_agent},
                        {"session", session},
                        {"result", is_success(event.kind) ? "success" : "failure"},
                        {"detail", row.detail},
                        {"request_id", row.request_id},
                        {"trace", trace::id_of(event.trace)},
                        {"seq", row.seq},
                        {"at", at}});
}

}  // namespace

AuditEvent event_of(AuditKind kind, const Client& client, std::optional<UserId> user, std::string detail) {
  return {.kind = kind,
          .user = user,
          .address = client.address,
          .user_agent = client.user_agent,
          .request_id = client.request_id,
          .detail = std::move(detail),
          .trace = client.trace};
}

AuditEvent event_of(AuditKind kind, const Client& client, const Principal& who, std::string detail) {
  AuditEvent event = event_of(kind, client, who.user, std::move(detail));
  event.session = who.session;
  return event;
}

Task<Done> Audit::record(db::Tx& tx, AuditEvent event) {
  if (!is_machine_word(event.detail)) throw std::logic_error{"the detail of an audit event is no machine word"};
  event.address = readable(std::move(event.address));
  event.user_agent = readable(std::move(event.user_agent));
  const auto head = co_await store::lock_head(tx);
  if (!head) {
    breaks.add({"no_head"});
    throw std::runtime_error{"the audit trail has lost its head"};
  }
  const AuditFacts facts{crypto::to_base64url(random_.bytes(salt_size)), event.address, event.user_agent};
  store::Row row{.seq = head->seq + 1,
                 .at = clock_.now(),
                 .kind = std::string{enum_name(event.kind)},
                 .user = event.user,
                 .session = bytes_of(event.session),
                 .request_id = readable(std::move(event.request_id)),
                 .detail = event.detail,
                 .facts = schema::to_json(facts),
                 .facts_mac = {},
                 .chain = {}};
  row.facts_mac.bytes = chain::mac_of_facts(key_, *row.facts);
  row.chain.bytes = chain::mac_of(key_, {.previous = head->chain ? std::string_view{head->chain->bytes} : "",
                                         .seq = row.seq,
                                         .at = row.at,
                                         .kind = row.kind,
                                         .user = row.user,
                                         .session = row.session ? std::string_view{row.session->bytes} : "",
                                         .request_id = row.request_id,
                                         .detail = row.detail,
                                         .facts_mac = row.facts_mac.bytes});
  // Whoever cuts the trail cannot seal its new end. Sealing it here would do that for them, so the break stays.
  store::Head next{row.seq, row.chain, std::nullopt};
  if (is_sealed(key_, *head)) {
    next.seal = db::Blob{chain::seal_of_head(key_, row.seq, row.chain.bytes)};
  } else {
    breaks.add({"cut"});
    log::error("the audit trail does not end where it did; run: foyer audit verify", {{"seq", head->seq}});
  }
  co_await store::insert(tx, row);
  co_await store::set_head(tx, next);
  tx.after_commit([row = std::move(row), event = std::move(event)] {
    events.add({row.kind});
    if (log::keeps_records()) write_line(row, event);
  });
  co_return Done{};
}

Task<Done> Audit::forget(db::Tx& tx, UserId user) {
  co_await store::forget_facts(tx, user);
  AuditEvent event{.kind = AuditKind::user_deleted, .user = user, .detail = std::string{erased}};
  co_return co_await record(tx, std::move(event));
}

Task<std::vector<AuditRow>> Audit::list(db::Conn& conn, AuditFilter filter) {
  std::vector<AuditRow> out;
  for (auto& row : co_await store::newest(conn, filter)) {
    AuditRow shown{.seq = row.seq,
                   .at = row.at,
                   .kind = std::move(row.kind),
                   .user = row.user,
                   .session = session_of(row.session),
                   .request_id = std::move(row.request_id),
                   .detail = std::move(row.detail),
                   .address = std::nullopt,
                   .user_agent = std::nullopt};
    if (row.facts) {
      if (auto facts = schema::bind_json<AuditFacts>(*row.facts, schema::Rules{})) {
        shown.address = std::move(facts->address);
        shown.user_agent = std::move(facts->user_agent);
      }
    }
    out.push_back(std::move(shown));
  }
  co_return out;
}

}  // namespace foyer
