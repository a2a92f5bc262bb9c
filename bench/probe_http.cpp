// probe_http THREADS: the least an HTTP endpoint written with Boost.Beast in the usual way does. Answers every request
// with the same 300 bytes of JSON; prints its port.

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <list>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr auto when_done = asio::as_tuple(asio::use_awaitable);

std::string profile_of_300_bytes() {
  std::string json = R"({"id":1,"email":"viewer@cinema.example","info":")";
  json.append(300 - json.size() - 2, 'x');
  return json + "\"}";
}

asio::awaitable<void> serve(tcp::socket socket, const std::string& body) {
  beast::tcp_stream stream{std::move(socket)};
  beast::flat_buffer buffer;
  for (;;) {
    http::request<http::string_body> request;
    stream.expires_after(std::chrono::seconds{30});
    const auto [read_failure, taken] = co_await http::async_read(stream, buffer, request, when_done);
    if (read_failure) co_return;
    http::response<http::string_body> response{http::status::ok, request.version()};
    response.set(http::field::content_type, "application/json");
    response.keep_alive(request.keep_alive());
    response.body() = body;
    response.prepare_payload();
    const auto [write_failure, sent] = co_await http::async_write(stream, response, when_done);
    if (write_failure || !response.keep_alive()) co_return;
  }
}

asio::awaitable<void> accept_all(tcp::acceptor& acceptor, const std::string& body) {
  for (;;) {
    auto [failure, socket] = co_await acceptor.async_accept(when_done);
    if (failure) co_return;
    socket.set_option(tcp::no_delay{true});
    asio::co_spawn(acceptor.get_executor(), serve(std::move(socket), body), asio::detached);
  }
}

struct Lane {
  asio::io_context context{1};
  tcp::acceptor acceptor{context};

  void listen(std::uint16_t port) {
    acceptor.open(tcp::v4());
    acceptor.set_option(tcp::acceptor::reuse_address{true});
    acceptor.set_option(ReusePort{true});
    acceptor.bind({asio::ip::address_v4::loopback(), port});
    acceptor.listen();
  }
};

}  // namespace

int main(int argc, char** argv) {
  const int count = argc > 1 ? std::atoi(argv[1]) : 1;
  const std::string body = profile_of_300_bytes();
  std::list<Lane> lanes;
  std::uint16_t port = 0;
  for (int i = 0; i < count; ++i) {
    lanes.emplace_back().listen(port);
    port = lanes.back().acceptor.local_endpoint().port();
    asio::co_spawn(lanes.back().context, accept_all(lanes.back().acceptor, body), asio::detached);
  }
  std::printf("%u\n", static_cast<unsigned>(port));
  std::fflush(stdout);
  std::vector<std::jthread> threads;
  for (Lane& lane : lanes) threads.emplace_back([&lane] { lane.context.run(); });
}
