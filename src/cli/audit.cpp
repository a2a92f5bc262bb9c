#include <fmt/format.h>

#include <charconv>

#include "app/audit_admin.h"
#include "cli/commands.h"
#include "cli/table.h"
#include "core/enum_names.h"
#include "platform/crypto/encoding.h"
#include "platform/schema/object.h"

namespace foyer::cli {
namespace {

struct EventLine {
  std::int64_t seq = 0;
  Time at{};
  std::string event;
  std::optional<UserId> user;
  std::optional<std::string> session;
  std::optional<std::string> source;
  std::optional<std::string> user_agent;
  std::string request_id;
  std::string detail;
};
FOYER_DESCRIBE(EventLine, seq, at, event, user, session, source, user_agent, request_id, detail)

struct FindingLine {
  std::int64_t seq = 0;
  std::string what;
};
FOYER_DESCRIBE(FindingLine, seq, what)

struct VerdictLine {
  bool whole = false;
  std::int64_t events = 0;
  std::string head;
  std::vector<FindingLine> findings;
};
FOYER_DESCRIBE(VerdictLine, whole, events, head, findings)

EventLine line_of(AuditRow row) {
  std::optional<std::string> session;
  if (row.session) {
    session =
        crypto::to_base64url({reinterpret_cast<const char*>(row.session->bytes.data()), row.session->bytes.size()});
  }
  return {row.seq,
          row.at,
          std::move(row.kind),
          row.user,
          std::move(session),
          std::move(row.address),
          std::move(row.user_agent),
          std::move(row.request_id),
          std::move(row.detail)};
}

/// SEQ:HASH as verify prints it.
std::optional<AuditPoint> point_of(const std::string& text) {
  if (text.empty()) return std::nullopt;
  AuditPoint point;
  const auto colon = text.find(':');
  const char* end = text.data() + std::min(colon, text.size());
  const auto [stop, error] = std::from_chars(text.data(), end, point.seq);
  if (colon != std::string::npos) point.hash = text.substr(colon + 1);
  const auto bytes = crypto::from_hex(point.hash);
  const bool good =
      error == std::errc{} && stop == end && point.seq >= 0 && bytes && bytes->size() == (point.seq == 0 ? 0 : 32);
  if (!good) throw Failure{2, fmt::format("'{}' is no SEQ:HASH as foyer audit verify prints it", text)};
  return point;
}

}  // namespace

void audit_list(const AuditList& wanted) {
  AuditFilter filter{.limit = wanted.limit + 1};
  if (wanted.user) filter.user = UserId{*wanted.user};
  if (!wanted.kind.empty()) {
    filter.kind = enum_from<AuditKind>(wanted.kind);
    if (!filter.kind) throw Failure{2, fmt::format("'{}' is no event that is recorded", wanted.kind)};
  }
  const app::Settings settings = load_settings();
  app::AuditAdmin admin{settings};
  std::vector<EventLine> lines;
  for (auto& row : admin.list(filter)) lines.push_back(line_of(std::move(row)));
  cut(lines, wanted.limit);
  if (wanted.json) return print_line(schema::to_json(lines));
  std::vector<std::vector<std::string>> rows;
  for (const auto& line : lines) {
    rows.push_back({std::to_string(line.seq), to_rfc3339(line.at), line.event,
                    line.user ? std::to_string(line.user->value) : "", line.source.value_or("forgotten"), line.detail,
                    line.request_id});
  }
  print_table({"SEQ", "AT", "EVENT", "USER", "SOURCE", "DETAIL", "REQUEST"}, rows);
}

void audit_verify(const std::string& expected, bool json) {
  const auto point = point_of(expected);
  const app::Settings settings = load_settings();
  app::AuditAdmin admin{settings};
  const AuditReport report = admin.verify(point);
  VerdictLine verdict{.whole = report.findings.empty(),
                      .events = report.events,
                      .head = fmt::format("{}:{}", report.head.seq, report.head.hash),
                      .findings = {}};
  for (const auto& finding : report.findings) verdict.findings.push_back({finding.seq, finding.what});
  if (json) {
    print_line(schema::to_json(verdict));
  } else {
    for (const auto& finding : report.findings) {
      print_line(finding.seq == 0 ? finding.what : fmt::format("event {}: {}", finding.seq, finding.what));
    }
    if (report.head.seq > 0 || verdict.whole)
      print_line(fmt::format("{} events, head {}", report.events, verdict.head));
  }
  if (!verdict.whole) throw Failure{1, "the audit trail is broken"};
}

}  // namespace foyer::cli
