#include "pages/captured_mail.h"

#include <algorithm>
#include <array>

namespace foyer {
namespace {

bool is_loopback_name(std::string_view host) {
  const std::string_view name =
      host.starts_with('[') ? host.substr(0, host.find(']') + 1) : host.substr(0, host.find(':'));
  return name == "localhost" || name == "127.0.0.1" || name == "[::1]";
}

bool came_through_proxy(const http::Request& request) {
  constexpr std::array marks{"forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"};
  return std::ranges::any_of(marks, [&](const char* mark) { return request.count(mark) > 0; });
}

}  // namespace

bool may_read_mail(const http::Request& request) {
  const bool near = request.client.address == "::1" || request.client.address.starts_with("127.");
  return near && !came_through_proxy(request) && is_loopback_name(request.header("host"));
}

}  // namespace foyer
