#pragma once
// The rules of a whole trail, event by event. Pure.

#include <map>
#include <optional>

#include "audit/audit.h"
#include "audit/store.h"

namespace foyer {

class AuditInspector {
 public:
  AuditInspector(const Secret& key, std::optional<AuditPoint> expected) : key_{key}, expected_{std::move(expected)} {}

  /// The events in order of seq, each once.
  void look_at(const audit_store::Row&);
  /// An event that is there and has not the types of one.
  void skip_unreadable(std::int64_t seq);
  /// After every event up to `end.seq`.
  void look_at_end(const std::optional<audit_store::End>& end);
  /// True while facts are missing that an event further on may explain.
  bool waits_for_erasure() const noexcept { return !faceless_.empty(); }
  /// The event looked at last; 0 before the first.
  std::int64_t last() const noexcept { return last_; }

  AuditReport report() &&;

 private:
  void expect_up_to(std::int64_t seq);
  bool is_linked(const audit_store::Row&);
  void check_facts(const audit_store::Row&);
  void find(std::int64_t seq, std::string what);

  const Secret& key_;
  std::optional<AuditPoint> expected_;
  AuditReport report_;
  std::int64_t last_ = 0;
  std::optional<std::string> chain_ = "";  ///< of the last event; nothing behind a gap
  std::map<UserId, std::int64_t> faceless_;
};

}  // namespace foyer
