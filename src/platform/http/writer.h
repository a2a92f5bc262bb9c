#pragma once
// The head of an answer. Every answer carries the security headers of H6 unless it sets the same name itself.

#include <string>
#include <string_view>

#include "core/clock.h"
#include "platform/http/message.h"

namespace foyer::http {

/// What the connection, not the handler, knows of an answer.
struct AnswerFacts {
  std::string_view date;
  std::string_view request_id;
  bool keep_alive = true;
  bool http11 = true;
  bool secure = false;
};

/// True if name and value can stand on one field line: a token, and no CR, LF, NUL or other control.
bool is_field(std::string_view name, std::string_view value) noexcept;
/// HEAD aside, whether this status has content at all.
bool has_content(unsigned status) noexcept;
/// Replaces `out`. A header that would break out of its line, or that belongs to the connection, is dropped and logged.
void write_head(std::string& out, const Response&, const AnswerFacts&);

/// The Date field, spelled once per second.
class DateCache {
 public:
  explicit DateCache(const Clock& clock) : clock_{clock} {}
  std::string_view now();

 private:
  const Clock& clock_;
  std::chrono::sys_seconds second_{};
  std::string text_;
};

}  // namespace foyer::http
