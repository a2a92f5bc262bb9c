#pragma once
// Described enums as the words they are stored, spelled on the command line and sent under.

#include <boost/describe/enum_from_string.hpp>
#include <boost/describe/enum_to_string.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace foyer {

template <class E>
std::string_view enum_name(E value) noexcept {
  return boost::describe::enum_to_string(value, "");
}

template <class E>
std::optional<E> enum_from(std::string_view name) noexcept {
  E out{};
  return boost::describe::enum_from_string(std::string{name}.c_str(), out) ? std::optional{out} : std::nullopt;
}

}  // namespace foyer
