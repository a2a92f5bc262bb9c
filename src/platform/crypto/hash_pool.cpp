#include "platform/crypto/hash_pool.h"

#include <sys/resource.h>
#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include "core/thread_name.h"

namespace foyer::crypto {
namespace {

constexpr int niceness = 10;

void yield_to_other_threads() {
  name_this_thread("foyer-hash");
  // On Linux 0 means the calling thread alone. Going below an inherited niceness needs a privilege and is no aim.
  if (::getpriority(PRIO_PROCESS, 0) < niceness) ::setpriority(PRIO_PROCESS, 0, niceness);
}

template <class T>
using Outcome = std::optional<Result<T>>;

}  // namespace

struct HashPool::Impl {
  using Resume = std::move_only_function<void()>;
  /// Called once: computes, unless it is told why not, and gives what resumes the caller.
  using Job = std::move_only_function<Resume(std::optional<Error>)>;

  Impl(HashPoolOptions options, PasswordHasher& with)
      : hasher{with},
        thread_count_{options.threads != 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency())},
        most_unfinished_{thread_count_ + options.queue},
        longest_wait_{options.longest_wait} {
    for (unsigned i = 0; i < thread_count_; ++i) threads_.emplace_back([this] { work(); });
  }
  ~Impl() {
    std::deque<Job> abandoned;
    {
      const std::lock_guard lock{mutex_};
      stopping_ = true;
      abandoned.swap(waiting_);
    }
    wake_.notify_all();
    for (auto& job : abandoned) job(Error{.code = Errc::overloaded, .retry_after = std::chrono::seconds{1}})();
    for (auto& thread : threads_) thread.join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  /// A place among the unfinished, or the refusal.
  std::optional<Error> claim_place() {
    const std::lock_guard lock{mutex_};
    if (unfinished_ >= most_unfinished_ || would_wait_too_long() || stopping_) {
      ++refused_;
      return busy_for(unfinished_);
    }
    ++unfinished_;
    return std::nullopt;
  }
  void enqueue(Job job) {
    {
      const std::lock_guard lock{mutex_};
      waiting_.push_back(std::move(job));
    }
    wake_.notify_one();
  }

  std::uint64_t computed() {
    const std::lock_guard lock{mutex_};
    return computed_;
  }
  std::uint64_t refused() {
    const std::lock_guard lock{mutex_};
    return refused_;
  }
  std::size_t waiting() {
    const std::lock_guard lock{mutex_};
    return waiting_.size();
  }

  /// Computes on the pool and resumes the awaiting coroutine on its own executor.
  template <class T>
  Task<Result<T>> run(std::move_only_function<T()> compute);

  PasswordHasher& hasher;
  metrics::Histogram durations;

 private:
  void work() {
    yield_to_other_threads();
    for (;;) {
      std::optional<Job> job = next();
      if (!job) return;
      const auto begun = std::chrono::steady_clock::now();
      Resume resume = (*job)(std::nullopt);
      job.reset();
      // First the place, then the caller: whoever sees a result may count on the place it held.
      finish(std::chrono::steady_clock::now() - begun);
      resume();
    }
  }
  std::optional<Job> next() {
    std::unique_lock lock{mutex_};
    wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (stopping_) return std::nullopt;
    Job job = std::move(waiting_.front());
    waiting_.pop_front();
    return job;
  }
  void finish(std::chrono::nanoseconds took) {
    durations.add(took);
    const std::lock_guard lock{mutex_};
    --unfinished_;
    per_hash_ = computed_ == 0 ? took : per_hash_ + (took - per_hash_) / 8;
    ++computed_;
  }
  /// Nobody waits while a thread is free, and how long a wait is has to be measured first.
  bool would_wait_too_long() const {
    if (computed_ == 0 || unfinished_ < thread_count_) return false;
    return per_hash_ * (unfinished_ / thread_count_) > longest_wait_;
  }
  Error busy_for(std::size_t backlog) const {
    return {.code = Errc::overloaded, .retry_after = time_to_drain(backlog, thread_count_, per_hash_)};
  }

  const unsigned thread_count_;
  const std::size_t most_unfinished_;
  const std::chrono::nanoseconds longest_wait_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> waiting_;
  std::size_t unfinished_ = 0;  ///< waiting, being computed, or about to be enqueued
  std::uint64_t computed_ = 0;
  std::uint64_t refused_ = 0;
  bool stopping_ = false;
  std::chrono::nanoseconds per_hash_ = std::chrono::milliseconds{250};  ///< moving average; at first bcrypt's at 12
  std::vector<std::thread> threads_;
};

template <class T>
Task<Result<T>> HashPool::Impl::run(std::move_only_function<T()> compute) {
  if (auto refusal = claim_place()) co_return refuse(std::move(*refusal));
  const Executor home = co_await boost::asio::this_coro::executor;
  auto start = [this, home](auto handler, std::move_only_function<T()> job) {
    // The guard keeps a context whose only coroutine waits here from running out of work.
    auto guard = boost::asio::make_work_guard(home);
    enqueue([guard = std::move(guard), handler = std::move(handler),
             job = std::move(job)](std::optional<Error> refusal) mutable -> Resume {
      std::exception_ptr failure;
      Outcome<T> outcome;
      try {
        if (refusal) {
          outcome.emplace(refuse(std::move(*refusal)));
        } else {
          outcome.emplace(job());
        }
      } catch (...) {
        failure = std::current_exception();
      }
      // Wipes the password before the caller goes on.
      job = nullptr;
      auto complete = [handler = std::move(handler), failure, outcome = std::move(outcome)]() mutable {
        std::move(handler)(failure, std::move(outcome));
      };
      return [guard = std::move(guard), complete = std::move(complete)]() mutable {
        boost::asio::post(guard.get_executor(), std::move(complete));
      };
    });
  };
  auto outcome = co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>,
                                                      void(std::exception_ptr, Outcome<T>)>(std::move(start), use_task,
                                                                                            std::move(compute));
  co_return std::move(*outcome);
}

HashPool::HashPool(HashPoolOptions options, PasswordHasher& hasher) : impl_{std::make_unique<Impl>(options, hasher)} {}
HashPool::~HashPool() = default;

Task<Result<std::string>> HashPool::hash(Secret password) {
  std::move_only_function<std::string()> compute = [this, password = std::move(password)] {
    return impl_->hasher.hash(password);
  };
  co_return co_await impl_->run<std::string>(std::move(compute));
}

Task<Result<bool>> HashPool::verify(Secret password, std::string hash) {
  std::move_only_function<bool()> compute = [this, password = std::move(password), hash = std::move(hash)] {
    return impl_->hasher.verify(password, hash);
  };
  co_return co_await impl_->run<bool>(std::move(compute));
}

const PasswordHasher& HashPool::hasher() const noexcept { return impl_->hasher; }

std::uint64_t HashPool::computed() const noexcept { return impl_->computed(); }
std::uint64_t HashPool::refused() const noexcept { return impl_->refused(); }
std::size_t HashPool::waiting() const noexcept { return impl_->waiting(); }
const metrics::Histogram& HashPool::durations() const noexcept { return impl_->durations; }

std::chrono::seconds time_to_drain(std::size_t backlog, unsigned threads, std::chrono::nanoseconds per_hash) noexcept {
  const auto whole = per_hash * (backlog / std::max(1U, threads));
  return std::max(std::chrono::seconds{1}, std::chrono::ceil<std::chrono::seconds>(whole));
}

}  // namespace foyer::crypto
