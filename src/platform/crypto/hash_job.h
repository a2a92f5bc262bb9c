#pragma once
// One call of HashPool on its way through the pool. Every job is ended once, by finish, refuse or fail, and gives what
// resumes its caller. Private to the room.

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <optional>
#include <string_view>
#include <utility>

#include "core/result.h"
#include "platform/async/task.h"
#include "platform/crypto/password_hash.h"

namespace foyer::crypto {

class HashJob {
 public:
  using Resume = std::move_only_function<void()>;

  HashJob() = default;
  virtual ~HashJob() = default;
  HashJob(const HashJob&) = delete;
  HashJob& operator=(const HashJob&) = delete;

  /// What bcrypt has to compute first; nothing if finish does all the work.
  virtual std::optional<BcryptInput> begin() = 0;
  virtual Resume finish(std::string_view digest) = 0;
  virtual Resume refuse(Error) = 0;
  virtual Resume fail(std::exception_ptr) = 0;

  /// Later nobody waits for it any more.
  std::chrono::steady_clock::time_point begin_by = std::chrono::steady_clock::time_point::max();
};

template <class T>
class HashJobOf final : public HashJob {
 public:
  using Outcome = std::optional<Result<T>>;
  using Done = std::move_only_function<void(std::exception_ptr, Outcome)>;
  using Begin = std::move_only_function<Hashing<T>()>;

  HashJobOf(Executor home, Done done, Begin begin)
      : guard_{boost::asio::make_work_guard(home)}, done_{std::move(done)}, begin_{std::move(begin)} {}

  std::optional<BcryptInput> begin() override {
    hashing_ = begin_();
    begin_ = nullptr;  // wipes the password
    return std::move(hashing_->bcrypt);
  }
  Resume finish(std::string_view digest) override {
    Outcome outcome{hashing_->finish(digest)};
    return end(nullptr, std::move(outcome));
  }
  Resume refuse(Error error) override { return end(nullptr, Outcome{foyer::refuse(std::move(error))}); }
  Resume fail(std::exception_ptr failure) override { return end(std::move(failure), std::nullopt); }

 private:
  Resume end(std::exception_ptr failure, Outcome outcome) {
    // The passwords go before the caller goes on.
    begin_ = nullptr;
    hashing_.reset();
    auto complete = [done = std::move(done_), failure = std::move(failure), outcome = std::move(outcome)]() mutable {
      done(std::move(failure), std::move(outcome));
    };
    return [guard = std::move(guard_), complete = std::move(complete)]() mutable {
      boost::asio::post(guard.get_executor(), std::move(complete));
    };
  }

  boost::asio::executor_work_guard<Executor> guard_;  // keeps a context whose only coroutine waits here at work
  Done done_;
  Begin begin_;
  std::optional<Hashing<T>> hashing_;
};

}  // namespace foyer::crypto
