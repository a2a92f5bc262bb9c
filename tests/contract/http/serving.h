#pragma once
// A running server with a few handlers, for the tests of this folder.

#include <atomic>
#include <boost/asio/steady_timer.hpp>
#include <future>
#include <memory>
#include <stdexcept>
#include <string>

#include "core/clock.h"
#include "platform/http/problem.h"
#include "platform/http/router.h"
#include "platform/http/server.h"
#include "tests/support/raw_http.h"

namespace foyer::http::test {

using foyer::test::RawAnswer;
using foyer::test::RawClient;

class StoppedClock final : public Clock {
 public:
  /// Mon, 23 Nov 2026 01:02:03 GMT
  Time now() const override { return Time{std::chrono::milliseconds{1795395723000}}; }
};

/// Holds the handler of GET /wait until the test opens it.
class Gate {
 public:
  Task<Response> pass() {
    boost::asio::basic_waitable_timer<std::chrono::steady_clock, boost::asio::wait_traits<std::chrono::steady_clock>,
                                      Executor>
        timer{co_await boost::asio::this_coro::executor};
    entered_.set_value();
    while (!open_) {
      timer.expires_after(std::chrono::milliseconds{1});
      co_await timer.async_wait(use_task);
    }
    co_return Response{.body = R"("passed")"};
  }
  void wait_until_entered() { entered_.get_future().wait(); }
  void open() { open_ = true; }

 private:
  std::promise<void> entered_;
  std::atomic<bool> open_ = false;
};

inline Task<Response> hello(const Request&) { co_return Response{.body = R"("hello")"}; }
inline Task<Response> echo(const Request& request) { co_return Response{.body = std::string{request.body}}; }
inline Task<Response> path_of(const Request& request) {
  co_return Response{.content_type = "text/plain",
                     .body = std::string{request.path} + "?" + std::string{request.query}};
}
inline Task<Response> facts_of(const Request& request) {
  const Client& client = request.client;
  co_return Response{.content_type = "text/plain",
                     .body = client.address + "|" + client.user_agent + "|" + client.request_id + "|" +
                             (client.wants_html ? "html" : "json") + "|" + (request.secure ? "secure" : "plain")};
}
inline Task<Response> boom(const Request&) {
  throw std::runtime_error("the secret plan");
  co_return Response{};
}

class Serving {
 public:
  explicit Serving(ServerOptions options = {}) {
    router.add(Method::get, "/hello", hello);
    router.add(Method::post, "/echo", echo);
    router.add(Method::get, "/", path_of);
    router.add(Method::get, "/a b", path_of);
    router.add(Method::get, "/facts", facts_of);
    router.add(Method::get, "/boom", boom);
    router.add(Method::get, "/wait", [this](const Request&) { return gate.pass(); });
    options.port = 0;
    server = std::make_unique<Server>(std::move(options), router, clock);
    server->start();
  }
  /// Handlers may be added only before requests come, as in the program itself.
  void add(Method method, const std::string& path, Handler handler) { router.add(method, path, std::move(handler)); }
  std::uint16_t port() const { return server->port(); }
  RawAnswer ask(std::string_view bytes) const { return RawClient{port()}.ask(bytes); }
  RawAnswer get(const std::string& target, const std::string& fields = {}) const {
    return ask("GET " + target + " HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
  }

  StoppedClock clock;
  Gate gate;
  Router router;
  std::unique_ptr<Server> server;
};

}  // namespace foyer::http::test
