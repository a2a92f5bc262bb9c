#pragma once
// What a server counts of its requests, for metrics: foyer_http_*. Paths are counted by the route that answers them, so
// clients cannot invent series; every path that nobody has is one of them. An answer costs three additions.
// Threads: any.

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "platform/http/message.h"
#include "platform/observe/metrics.h"

namespace foyer::http {

class Traffic {
 public:
  Traffic();
  ~Traffic();

  /// As Router::routes names them. Once, before the first answer.
  void know(std::vector<std::string> routes);
  /// `route` is its place among the known ones.
  void answered(std::size_t route, Method, unsigned status, std::chrono::nanoseconds took) noexcept;
  /// A message that was not read on, by the status it was refused with.
  void refused(unsigned status) noexcept;
  void connected() noexcept { connections_.fetch_add(1, std::memory_order_relaxed); }
  void disconnected() noexcept { connections_.fetch_sub(1, std::memory_order_relaxed); }
  /// A connection that was closed at once, because there were too many.
  void turned_away() noexcept { turned_away_.fetch_add(1, std::memory_order_relaxed); }

 private:
  static constexpr std::size_t methods = 7;
  static constexpr std::size_t statuses = 32;

  using Count = std::atomic<std::uint64_t>;
  struct Route {
    std::array<std::array<Count, statuses>, methods> answers{};
    metrics::Histogram durations;
  };

  Route* route_at(std::size_t place) noexcept;
  void write(metrics::Page&) const;
  void write_answers(metrics::Page&) const;
  void write_durations(metrics::Page&) const;

  std::vector<std::string> names_;
  std::vector<std::atomic<Route*>> routes_;  ///< null until the first answer
  std::array<Count, statuses> refusals_{};
  std::atomic<std::int64_t> connections_{0};
  Count turned_away_{0};
  metrics::Source source_;
};

}  // namespace foyer::http
