#pragma once
// The listening side: one io_context per thread, each accepting on its own SO_REUSEPORT socket; connections stay on
// their thread. Beast's parser reads, everything it is lenient about is refused before it (security.md H1), limits and
// deadlines are H2's. Answers are written by our own writer in one gather write.

#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "platform/async/task.h"
#include "platform/http/cors.h"
#include "platform/http/router.h"
#include "platform/http/trusted_proxies.h"

namespace foyer::http {

class Traffic;

struct TlsFiles {
  std::filesystem::path certificate;  ///< PEM, the chain from the leaf up
  std::filesystem::path key;          ///< PEM
};

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8000;  ///< 0: any free port, see Server::port
  unsigned threads = 1;
  std::optional<TlsFiles> tls{};
  std::size_t max_target = 8 * 1024;        ///< bytes; above: 414
  std::size_t max_header = 16 * 1024;       ///< bytes of the whole header section; above: 431
  std::size_t max_fields = 100;             ///< above: 431
  std::size_t max_body = 64 * 1024;         ///< bytes, however framed; above: 413
  std::chrono::seconds header_timeout{10};  ///< from the first byte (or the accept) to the end of the header: 408
  std::chrono::seconds body_timeout{15};    ///< 408
  std::chrono::seconds idle_timeout{60};    ///< between requests: closed silently
  std::chrono::seconds write_timeout{30};   ///< a client that does not read is cut off
  std::chrono::seconds drain_timeout{10};   ///< how long stop() lets running requests finish
  std::size_t max_connections = 10'000;     ///< per thread; above: accepted and closed
  TrustedProxies trusted_proxies{};         ///< whose X-Forwarded-For and X-Forwarded-Proto count; empty: nobody's
  CorsOrigins cors_origins{};               ///< web sites that may read answers; empty: none but our own
  /// Which Error an exception out of a handler becomes: Errc::internal where this is empty.
  std::function<Error(std::exception_ptr)> explain{};
  Traffic* traffic = nullptr;  ///< counts what is served and outlives the server; null: nobody counts
  bool log_requests = true;    ///< one line for each
};

class Server {
 public:
  /// Binds; throws std::runtime_error with one sentence (port taken, address not ours, bad certificate).
  Server(ServerOptions, const Router&, const Clock&);
  ~Server();

  std::uint16_t port() const noexcept;
  /// Starts the threads and returns.
  void start();
  /// Stops accepting, closes idle connections, answers what is under way with `Connection: close`, waits at most
  /// drain_timeout, then cuts. Returns when every thread has ended. Callable from any thread but the server's own.
  /// Handlers that were cut are destroyed with the server: what they wait for elsewhere (pools) ends between the two.
  void stop();
  /// The threads' executors, for work that must run beside requests.
  std::vector<Executor> executors();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace foyer::http
