#include "platform/limits/local_buckets.h"

#include <algorithm>
#include <vector>

#include "platform/observe/log.h"

namespace foyer {
namespace {

std::chrono::seconds until(Time then, Time now) {
  return std::max(std::chrono::seconds{1}, std::chrono::ceil<std::chrono::seconds>(then - now));
}

}  // namespace

Allowance LocalBuckets::take(const Limit& limit, const std::string& key) {
  const Time now = clock_.now();
  const std::lock_guard lock{mutex_};
  auto found = windows_.find(key);
  if (found == windows_.end()) {
    if (windows_.size() >= most_subjects_) make_room(now);
    found = windows_.try_emplace(key).first;
  }
  Window& window = found->second;
  if (!is_open(window.ends_at, limit, now)) window = {.used = 0, .ends_at = now + limit.window};
  const auto retry_after = until(window.ends_at, now);
  if (window.used > limit.quota) return {false, false, retry_after};
  const bool granted = ++window.used <= limit.quota;
  return {granted, !granted, retry_after};
}

Standing LocalBuckets::standing(const Limit& limit, const std::string& key) {
  const Time now = clock_.now();
  const std::lock_guard lock{mutex_};
  const auto found = windows_.find(key);
  if (found == windows_.end() || !is_open(found->second.ends_at, limit, now)) return {};
  return {found->second.used, until(found->second.ends_at, now)};
}

/// A tenth goes at once, so that a flood of new subjects does not sort for each. Those with the fewest uses go first:
/// nobody is forgotten by a flood of strangers who has used more than they have.
void LocalBuckets::make_room(Time now) {
  std::erase_if(windows_, [now](const auto& entry) { return entry.second.ends_at <= now; });
  const std::size_t kept = most_subjects_ - most_subjects_ / 10 - 1;
  if (windows_.size() <= kept) return;
  std::vector<std::int64_t> uses;
  uses.reserve(windows_.size());
  for (const auto& [key, window] : windows_) uses.push_back(window.used);
  const std::size_t excess = windows_.size() - kept;
  const auto last_to_go = uses.begin() + static_cast<std::ptrdiff_t>(excess - 1);
  std::ranges::nth_element(uses, last_to_go);
  const std::int64_t fewest = *last_to_go;
  const auto fewer = std::count_if(uses.begin(), last_to_go, [fewest](auto used) { return used < fewest; });
  std::size_t equals_to_go = excess - static_cast<std::size_t>(fewer);
  std::erase_if(windows_, [&](const auto& entry) {
    if (entry.second.used != fewest) return entry.second.used < fewest;
    if (equals_to_go == 0) return false;
    --equals_to_go;
    return true;
  });
}

void LocalBuckets::count_degraded(std::string_view why) {
  ++degraded_;
  if (out_.exchange(true)) return;
  ++outages_;
  log::warning("limits are counted by this process alone", {{"reason", why}});
}

void LocalBuckets::count_foreign(std::string_view key, std::string_view why) {
  ++degraded_;
  {
    const std::lock_guard lock{mutex_};
    const Time now = clock_.now();
    if (now < foreign_quiet_until_) return;
    foreign_quiet_until_ = now + std::chrono::hours{1};
  }
  log::warning("a limit's key in Redis holds something else", {{"key", key}, {"reason", why}});
}

void LocalBuckets::recovered() noexcept {
  // Nearly always nothing to do: no write that other threads would wait for.
  if (!out_.load(std::memory_order_relaxed) || !out_.exchange(false)) return;
  log::info("limits are counted in Redis again");
}

std::size_t LocalBuckets::subjects() const {
  const std::lock_guard lock{mutex_};
  return windows_.size();
}

}  // namespace foyer
