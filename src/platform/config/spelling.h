#pragma once
// Finds the name somebody probably meant.

#include <span>
#include <string>
#include <string_view>

namespace foyer::config {

/// Letters to insert, drop, change or swap with their neighbour to get from one word to the other; case does not count.
std::size_t edit_distance(std::string_view, std::string_view);
/// The nearest of `names`, or empty if none is near.
std::string_view nearest(std::string_view wrong, std::span<const std::string> names);

}  // namespace foyer::config
