#pragma once
// What a request says of its sender, cut down to what may be stored and logged.

#include <cstdint>
#include <string>
#include <string_view>

#include "platform/http/message.h"

namespace foyer::http {

/// Distinct ids for log lines and answers; nobody's secret. One per thread.
class RequestIds {
 public:
  explicit RequestIds(std::uint64_t seed) noexcept : state_{seed} {}
  /// Sixteen hexadecimal digits.
  void next(std::string& id);
  std::uint64_t draw() noexcept;

 private:
  std::uint64_t state_;
};

/// A request id from outside is taken over if it matches [A-Za-z0-9._-]{8,64}.
bool is_request_id(std::string_view) noexcept;
/// At most 256 bytes, without controls and what misleads_readers(); nothing at all if it is not UTF-8.
void clean_user_agent(std::string_view raw, std::string& clean);
/// Fills all of `request.client` but its address; its trace goes on from a valid traceparent field.
void fill_client(Request&, RequestIds&);

}  // namespace foyer::http
