#include <boost/asio/this_coro.hpp>

#include "platform/async/block_on.h"
#include "platform/redis/redis.h"

namespace foyer::redis {
namespace {

Task<std::string> ask(Options options) {
  Client client{co_await boost::asio::this_coro::executor, std::move(options)};
  Command ping{"PING"};
  try {
    const Reply reply = co_await client.run(std::move(ping));
    const auto* refusal = reply.failure();
    co_return refusal == nullptr ? std::string{} : refusal->text;
  } catch (const Unavailable& error) {
    co_return error.what();
  }
}

}  // namespace

std::string trouble_with(const Options& options) { return block_on(ask(options.copy())); }

}  // namespace foyer::redis
