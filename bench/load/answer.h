#pragma once
// The first HTTP/1.1 answer in a connection's bytes. Only what Foyer sends to these requests: a length is stated.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace load {

struct Answer {
  int status = 0;
  std::string_view body;
  std::size_t size = 0;  ///< of head and body
  bool closes = false;   ///< no further answer comes on this connection
};

struct Reading {
  enum class State { incomplete, whole, foreign } state = State::incomplete;
  Answer answer{};
};

Reading read_answer(std::string_view bytes);

/// The value of a member that holds a string without escapes, as tokens are.
std::optional<std::string> text_in(std::string_view json, std::string_view name);

}  // namespace load
