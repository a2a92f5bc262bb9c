#pragma once
// What a transaction wants done once its work is durable: log lines, wake-ups, news to caches.

#include <functional>
#include <vector>

namespace foyer::db {

class AfterCommit {
 public:
  using Hook = std::move_only_function<void()>;

  void add(Hook hook) { hooks_.push_back(std::move(hook)); }
  /// Each once, in the order they were added; one that throws is logged and forgotten, and the others still run.
  void run() noexcept;
  void forget() noexcept { hooks_.clear(); }

 private:
  std::vector<Hook> hooks_;
};

}  // namespace foyer::db
