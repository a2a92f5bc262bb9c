#include "platform/celery/revoked.h"

namespace foyer::celery {

void Revoked::add(const std::string& id, Time now) {
  const auto [place, fresh] = ids_.insert_or_assign(id, now);
  if (fresh) order_.push_back(id);
  while (!order_.empty()) {
    const auto oldest = ids_.find(order_.front());
    if (oldest != ids_.end() && oldest->second + lifetime > now && ids_.size() <= most) break;
    if (oldest != ids_.end()) ids_.erase(oldest);
    order_.pop_front();
  }
}

bool Revoked::contains(const std::string& id, Time now) const {
  const auto found = ids_.find(id);
  return found != ids_.end() && found->second + lifetime > now;
}

}  // namespace foyer::celery
