#include "load/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace load {
namespace {

constexpr unsigned precision = 7;  // bits kept of a duration below its highest one
constexpr std::uint64_t per_doubling = 1U << precision;
constexpr unsigned widest = 44;  // bits: nearly five hours
constexpr std::uint64_t longest = (std::uint64_t{1} << widest) - 1;

/// Below 256 ns every nanosecond has a bucket of its own.
std::uint64_t bucket_of(std::uint64_t value) {
  if (value < per_doubling) return value;
  const auto dropped = static_cast<unsigned>(std::bit_width(value)) - (precision + 1);
  return dropped * per_doubling + (value >> dropped);
}

std::uint64_t highest_in(std::uint64_t bucket) {
  if (bucket < 2 * per_doubling) return bucket;
  const std::uint64_t dropped = bucket / per_doubling - 1;
  return ((per_doubling + bucket % per_doubling + 1) << dropped) - 1;
}

}  // namespace

Histogram::Histogram() : buckets_(bucket_of(longest) + 1) {}

void Histogram::add(std::chrono::nanoseconds duration) {
  const auto value = static_cast<std::uint64_t>(std::max<std::int64_t>(duration.count(), 0));
  ++buckets_[bucket_of(std::min(value, longest))];
  ++count_;
  sum_ += static_cast<double>(value);
  max_ = std::max(max_, duration);
}

void Histogram::merge(const Histogram& other) {
  std::ranges::transform(buckets_, other.buckets_, buckets_.begin(), std::plus{});
  count_ += other.count_;
  sum_ += other.sum_;
  max_ = std::max(max_, other.max_);
}

std::chrono::nanoseconds Histogram::mean() const {
  if (count_ == 0) return {};
  return std::chrono::nanoseconds{std::llround(sum_ / static_cast<double>(count_))};
}

std::chrono::nanoseconds Histogram::quantile(double share) const {
  if (count_ == 0) return {};
  // The hair off is what 0.9 lacks in binary: 0.9 of 10 is 9, not 10.
  const double exact = std::ceil(share * static_cast<double>(count_) - 1e-6);
  const auto rank = std::clamp<std::uint64_t>(exact < 1 ? 1 : static_cast<std::uint64_t>(exact), 1, count_);
  std::uint64_t bucket = 0;
  for (std::uint64_t seen = buckets_[0]; seen < rank; seen += buckets_[bucket]) ++bucket;
  return std::min(max_, std::chrono::nanoseconds{static_cast<std::int64_t>(highest_in(bucket))});
}

}  // namespace load
