#pragma once
// One thread of a run: its connections, its part of the arrivals, its figures.
//
// With a rate, a request that is due takes a free connection, opens another one up to the bound, or waits for the next
// that becomes free. Without, each connection asks again as soon as it is answered.

#include <atomic>
#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "load/connection.h"
#include "load/figures.h"
#include "load/scenario.h"
#include "load/schedule.h"

namespace load {

using Instant = std::chrono::steady_clock::time_point;

class Lane {
 public:
  Lane(const Options&, Share);
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  /// Blocks until the last answer or its timeout. Once `stopped` says so it ends as if its time were over.
  Figures run(Instant start, const std::atomic<bool>& stopped);
  std::vector<TokenPair> sessions() const { return scenario_.sessions(); }

 private:
  struct Slot {
    std::unique_ptr<Connection> connection;
    bool waits_for_answer = false;
    Asked asked{};
    Instant intended{};
    Instant sent{};
    Instant free_since{};
  };

  bool goes_on(Instant now) const;
  void send_what_is_due(Instant now);
  void send_again();
  std::optional<std::size_t> free_slot();
  std::size_t add_slot();
  /// False when the kind had nothing to ask with.
  bool send(std::size_t slot, Instant intended);
  /// Of this lane's part of --count; never, where there is none.
  bool has_sent_all() const noexcept {
    return options_.count > 0 && picked_ * share_.lanes + share_.lane >= options_.count;
  }
  Kind pick() { return options_.mix.pick(picked_++ * share_.lanes + share_.lane); }
  void proceed(std::size_t slot);
  void count(const Slot&, bool good, Instant now);
  void break_off(std::size_t slot, Instant now);
  void wake_rested(Instant now);
  void drop_overdue(Instant now);
  Instant next_event(Instant now) const;
  void wait_until(Instant);
  bool is_counted(Instant when) const noexcept { return when >= counted_from_ && when < end_; }
  KindFigures& figures_of(Kind kind) { return figures_.of[static_cast<std::size_t>(kind)]; }

  const Options& options_;
  Share share_;
  int epoll_;
  Scenario scenario_;
  Figures figures_{};
  std::vector<Slot> slots_{};
  std::deque<std::size_t> free_{};
  std::deque<Instant> backlog_{};                  ///< due, and all connections were busy
  std::multimap<Instant, std::size_t> resting_{};  ///< until they may try again
  std::size_t most_;
  std::size_t in_flight_ = 0;
  std::uint64_t picked_ = 0;
  std::optional<Schedule> schedule_{};
  std::string text_{};
  Instant start_{}, counted_from_{}, end_{}, next_look_{};
};

}  // namespace load
