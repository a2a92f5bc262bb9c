#include "platform/http/session.h"

namespace foyer::http {

void serve_plain(Lane& lane, Socket socket) {
  auto session = std::make_unique<Session<Socket>>(lane, std::move(socket));
  boost::asio::co_spawn(lane.executor(), Session<Socket>::run(std::move(session)), boost::asio::detached);
}

}  // namespace foyer::http
