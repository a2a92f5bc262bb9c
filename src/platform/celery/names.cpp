#include "platform/celery/names.h"

#include <fmt/format.h>

namespace foyer::celery {

std::string list_name(std::string_view queue, int priority) {
  int step = 0;
  for (const int each : priority_steps) {
    if (each <= priority) step = each;
  }
  return step == 0 ? std::string{queue} : fmt::format("{}{}{}", queue, separator, step);
}

std::string binding_key(std::string_view exchange) { return fmt::format("_kombu.binding.{}", exchange); }

std::string binding_member(std::string_view routing_key, std::string_view queue) {
  return fmt::format("{0}{1}{1}{2}", routing_key, separator, queue);
}

std::string_view queue_bound_to(std::string_view member, std::string_view routing_key) noexcept {
  const auto first = member.find(separator);
  if (first == std::string_view::npos || member.substr(0, first) != routing_key) return {};
  const auto second = member.find(separator, first + separator.size());
  return second == std::string_view::npos ? std::string_view{} : member.substr(second + separator.size());
}

std::string result_key(std::string_view task_id) { return fmt::format("celery-task-meta-{}", task_id); }

std::string control_channel(int database) { return fmt::format("/{}.celery.pidbox", database); }

std::string event_channel(int database, std::string_view routing_key) {
  return fmt::format("/{}.celeryev/{}", database, routing_key);
}

}  // namespace foyer::celery
