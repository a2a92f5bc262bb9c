#include "platform/crypto/hash_pool.h"

#include <sys/resource.h>
#include <algorithm>
#include <array>
#include <boost/asio/this_coro.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "core/memory.h"
#include "core/thread_name.h"
#include "platform/crypto/bcrypt_lanes.h"
#include "platform/crypto/hash_queue.h"

namespace foyer::crypto {
namespace {

using std::chrono::steady_clock;

constexpr int niceness = 10;

void yield_to_other_threads() {
  name_this_thread("foyer-hash");
  // On Linux 0 means the calling thread alone. Going below an inherited niceness needs a privilege and is no aim.
  if (::getpriority(PRIO_PROCESS, 0) < niceness) ::setpriority(PRIO_PROCESS, 0, niceness);
}

/// One thread's hashes.
class HashThread {
 public:
  HashThread(HashQueue& queue, std::size_t number, bool interleave)
      : queue_{queue}, number_{number}, interleave_{interleave && bcrypt_lanes_are_right()} {}

  void work() {
    for (;;) {
      bool room = lanes_.taken() < BcryptLanes::most;
      while (room) {
        auto job = queue_.take(number_);
        if (!job) break;
        room = begin(std::move(job)) && lanes_.taken() < BcryptLanes::most;
      }
      if (lanes_.taken() == 0 && room) return;
      advance();
    }
  }

 private:
  struct Seat {
    std::unique_ptr<HashJob> job;
    steady_clock::time_point begun;
    std::chrono::nanoseconds share{0};
  };

  /// True if it was given a lane, false if it was computed at once: then those in lanes are next.
  bool begin(std::unique_ptr<HashJob> job) {
    const auto begun = steady_clock::now();
    HashJob::Resume resume;
    try {
      const std::optional<BcryptInput> input = job->begin();
      if (input && interleave_) {
        const auto seat = std::ranges::find_if(seats_, [](const Seat& each) { return !each.job; });
        lanes_.enter(static_cast<std::size_t>(seat - seats_.begin()), *input);
        *seat = {std::move(job), begun};
        return true;
      }
      queue_.occupy(number_);
      resume = job->finish(input ? bcrypt_of_libxcrypt(*input) : std::string{});
    } catch (...) {
      resume = job->fail(std::current_exception());
    }
    const auto took = steady_clock::now() - begun;
    end(std::move(resume), {.whole = took, .share = took, .fully_used = true});
    return false;
  }

  void advance() {
    const std::size_t together = lanes_.taken();
    if (together == 0) return;
    const auto before = steady_clock::now();
    const auto ended = lanes_.advance();
    const auto now = steady_clock::now();
    for (Seat& seat : seats_) seat.share += (now - before) / together;
    for (const BcryptLanes::Ended& hash : ended) {
      Seat seat = std::exchange(seats_.at(hash.ticket), {});
      HashJob::Resume resume;
      try {
        resume = seat.job->finish({reinterpret_cast<const char*>(hash.digest.data()), hash.digest.size()});
      } catch (...) {
        resume = seat.job->fail(std::current_exception());
      }
      end(std::move(resume),
          {.whole = now - seat.begun, .share = seat.share, .fully_used = together == BcryptLanes::most});
    }
  }

  /// First the place, then the caller: whoever sees a result may count on the place it held.
  void end(HashJob::Resume resume, const HashQueue::Spent& spent) {
    queue_.release(number_, lanes_.taken(), spent);
    resume();
  }

  HashQueue& queue_;
  const std::size_t number_;
  const bool interleave_;
  BcryptLanes lanes_;
  std::array<Seat, BcryptLanes::most> seats_{};
};

}  // namespace

struct HashPool::Impl {
  Impl(const HashPoolOptions& options, std::size_t thread_count, PasswordHasher& with)
      : hasher{with},
        queue{thread_count, options.interleave ? BcryptLanes::most : 1, options.queue, options.longest_wait} {
    for (std::size_t i = 0; i < thread_count; ++i) {
      threads.emplace_back([this, i, interleave = options.interleave] {
        yield_to_other_threads();
        never_give_up_on_memory();
        HashThread{queue, i, interleave}.work();
      });
    }
  }
  ~Impl() {
    queue.stop();
    for (auto& thread : threads) thread.join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  PasswordHasher& hasher;
  HashQueue queue;
  std::vector<std::thread> threads;
};

HashPool::HashPool(HashPoolOptions options, PasswordHasher& hasher)
    : impl_{std::make_unique<Impl>(
          options, options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency()),
          hasher)} {}
HashPool::~HashPool() = default;

/// Computes on the pool and resumes the awaiting coroutine on its own executor.
template <class T>
Task<Result<T>> HashPool::run(std::move_only_function<Hashing<T>()> begin, std::string source) {
  using Job = HashJobOf<T>;
  const Executor home = co_await boost::asio::this_coro::executor;
  auto start = [this, home, &source](auto handler, std::move_only_function<Hashing<T>()> work) {
    impl_->queue.offer(source, std::make_unique<Job>(home, std::move(handler), std::move(work)));
  };
  auto outcome = co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>,
                                                      void(std::exception_ptr, typename Job::Outcome)>(
      std::move(start), use_task, std::move(begin));
  co_return std::move(*outcome);
}

Task<Result<std::string>> HashPool::hash(Secret password, std::string source) {
  std::move_only_function<Hashing<std::string>()> begin = [this, password = std::move(password)] {
    return impl_->hasher.begin_hash(password);
  };
  co_return co_await run<std::string>(std::move(begin), std::move(source));
}

Task<Result<bool>> HashPool::verify(Secret password, std::string hash, std::string source) {
  std::move_only_function<Hashing<bool>()> begin = [this, password = std::move(password), hash = std::move(hash)] {
    return impl_->hasher.begin_verify(password, hash);
  };
  co_return co_await run<bool>(std::move(begin), std::move(source));
}

const PasswordHasher& HashPool::hasher() const noexcept { return impl_->hasher; }

std::uint64_t HashPool::computed() const noexcept { return impl_->queue.counts().computed; }
std::uint64_t HashPool::refused() const noexcept { return impl_->queue.counts().refused; }
std::size_t HashPool::waiting() const noexcept { return impl_->queue.counts().waiting; }
const metrics::Histogram& HashPool::durations() const noexcept { return impl_->queue.durations(); }

}  // namespace foyer::crypto
