#include "platform/limits/in_flight.h"

#include <mutex>
#include <unordered_map>
#include <utility>

namespace foyer {

struct InFlight::Hold::Count {
  std::mutex mutex;
  std::unordered_map<std::string, std::int64_t> held;
};

InFlight::InFlight() : count_{std::make_shared<Hold::Count>()} {}
InFlight::~InFlight() = default;

InFlight::Hold InFlight::hold(std::string subject) {
  Hold out;
  out.count_ = count_;
  out.subject_ = std::move(subject);
  const std::lock_guard lock{count_->mutex};
  out.others_ = count_->held[out.subject_]++;
  return out;
}

InFlight::Hold& InFlight::Hold::operator=(Hold&& other) noexcept {
  if (this == &other) return *this;
  release();
  count_ = std::move(other.count_);
  subject_ = std::move(other.subject_);
  others_ = other.others_;
  return *this;
}

void InFlight::Hold::release() noexcept {
  if (!count_) return;
  {
    const std::lock_guard lock{count_->mutex};
    const auto held = count_->held.find(subject_);
    if (--held->second == 0) count_->held.erase(held);
  }
  count_.reset();
}

}  // namespace foyer
