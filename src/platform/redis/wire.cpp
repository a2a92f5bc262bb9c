#include "platform/redis/wire.h"

#include <fmt/format.h>
#include <openssl/ssl.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>

#include "platform/redis/greeting.h"

namespace foyer::redis {

namespace asio = boost::asio;
namespace ssl = boost::asio::ssl;
using boost::system::error_code;

std::string name_of(const Options& options) {
  const bool bracketed = options.host.contains(':');
  return fmt::format("Redis at {}{}{}:{}", bracketed ? "[" : "", options.host, bracketed ? "]" : "", options.port);
}

std::expected<TlsContext, std::string> tls_context(const Options& options) {
  if (!options.tls) return TlsContext{};
  auto context = std::make_shared<ssl::context>(ssl::context::tls_client);
  SSL_CTX* const native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  context->set_verify_mode(ssl::verify_peer);
  error_code failure;
  if (options.ca_file.empty()) {
    context->set_default_verify_paths(failure);
  } else {
    context->load_verify_file(options.ca_file, failure);
  }
  if (failure) return std::unexpected(fmt::format("{}: {} holds no certificates", name_of(options), options.ca_file));
  return context;
}

Wire::Wire(Executor executor, TlsContext context)
    : socket_{executor}, resolver_{executor}, context_{std::move(context)} {}

Task<Trouble> Wire::open(const Options& options) {
  Trouble trouble = co_await connect(options);
  if (!trouble && context_) trouble = co_await secure(options);
  if (!trouble) trouble = co_await greet(options);
  co_return trouble;
}

Task<Trouble> Wire::connect(const Options& options) {
  error_code failure;
  const auto address = asio::ip::make_address(options.host, failure);
  if (!failure) {
    const asio::ip::tcp::endpoint there{address, options.port};
    std::tie(failure) = co_await socket_.async_connect(there, asio::as_tuple(use_task));
  } else {
    resolving_ = true;
    auto [unknown, found] =
        co_await resolver_.async_resolve(options.host, std::to_string(options.port), asio::as_tuple(use_task));
    resolving_ = false;
    failure = unknown;
    if (!failure && !closed_) {
      auto [refused, there] = co_await asio::async_connect(socket_, found, asio::as_tuple(use_task));
      failure = refused;
    }
  }
  if (closed_) failure = asio::error::operation_aborted;
  if (failure) co_return fmt::format("{} cannot be reached: {}", name_of(options), failure.message());
  error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay{true}, ignored);
  socket_.set_option(asio::socket_base::keep_alive{true}, ignored);
  co_return std::nullopt;
}

Task<Trouble> Wire::secure(const Options& options) {
  tls_.emplace(socket_, *context_);
  error_code is_name;
  asio::ip::make_address(options.host, is_name);
  if (is_name) SSL_set_tlsext_host_name(tls_->native_handle(), options.host.c_str());
  tls_->set_verify_callback(ssl::host_name_verification{options.host});
  const auto [failure] = co_await tls_->async_handshake(ssl::stream_base::client, asio::as_tuple(use_task));
  if (!failure) co_return std::nullopt;
  const long verdict = SSL_get_verify_result(tls_->native_handle());
  co_return fmt::format("{} offers no TLS we accept: {}", name_of(options),
                        verdict == X509_V_OK ? failure.message() : X509_verify_cert_error_string(verdict));
}

Task<std::size_t> Wire::read(asio::mutable_buffer bytes) {
  if (tls_) {
    const auto [failure, count] = co_await tls_->async_read_some(bytes, asio::as_tuple(use_task));
    co_return failure ? 0 : count;
  }
  const auto [failure, count] = co_await socket_.async_read_some(bytes, asio::as_tuple(use_task));
  co_return failure ? 0 : count;
}

Task<bool> Wire::write_all(asio::const_buffer bytes) {
  if (tls_) {
    const auto [failure, count] = co_await asio::async_write(*tls_, bytes, asio::as_tuple(use_task));
    co_return !failure;
  }
  const auto [failure, count] = co_await asio::async_write(socket_, bytes, asio::as_tuple(use_task));
  co_return !failure;
}

Task<Trouble> Wire::greet(const Options& options) {
  Greeting greeting{options};
  std::string hello = greeting.bytes();
  const asio::const_buffer bytes = asio::buffer(hello);
  const bool written = co_await write_all(bytes);
  wipe(hello);
  if (!written) co_return fmt::format("{} closed the connection", name_of(options));
  std::array<char, 1024> buffer{};
  while (!greeting.ended()) {
    const std::size_t count = co_await read(asio::buffer(buffer));
    greeting.hear({buffer.data(), count});
  }
  co_return greeting.trouble();
}

void Wire::close() noexcept {
  closed_ = true;
  resolver_.cancel();
  error_code ignored;
  socket_.close(ignored);
}

}  // namespace foyer::redis
