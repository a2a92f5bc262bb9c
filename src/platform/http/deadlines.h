#pragma once
// Coarse deadlines for everything one thread waits on: a list looked through once a second costs less than a timer per
// request. A deadline fires at most one sweep late, never early.

#include <chrono>
#include <cstddef>

namespace foyer::http {

using Monotonic = std::chrono::steady_clock::time_point;

class Deadlines;

/// A member of one thread's list from construction to destruction.
class Watched {
 public:
  explicit Watched(Deadlines&);
  virtual ~Watched();
  Watched(const Watched&) = delete;
  Watched& operator=(const Watched&) = delete;

  /// Called once per armed deadline that has passed.
  virtual void expire() = 0;
  /// The server stops: end now if nothing is under way.
  virtual void drain() = 0;
  /// End now, whatever is under way.
  virtual void cut() = 0;

 protected:
  void arm(Monotonic deadline) noexcept { deadline_ = deadline; }
  void disarm() noexcept { deadline_ = Monotonic::max(); }

 private:
  friend class Deadlines;
  Deadlines& list_;
  Watched* before_ = nullptr;
  Watched* after_ = nullptr;
  Monotonic deadline_ = Monotonic::max();
};

/// Not thread-safe. The calls must not destroy a member at once: sockets are cancelled, coroutines end later.
class Deadlines {
 public:
  void sweep(Monotonic now);
  void drain_all();
  void cut_all();
  std::size_t size() const noexcept { return size_; }

 private:
  friend class Watched;
  Watched* first_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace foyer::http
