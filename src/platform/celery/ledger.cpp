#include "platform/celery/ledger.h"

#include <algorithm>

namespace foyer::celery {

Held* Ledger::find(const std::string& tag) noexcept {
  const auto found = held_.find(tag);
  return found == held_.end() ? nullptr : found->second.get();
}

Held& Ledger::add(TaskMessage message, int deliveries, Time now) {
  const std::string tag = message.tag;
  const bool later = message.eta && *message.eta > now;
  const auto state = later ? Held::State::scheduled : Held::State::ready;
  if (later) {
    schedule_.emplace(*message.eta, tag);
  } else {
    queue_.push_back(tag);
  }
  ++counter(state);
  auto held = std::make_unique<Held>(Held{.message = std::move(message), .deliveries = deliveries, .state = state});
  return *(held_[tag] = std::move(held));
}

void Ledger::release_due(Time now) {
  while (!schedule_.empty() && schedule_.begin()->first <= now) {
    Held* held = find(schedule_.begin()->second);
    schedule_.erase(schedule_.begin());
    if (held == nullptr || held->state != Held::State::scheduled) continue;
    queue_.push_back(held->message.tag);
    mark(*held, Held::State::ready);
  }
}

std::optional<Time> Ledger::next_due() const {
  return schedule_.empty() ? std::nullopt : std::optional{schedule_.begin()->first};
}

Held* Ledger::first_ready() {
  while (!queue_.empty()) {
    Held* held = find(queue_.front());
    if (held != nullptr && held->state == Held::State::ready) return held;
    queue_.pop_front();
  }
  return nullptr;
}

void Ledger::mark(Held& held, Held::State state) {
  --counter(held.state);
  held.state = state;
  ++counter(state);
}

void Ledger::forget(const std::string& tag) {
  const auto found = held_.find(tag);
  if (found == held_.end()) return;
  --counter(found->second->state);
  held_.erase(found);
}

std::vector<const Held*> Ledger::in_state(Held::State state) const {
  std::vector<const Held*> out;
  for (const auto& [tag, held] : held_) {
    if (held->state == state) out.push_back(held.get());
  }
  return out;
}

std::vector<const Held*> Ledger::all() const {
  std::vector<const Held*> out;
  for (const auto& [tag, held] : held_) out.push_back(held.get());
  return out;
}

std::vector<Held*> Ledger::with_id(std::string_view task_id) {
  std::vector<Held*> out;
  for (const auto& [tag, held] : held_) {
    if (held->message.id == task_id) out.push_back(held.get());
  }
  return out;
}

std::vector<std::string> Ledger::tags() const {
  std::vector<std::string> out;
  for (const auto& [tag, held] : held_) out.push_back(tag);
  return out;
}

}  // namespace foyer::celery
