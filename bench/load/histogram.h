#pragma once
// Durations counted in buckets that widen as they grow: 128 for each doubling, so a quantile lies at most 1/128 above
// the duration that really stood there, from a nanosecond to hours, in a few dozen kilobytes. One thread each; merged
// at the end.

#include <chrono>
#include <cstdint>
#include <vector>

namespace load {

class Histogram {
 public:
  Histogram();

  void add(std::chrono::nanoseconds);
  void merge(const Histogram&);

  std::uint64_t count() const noexcept { return count_; }
  std::chrono::nanoseconds max() const noexcept { return max_; }
  std::chrono::nanoseconds mean() const;
  /// The least duration that `share` (0 … 1) of all do not exceed; zero when there are none.
  std::chrono::nanoseconds quantile(double share) const;

 private:
  std::vector<std::uint64_t> buckets_;
  std::uint64_t count_ = 0;
  double sum_ = 0;  ///< of nanoseconds
  std::chrono::nanoseconds max_{0};
};

}  // namespace load
