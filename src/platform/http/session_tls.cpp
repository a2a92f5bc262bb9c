#include <boost/asio/ssl/stream.hpp>

#include "platform/http/session.h"

namespace foyer::http {

void serve_tls(Lane& lane, Socket socket, boost::asio::ssl::context& tls) {
  using Stream = boost::asio::ssl::stream<Socket>;
  auto session = std::make_unique<Session<Stream>>(lane, std::move(socket), tls);
  boost::asio::co_spawn(lane.executor(), Session<Stream>::run(std::move(session)), boost::asio::detached);
}

}  // namespace foyer::http
