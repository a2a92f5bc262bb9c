#pragma once
// What a lane counts; those of all lanes add up to a run's.

#include <array>
#include <cstdint>
#include <map>
#include <string>

#include "load/histogram.h"
#include "load/mix.h"

namespace load {

struct KindFigures {
  Histogram latency{};  ///< of good answers
  std::uint64_t sent = 0;
  std::uint64_t broken = 0;                ///< no answer: refused connections, ends, timeouts
  std::uint64_t dry = 0;                   ///< not sent, because no session was left to ask with
  std::uint64_t in_time = 0;               ///< good answers that came while requests were being counted
  std::map<int, std::uint64_t> refused{};  ///< by status

  void add(const KindFigures&);
};

struct Figures {
  std::array<KindFigures, kinds.size()> of{};
  Histogram lateness{};      ///< the generator's own: from when a request could have left to when it did
  std::uint64_t waited = 0;  ///< requests due while all connections were busy
  std::uint64_t connections = 0;
  std::uint64_t lost_before = 0;  ///< refused and broken while warming up
  double seconds = 0;             ///< for which requests were counted
  bool real_time = true;          ///< every lane had the priority it asked for
  double busy = 0;                ///< share of its time that the busiest lane had a core
  std::string first_refusal{};

  void add(const Figures&);
  KindFigures all() const;
};

}  // namespace load
