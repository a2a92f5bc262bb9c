#pragma once
// The bytes to and from one Redis: TCP, or TLS over it, and the greeting that makes it ours. Private to this room.
// Threads: used from its io_context's thread alone.

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "platform/redis/redis.h"

namespace foyer::redis {

/// Why not, for people, with the address and without user or password; nothing when all went well.
using Trouble = std::optional<std::string>;
using TlsContext = std::shared_ptr<boost::asio::ssl::context>;

/// "Redis at cache.example:6379"
std::string name_of(const Options&);
/// Null without tls. Reading the certificates of the system takes milliseconds: keep it.
std::expected<TlsContext, std::string> tls_context(const Options&);

class Wire {
 public:
  Wire(Executor, TlsContext);

  /// Connects and greets: AUTH, CLIENT SETNAME, SELECT, and whether it is a Redis that takes writes. Has no deadline of
  /// its own: close() ends it.
  Task<Trouble> open(const Options&);
  /// How many bytes came; 0 when the connection has ended.
  Task<std::size_t> read(boost::asio::mutable_buffer);
  /// Calls `done(bool written)`. The bytes stay where they are until then; one write at a time.
  template <class Done>
  void write(boost::asio::const_buffer, Done);
  void close() noexcept;
  /// A name that is being looked up cannot be given up: its thread ends when the resolver does.
  bool resolving() const noexcept { return resolving_; }

 private:
  using Socket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, Executor>;
  using Resolver = boost::asio::ip::basic_resolver<boost::asio::ip::tcp, Executor>;

  Task<Trouble> connect(const Options&);
  Task<Trouble> secure(const Options&);
  Task<Trouble> greet(const Options&);
  Task<bool> write_all(boost::asio::const_buffer);

  Socket socket_;
  Resolver resolver_;
  TlsContext context_;
  std::optional<boost::asio::ssl::stream<Socket&>> tls_;
  bool resolving_ = false;
  bool closed_ = false;
};

template <class Done>
void Wire::write(boost::asio::const_buffer bytes, Done done) {
  auto written = [done = std::move(done)](boost::system::error_code failure, std::size_t) mutable { done(!failure); };
  if (tls_) {
    boost::asio::async_write(*tls_, bytes, std::move(written));
  } else {
    boost::asio::async_write(socket_, bytes, std::move(written));
  }
}

}  // namespace foyer::redis
