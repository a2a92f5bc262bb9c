#include "app/own_url.h"

#include <fmt/format.h>

namespace foyer::app {

bool listens_everywhere(const http::ServerOptions& server) { return server.host == "0.0.0.0" || server.host == "::"; }

std::string own_url(const http::ServerOptions& server, std::uint16_t port) {
  const bool v6 = server.host.contains(':');
  const std::string host = listens_everywhere(server) ? "localhost" : v6 ? "[" + server.host + "]" : server.host;
  return fmt::format("{}://{}:{}", server.tls ? "https" : "http", host, port);
}

}  // namespace foyer::app
