#include "load/figures.h"

#include <algorithm>

namespace load {

void KindFigures::add(const KindFigures& other) {
  latency.merge(other.latency);
  sent += other.sent;
  broken += other.broken;
  dry += other.dry;
  in_time += other.in_time;
  for (const auto& [status, count] : other.refused) refused[status] += count;
}

void Figures::add(const Figures& other) {
  for (std::size_t i = 0; i < of.size(); ++i) of[i].add(other.of[i]);
  lateness.merge(other.lateness);
  waited += other.waited;
  connections += other.connections;
  lost_before += other.lost_before;
  seconds = std::max(seconds, other.seconds);
  real_time = real_time && other.real_time;
  busy = std::max(busy, other.busy);
  if (first_refusal.empty()) first_refusal = other.first_refusal;
}

KindFigures Figures::all() const {
  KindFigures sum;
  for (const KindFigures& one : of) sum.add(one);
  return sum;
}

}  // namespace load
