#pragma once
// A blocking client of the API on a loopback port: JSON in, JSON out, one kept-alive connection that is opened again
// when the server has closed it between requests. Not for several threads at once.

#include <boost/json.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/raw_http.h"

namespace foyer::test {

struct HttpAnswer : RawAnswer {
  /// The body as JSON; null if it is none.
  boost::json::value json() const;
  /// The text of a member of the body; empty if there is none.
  std::string text(std::string_view member) const;
};

class HttpClient {
 public:
  using Fields = std::vector<std::pair<std::string, std::string>>;

  explicit HttpClient(std::uint16_t port) : port_{port} {}

  /// Throws std::runtime_error if no answer comes.
  HttpAnswer send(std::string_view method, std::string_view target, std::string_view body = {}, Fields = {});

  HttpAnswer get(std::string_view target, std::string_view bearer = {});
  HttpAnswer post(std::string_view target, const boost::json::value& body, std::string_view bearer = {});
  HttpAnswer put(std::string_view target, const boost::json::value& body, std::string_view bearer = {});

 private:
  HttpAnswer send_json(std::string_view method, std::string_view target, const boost::json::value*,
                       std::string_view bearer);

  std::uint16_t port_;
  std::unique_ptr<RawClient> connection_;
};

}  // namespace foyer::test
