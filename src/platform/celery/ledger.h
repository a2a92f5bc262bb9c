#pragma once
// The messages one worker answers for, from being reserved until Redis knows how they ended. Pure: no I/O, no clock.
//   scheduled -> ready -> running -> ending -> gone
// Not thread-safe.

#include <array>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/clock.h"
#include "platform/celery/message.h"

namespace foyer::celery {

struct Held {
  enum class State { scheduled, ready, running, ending };

  TaskMessage message;
  int deliveries = 1;
  State state = State::ready;
  Time started{};  ///< while running
};

class Ledger {
 public:
  bool holds(const std::string& tag) const { return held_.contains(tag); }
  Held* find(const std::string& tag) noexcept;
  std::size_t count(Held::State state) const noexcept { return counts_[static_cast<std::size_t>(state)]; }

  /// Scheduled if its time is to come, ready otherwise. The tag must not be held.
  Held& add(TaskMessage, int deliveries, Time now);
  /// What was scheduled until now becomes ready, in the order of its times.
  void release_due(Time now);
  /// When release_due() will find something; nothing if nothing is scheduled.
  std::optional<Time> next_due() const;
  /// The ready one that waited longest; it stays ready until it is marked. Nothing if none is.
  Held* first_ready();
  void mark(Held&, Held::State);
  void forget(const std::string& tag);

  /// Oldest first is not promised.
  std::vector<const Held*> in_state(Held::State) const;
  std::vector<const Held*> all() const;
  std::vector<Held*> with_id(std::string_view task_id);
  std::vector<std::string> tags() const;

 private:
  std::size_t& counter(Held::State state) { return counts_[static_cast<std::size_t>(state)]; }

  std::unordered_map<std::string, std::unique_ptr<Held>> held_;
  std::multimap<Time, std::string> schedule_;  ///< may name what is gone
  std::deque<std::string> queue_;              ///< may name what is gone
  std::array<std::size_t, 4> counts_{};
};

}  // namespace foyer::celery
