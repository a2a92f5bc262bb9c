#include "platform/http/listener.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <boost/asio/ip/address.hpp>
#include <stdexcept>
#include <utility>

namespace foyer::http {
namespace {
namespace asio = boost::asio;
using asio::ip::tcp;
using Code = boost::system::error_code;

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

tcp::endpoint endpoint_of(const std::string& host, std::uint16_t port) {
  Code failure;
  const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, failure);
  if (failure) throw std::runtime_error(fmt::format("{} is not an IP address to listen on", host));
  return {address, port};
}

[[noreturn]] void refuse_to_listen(const tcp::endpoint& at, const Code& failure) {
  const std::string host = at.address().to_string();
  if (failure == asio::error::address_in_use)
    throw std::runtime_error(fmt::format("port {} on {} is already in use", at.port(), host));
  if (failure == asio::error::access_denied)
    throw std::runtime_error(fmt::format("port {} on {} needs more privileges", at.port(), host));
  if (failure == boost::system::errc::address_not_available)
    throw std::runtime_error(fmt::format("{} is not an address of this machine", host));
  throw std::runtime_error(fmt::format("cannot listen on port {} of {}: {}", at.port(), host, failure.message()));
}

enum class Port { exclusive, shared };

Acceptor bound(const Executor& executor, const tcp::endpoint& at, Port port) {
  Acceptor acceptor{executor};
  Code failure;
  acceptor.open(at.protocol(), failure);
  // A restart must not wait for connections of the last run to leave TIME_WAIT.
  if (!failure) acceptor.set_option(tcp::acceptor::reuse_address{true}, failure);
  if (!failure && port == Port::shared) acceptor.set_option(ReusePort{true}, failure);
  if (!failure) acceptor.bind(at, failure);
  if (failure) refuse_to_listen(at, failure);
  return acceptor;
}

void listen(Acceptor& acceptor, const tcp::endpoint& at) {
  Code failure;
  acceptor.listen(asio::socket_base::max_listen_connections, failure);
  if (failure) refuse_to_listen(at, failure);
}

}  // namespace

std::vector<Acceptor> listen_all(const std::vector<Executor>& executors, const std::string& host, std::uint16_t port) {
  tcp::endpoint at = endpoint_of(host, port);
  std::vector<Acceptor> acceptors;
  acceptors.reserve(executors.size());
  // Bound without SO_REUSEPORT, the first socket fails where another server of the same user already listens; the
  // option is set afterwards, so that only our own next sockets can join.
  acceptors.push_back(bound(executors.front(), at, Port::exclusive));
  at.port(acceptors.front().local_endpoint().port());
  if (executors.size() > 1) {
    Code failure;
    acceptors.front().set_option(ReusePort{true}, failure);
    if (failure) refuse_to_listen(at, failure);
  }
  listen(acceptors.front(), at);
  for (std::size_t i = 1; i < executors.size(); ++i) {
    acceptors.push_back(bound(executors[i], at, Port::shared));
    listen(acceptors.back(), at);
  }
  return acceptors;
}

}  // namespace foyer::http
