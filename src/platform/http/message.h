#pragma once
// A request as the router sees it and an answer as the session writes it.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/principal.h"
#include "core/result.h"

namespace foyer::http {

enum class Method { get, head, post, put, patch, del, options };
std::string_view name_of(Method) noexcept;

struct Field {
  std::string_view name;
  std::string_view value;
};

/// Views into the connection's buffer: valid until the answer is returned.
struct Request {
  Method method = Method::get;
  std::string_view path{};      ///< decoded once, without the query
  std::string_view query{};     ///< still encoded, without '?'
  std::vector<Field> fields{};  ///< in order of arrival; names as received
  std::string_view body{};
  std::vector<Field> parameters{};  ///< of the route's pattern: {"id", "7"} for /things/{id}
  Client client{};
  bool secure = false;  ///< arrived over TLS, here or at a trusted proxy

  /// The value of the first field with this name (any case), or empty.
  std::string_view header(std::string_view name) const noexcept;
  std::size_t count(std::string_view name) const noexcept;
  /// The path segment that stood at {name}, or empty.
  std::string_view parameter(std::string_view name) const noexcept;
};

struct Header {
  std::string name;
  std::string value;
};

struct Response {
  unsigned status = 200;
  std::string content_type = "application/json";
  std::string body{};
  std::vector<Header>
      headers{};  ///< beside Content-Type, Content-Length, Date and the security headers of every answer
  /// Bytes that live as long as the program, sent instead of `body` when set: embedded assets are never copied.
  std::string_view static_body{};

  std::string_view content() const noexcept { return static_body.empty() ? std::string_view{body} : static_body; }
};

}  // namespace foyer::http
