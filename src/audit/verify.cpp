#include "audit/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "audit/chain.h"
#include "core/enum_names.h"
#include "platform/crypto/encoding.h"

namespace foyer {
namespace {

namespace store = audit_store;
namespace chain = audit_chain;

constexpr std::size_t most_findings = 100;
constexpr std::int64_t batch = 1'000;

std::string_view text_of(const std::optional<db::Blob>& blob) {
  return blob ? std::string_view{blob->bytes} : std::string_view{};
}

/// Nothing if a column does not hold what only a foreign hand can have put there.
Task<std::optional<std::vector<store::Row>>> read_events(db::Conn& conn, std::int64_t after, std::int64_t up_to,
                                                         std::int64_t limit) {
  try {
    co_return co_await store::between(conn, after, up_to, limit);
  } catch (const db::BadRow&) {
  }
  co_return std::nullopt;
}

Task<std::optional<store::End>> read_end(db::Conn& conn) {
  try {
    co_return co_await store::end(conn);
  } catch (const db::BadRow&) {
  }
  co_return std::nullopt;
}

Task<void> walk(db::Conn& conn, AuditInspector& inspector, std::int64_t up_to) {
  std::int64_t limit = batch;
  while (inspector.last() < up_to) {
    const auto rows = co_await read_events(conn, inspector.last(), up_to, limit);
    if (rows && rows->empty()) co_return;
    if (rows) {
      for (const store::Row& row : *rows) inspector.look_at(row);
    } else if (limit == 1) {
      inspector.skip_unreadable((co_await store::next_after(conn, inspector.last())).value_or(up_to));
    }
    limit = rows || limit == 1 ? batch : 1;
  }
}

}  // namespace

Task<AuditReport> Audit::verify(db::Conn& conn, std::optional<AuditPoint> expected) {
  AuditInspector inspector{key_, std::move(expected)};
  auto end = co_await read_end(conn);
  for (;;) {
    co_await walk(conn, inspector, end ? end->seq : 0);
    if (!end || !inspector.waits_for_erasure()) break;
    // An account may have been erased meanwhile: then the event that says so lies behind the end we knew.
    auto newer = co_await read_end(conn);
    if (!newer || newer->seq == end->seq) break;
    end = std::move(newer);
  }
  inspector.look_at_end(end);
  co_return std::move(inspector).report();
}

void AuditInspector::look_at(const store::Row& row) {
  ++report_.events;
  expect_up_to(row.seq);
  const bool linked = is_linked(row);
  check_facts(row);
  const bool erased = row.kind == enum_name(AuditKind::user_deleted) && row.detail == "erased";
  if (linked && erased && row.user) faceless_.erase(*row.user);
  if (expected_ && expected_->seq == row.seq && expected_->hash != crypto::to_hex(row.chain.bytes)) {
    find(row.seq, "the chain does not pass through the expected hash: history was replaced");
  }
  chain_ = row.chain.bytes;
  last_ = row.seq;
}

void AuditInspector::skip_unreadable(std::int64_t seq) {
  expect_up_to(seq);
  ++report_.events;
  find(seq, "cannot be read: a column holds another type");
  chain_.reset();
  last_ = seq;
}

/// Reports what lies between the last event and this one.
void AuditInspector::expect_up_to(std::int64_t seq) {
  const std::int64_t next = last_ + 1;
  if (seq <= next) return;
  find(next, seq == next + 1 ? "is missing" : fmt::format("is missing, and so are all up to {}", seq - 1));
  chain_.reset();
}

bool AuditInspector::is_linked(const store::Row& row) {
  if (!chain_) return false;
  const std::string expected = chain::mac_of(key_, {.previous = *chain_,
                                                    .seq = row.seq,
                                                    .at = row.at,
                                                    .kind = row.kind,
                                                    .user = row.user,
                                                    .session = text_of(row.session),
                                                    .request_id = row.request_id,
                                                    .detail = row.detail,
                                                    .facts_mac = row.facts_mac.bytes});
  if (equal_in_constant_time(expected, row.chain.bytes)) return true;
  find(row.seq, "was changed, or does not follow the event before it");
  return false;
}

void AuditInspector::check_facts(const store::Row& row) {
  if (!row.facts) {
    if (row.user) {
      faceless_.try_emplace(*row.user, row.seq);
    } else {
      find(row.seq, "its address and user agent were removed");
    }
  } else if (!equal_in_constant_time(chain::mac_of_facts(key_, *row.facts), row.facts_mac.bytes)) {
    find(row.seq, "its address and user agent were changed");
  }
}

void AuditInspector::look_at_end(const std::optional<store::End>& end) {
  for (const auto& [user, seq] : faceless_) {
    find(seq, fmt::format("its address and user agent were removed, and user {} was not erased later", user.value));
  }
  if (!end) return find(0, "the head of the trail is missing or unreadable");
  expect_up_to(end->seq + 1);
  report_.head = {end->seq, crypto::to_hex(text_of(end->chain))};
  const bool used = end->seq != 0 || end->chain || end->seal;
  if (used && !equal_in_constant_time(text_of(end->seal), chain::seal_of_head(key_, end->seq, text_of(end->chain)))) {
    find(end->seq, "the head was changed: events behind it may have been removed");
  } else if (chain_ && *chain_ != text_of(end->chain)) {
    find(end->seq, "is not the event that the head was sealed with");
  }
  if (end->first && *end->first < 1) find(*end->first, "lies before the first event: it was added by a foreign hand");
  if (end->last.value_or(0) > end->seq) find(end->seq + 1, "lies behind the head: it was added by a foreign hand");
  if (expected_ && expected_->seq > end->seq) {
    find(end->seq + 1, fmt::format("the trail ends before the expected event {}: it was rolled back", expected_->seq));
  }
}

void AuditInspector::find(std::int64_t seq, std::string what) {
  if (report_.findings.size() < most_findings) report_.findings.push_back({seq, std::move(what)});
}

AuditReport AuditInspector::report() && {
  std::ranges::sort(report_.findings, {}, [](const AuditFinding& one) { return std::tie(one.seq, one.what); });
  return std::move(report_);
}

}  // namespace foyer
