#pragma once
// The statements on audit_events and audit_head.

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <vector>

#include "audit/audit.h"

namespace foyer::audit_store {

struct Head {
  std::int64_t seq = 0;           ///< of the last event; 0: there is none
  std::optional<db::Blob> chain;  ///< nothing before the first event
  std::optional<db::Blob> seal;
};
BOOST_DESCRIBE_STRUCT(Head, (), (seq, chain, seal))

/// The head, and between which numbers there are events, as of one moment.
struct End {
  std::int64_t seq = 0;
  std::optional<db::Blob> chain;
  std::optional<db::Blob> seal;
  std::optional<std::int64_t> first;
  std::optional<std::int64_t> last;
};
BOOST_DESCRIBE_STRUCT(End, (), (seq, chain, seal, first, last))

struct Row {
  std::int64_t seq = 0;
  Time at{};
  std::string kind;
  std::optional<UserId> user;
  std::optional<db::Blob> session;
  std::string request_id;
  std::string detail;
  std::optional<std::string> facts;
  db::Blob facts_mac;
  db::Blob chain;
};
BOOST_DESCRIBE_STRUCT(Row, (), (seq, at, kind, user, session, request_id, detail, facts, facts_mac, chain))

/// Until the transaction ends, so that events come one after another.
Task<std::optional<Head>> lock_head(db::Tx&);
Task<void> set_head(db::Tx&, const Head&);
Task<void> insert(db::Tx&, const Row&);
Task<std::int64_t> forget_facts(db::Tx&, UserId);

Task<std::vector<Row>> newest(db::Conn&, const AuditFilter&);
Task<std::optional<End>> end(db::Conn&);
/// In order of seq.
Task<std::vector<Row>> between(db::Conn&, std::int64_t after, std::int64_t up_to, std::int64_t limit);
Task<std::optional<std::int64_t>> next_after(db::Conn&, std::int64_t seq);

}  // namespace foyer::audit_store
