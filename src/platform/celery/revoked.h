#pragma once
// Ids of tasks that shall not run. Kept in memory alone, as every Celery worker does: at most 10,000, for three hours.

#include <chrono>
#include <deque>
#include <string>
#include <unordered_map>

#include "core/clock.h"

namespace foyer::celery {

class Revoked {
 public:
  static constexpr std::size_t most = 10'000;
  static constexpr std::chrono::hours lifetime{3};

  void add(const std::string& id, Time now);
  bool contains(const std::string& id, Time now) const;
  const std::unordered_map<std::string, Time>& all() const noexcept { return ids_; }

 private:
  std::unordered_map<std::string, Time> ids_;
  std::deque<std::string> order_;
};

}  // namespace foyer::celery
