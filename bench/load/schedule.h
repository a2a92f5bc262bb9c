#pragma once
// When requests are due, whatever the answers do: arrival k of a run at R per second is due k / R after its start. Each
// lane (thread) sends every lanes-th arrival. A latency counted from here holds the time a request had to wait because
// those before it were slow, which a client that waits for its answer before it asks again never shows.

#include <chrono>
#include <cstdint>

namespace load {

struct Share {
  unsigned lane = 0;
  unsigned lanes = 1;
};

class Schedule {
 public:
  Schedule(double per_second, Share share) : per_second_{per_second}, next_{share.lane}, step_{share.lanes} {}

  /// Of the next arrival, after the start. Computed from its number, so that nothing adds up over a long run.
  std::chrono::nanoseconds due() const {
    return std::chrono::nanoseconds{static_cast<std::int64_t>(static_cast<double>(next_) * 1e9 / per_second_)};
  }
  void advance() noexcept { next_ += step_; }

 private:
  double per_second_;
  std::uint64_t next_;
  std::uint64_t step_;
};

}  // namespace load
