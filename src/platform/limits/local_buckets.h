#pragma once
// How uses are counted while Redis cannot: in this process alone, in bounded memory, from zero. Shared by the
// RedisBuckets of all lanes; knows when an outage begins and ends, and says so once.
// Threads: any.

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "platform/limits/limits.h"

namespace foyer {

class LocalBuckets {
 public:
  explicit LocalBuckets(const Clock& clock, std::size_t most_subjects = 10'000)
      : clock_{clock}, most_subjects_{most_subjects} {}

  /// As Limits::take and Limits::standing; `key` stands for the subject.
  Allowance take(const Limit&, const std::string& key);
  Standing standing(const Limit&, const std::string& key);

  /// One use was counted here; `why` goes to the log with the first of an outage.
  void count_degraded(std::string_view why);
  /// One use was not, because something that is not ours lies under its key. Logged at most once an hour: it says
  /// nothing about the next key.
  void count_foreign(std::string_view key, std::string_view why);
  /// Redis counts again.
  void recovered() noexcept;

  /// For metrics, since the process started.
  std::uint64_t degraded() const noexcept { return degraded_; }
  std::uint64_t outages() const noexcept { return outages_; }
  std::size_t subjects() const;

 private:
  struct Window {
    std::int64_t used = 0;
    Time ends_at{};
  };

  void make_room(Time now);

  const Clock& clock_;
  const std::size_t most_subjects_;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, Window> windows_;
  Time foreign_quiet_until_{};
  std::atomic<std::uint64_t> degraded_ = 0;
  std::atomic<std::uint64_t> outages_ = 0;
  std::atomic<bool> out_ = false;
};

}  // namespace foyer
