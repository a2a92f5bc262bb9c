#include "platform/crypto/hash_queue.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

namespace foyer::crypto {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t fully_loaded = std::numeric_limits<std::size_t>::max();

}  // namespace

HashQueue::HashQueue(std::size_t threads, std::size_t lanes, std::size_t most_waiting, Nanoseconds longest_wait)
    : lanes_{lanes}, most_waiting_{most_waiting}, longest_wait_{longest_wait}, loads_(threads) {}

void HashQueue::offer(std::string_view source, std::unique_ptr<HashJob> job) {
  std::unique_ptr<HashJob> refused;
  Error why;
  {
    const std::lock_guard lock{mutex_};
    const bool at_once = queue_.size() < free_lanes();
    if (!at_once) job->begin_by = steady_clock::now() + longest_wait_;
    if (stopping_ || (!at_once && would_wait_too_long(source))) {
      refused = std::move(job);
    } else {
      if (queue_.size() >= most_waiting_ + idle()) {
        auto dropped = queue_.drop_for(source);
        refused = std::move(dropped ? *dropped : job);
      }
      if (job) queue_.push(source, std::move(job));
    }
    if (refused) {
      ++refused_;
      why = busy();
    }
  }
  wake_.notify_one();
  if (refused) refused->refuse(std::move(why))();
}

std::unique_ptr<HashJob> HashQueue::take(std::size_t thread) {
  std::unique_lock lock{mutex_};
  for (;;) {
    if (loads_[thread] == 0) wake_.wait(lock, [this] { return stopping_ || queue_.size() != 0; });
    if (queue_.size() == 0 || !is_least_busy(thread)) return nullptr;
    std::unique_ptr<HashJob> job = queue_.pop();
    if (job->begin_by >= steady_clock::now()) {
      ++loads_[thread];
      return job;
    }
    ++refused_;
    Error why = busy();
    lock.unlock();
    job->refuse(std::move(why))();
    lock.lock();
  }
}

void HashQueue::occupy(std::size_t thread) {
  const std::lock_guard lock{mutex_};
  loads_[thread] = fully_loaded;
}

void HashQueue::release(std::size_t thread, std::size_t left, const Spent& spent) {
  durations_.add(spent.whole);
  const std::lock_guard lock{mutex_};
  loads_[thread] = left;
  ++computed_;
  if (spent.fully_used) {
    per_hash_ = saw_backlog_ ? per_hash_ + (spent.share - per_hash_) / 8 : spent.share;
    saw_backlog_ = true;
  } else if (!saw_backlog_) {
    per_hash_ = spent.share / 2;  // what a thread gains by a second lane at least
  }
}

void HashQueue::stop() {
  std::vector<std::unique_ptr<HashJob>> abandoned;
  Error why;
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    why = busy();
    while (queue_.size() != 0) abandoned.push_back(queue_.pop());
  }
  wake_.notify_all();
  for (auto& job : abandoned) job->refuse(why)();
}

HashQueue::Counts HashQueue::counts() const {
  const std::lock_guard lock{mutex_};
  return {.waiting = queue_.size(), .computed = computed_, .refused = refused_};
}

std::size_t HashQueue::idle() const { return static_cast<std::size_t>(std::ranges::count(loads_, 0U)); }

std::size_t HashQueue::free_lanes() const {
  return std::transform_reduce(loads_.begin(), loads_.end(), std::size_t{0}, std::plus{},
                               [this](std::size_t load) { return lanes_ - std::min(load, lanes_); });
}

/// So that hashes are spread evenly: threads that have nothing to do come first, and they are awake already.
bool HashQueue::is_least_busy(std::size_t thread) const {
  if (loads_[thread] == 0) return true;
  return queue_.size() > idle() &&
         std::ranges::none_of(loads_, [&](std::size_t load) { return load != 0 && load < loads_[thread]; });
}

/// How long a wait is has to be measured first.
bool HashQueue::would_wait_too_long(std::string_view source) const {
  if (computed_ == 0) return false;
  return per_hash_ * (queue_.ahead_of(source) + 1) / loads_.size() > longest_wait_;
}

Error HashQueue::busy() const {
  return {.code = Errc::overloaded, .retry_after = time_to_drain(queue_.size(), loads_.size(), per_hash_)};
}

std::chrono::seconds time_to_drain(std::size_t backlog, std::size_t threads,
                                   std::chrono::nanoseconds per_hash) noexcept {
  const auto whole = per_hash * (backlog / std::max<std::size_t>(1, threads));
  return std::max(std::chrono::seconds{1}, std::chrono::ceil<std::chrono::seconds>(whole));
}

}  // namespace foyer::crypto
