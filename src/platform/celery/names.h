#pragma once
// How Celery names things in Redis. One database holds one broker.

#include <array>
#include <string>
#include <string_view>

namespace foyer::celery {

/// Between the parts of a kombu name.
inline constexpr std::string_view separator = "\x06\x16";
/// Lists of one queue, most urgent first: 0 is served before 9.
inline constexpr std::array<int, 4> priority_steps{0, 3, 6, 9};
inline constexpr int least_urgent = 9;

inline constexpr std::string_view unacked_key = "unacked";
inline constexpr std::string_view unacked_index_key = "unacked_index";
inline constexpr std::string_view unacked_mutex_key = "unacked_mutex";
/// Messages nobody may run: unreadable, refused, or delivered too often. Newest first.
inline constexpr std::string_view dead_key = "celery.dead";

/// The list that a message of this priority waits in.
std::string list_name(std::string_view queue, int priority);
std::string binding_key(std::string_view exchange);
/// Routing key, pattern and queue in one: what a binding set holds.
std::string binding_member(std::string_view routing_key, std::string_view queue);
/// The queue of a binding member with this routing key; empty if it is another's.
std::string_view queue_bound_to(std::string_view member, std::string_view routing_key) noexcept;

std::string result_key(std::string_view task_id);
/// Channels ignore the database that was selected, so their names carry its number.
std::string control_channel(int database);
std::string event_channel(int database, std::string_view routing_key);

}  // namespace foyer::celery
