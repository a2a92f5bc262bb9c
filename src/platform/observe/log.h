#pragma once
// Structured log lines, readable or JSON, to standard error. Values are escaped, so input can add neither lines nor
// fields. Never pass a token, password, mail body or raw header: lines carry ids.
//
//   log::info("mail sent", {{"job", id}, {"attempt", attempts}});

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

namespace foyer::log {

enum class Level { debug, info, warning, error, off };
enum class Format { text, json };

struct Field {
  std::string_view name;
  std::variant<std::int64_t, double, bool, std::string_view> value;

  template <std::integral I>
    requires(!std::same_as<I, bool>)
  Field(std::string_view n, I v) : name{n}, value{static_cast<std::int64_t>(v)} {}
  Field(std::string_view n, bool v) : name{n}, value{v} {}
  Field(std::string_view n, double v) : name{n}, value{v} {}
  Field(std::string_view n, std::string_view v) : name{n}, value{v} {}
  Field(std::string_view n, const std::string& v) : name{n}, value{std::string_view{v}} {}
  Field(std::string_view n, const char* v) : name{n}, value{std::string_view{v}} {}
};
using Fields = std::initializer_list<Field>;

enum class Records { kept, left_out };

/// Before the first line; later calls change all of it for all threads. Writing happens on a thread of its own.
void configure(Level, Format, Records = Records::kept);
bool enabled(Level) noexcept;
void write(Level, std::string_view message, Fields = {});
/// Whatever the least severity is, unless the log is off or leaves them out: for what was promised to be written.
void record(std::string_view message, Fields = {});
bool keeps_records() noexcept;
/// Writes what is still queued; called before the process ends.
void flush();
/// Lines lost since the process started because they came faster than standard error took them: the oldest go first,
/// and nobody who logs ever waits.
std::uint64_t dropped();

inline void debug(std::string_view message, Fields fields = {}) { write(Level::debug, message, fields); }
inline void info(std::string_view message, Fields fields = {}) { write(Level::info, message, fields); }
inline void warning(std::string_view message, Fields fields = {}) { write(Level::warning, message, fields); }
inline void error(std::string_view message, Fields fields = {}) { write(Level::error, message, fields); }

}  // namespace foyer::log
