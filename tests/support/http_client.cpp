#include "tests/support/http_client.h"

#include <poll.h>

#include <exception>

namespace foyer::test {
namespace {

namespace json = boost::json;

bool was_closed(const RawClient& connection) {
  pollfd look{.fd = connection.native(), .events = POLLIN | POLLRDHUP, .revents = 0};
  return ::poll(&look, 1, 0) > 0;
}

}  // namespace

json::value HttpAnswer::json() const {
  boost::system::error_code failed;
  auto value = json::parse(body, failed);
  return failed ? json::value{} : value;
}

std::string HttpAnswer::text(std::string_view member) const {
  const json::value value = json();
  const auto* object = value.if_object();
  const auto* found = object == nullptr ? nullptr : object->if_contains(member);
  return found != nullptr && found->is_string() ? std::string{found->as_string()} : std::string{};
}

HttpAnswer HttpClient::send(std::string_view method, std::string_view target, std::string_view body, Fields fields) {
  if (!connection_ || was_closed(*connection_)) connection_ = std::make_unique<RawClient>(port_);
  std::string bytes;
  bytes.append(method).append(" ").append(target).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
  for (const auto& [name, value] : fields) bytes.append(name).append(": ").append(value).append("\r\n");
  if (!body.empty() || method != "GET") bytes.append("Content-Length: " + std::to_string(body.size()) + "\r\n");
  bytes.append("\r\n").append(body);
  try {
    HttpAnswer answer{connection_->ask(bytes)};
    if (answer.header("Connection") == "close") connection_.reset();
    return answer;
  } catch (const std::exception&) {
    connection_.reset();
    throw;
  }
}

HttpAnswer HttpClient::send_json(std::string_view method, std::string_view target, const json::value* body,
                                 std::string_view bearer) {
  Fields fields;
  if (!bearer.empty()) fields.emplace_back("Authorization", "Bearer " + std::string{bearer});
  if (body == nullptr) return send(method, target, {}, std::move(fields));
  fields.emplace_back("Content-Type", "application/json");
  return send(method, target, json::serialize(*body), std::move(fields));
}

HttpAnswer HttpClient::get(std::string_view target, std::string_view bearer) {
  return send_json("GET", target, nullptr, bearer);
}
HttpAnswer HttpClient::post(std::string_view target, const json::value& body, std::string_view bearer) {
  return send_json("POST", target, &body, bearer);
}
HttpAnswer HttpClient::put(std::string_view target, const json::value& body, std::string_view bearer) {
  return send_json("PUT", target, &body, bearer);
}

}  // namespace foyer::test
