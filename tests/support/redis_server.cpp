#include "tests/support/redis_server.h"

#include <signal.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/this_coro.hpp>
#include <stdexcept>

#include "tests/support/run_on.h"

namespace foyer::test {
namespace {

constexpr uid_t nobody = 65534;

/// The words before a program's own that let it die with us and take root away from it.
std::vector<std::string> harmless() {
  std::vector<std::string> words{"/usr/bin/setpriv", "--pdeathsig", "KILL"};
  if (::geteuid() == 0) {
    for (const char* word : {"--reuid", "65534", "--regid", "65534", "--clear-groups"}) words.emplace_back(word);
  }
  return words;
}

Task<redis::Reply> ask_once(redis::Options options, redis::Command command) {
  redis::Client client{co_await boost::asio::this_coro::executor, std::move(options)};
  redis::Reply reply = co_await client.run(std::move(command));
  client.close();
  co_return reply;
}

}  // namespace

RedisServer::RedisServer(std::vector<std::string> more) : more_{std::move(more)} {
  if (::geteuid() == 0 && ::chown(folder_.path().c_str(), nobody, nobody) != 0) throw std::runtime_error{"chown"};
  for (int tries = 0; tries < 5; ++tries) {
    port_ = free_port();
    if (try_start()) return;
  }
  throw std::runtime_error{"no port stayed free long enough"};
}

redis::Options RedisServer::options() const {
  redis::Options out;
  out.port = port_;
  return out;
}

std::string RedisServer::url(int database) const {
  return "redis://127.0.0.1:" + std::to_string(port_) + "/" + std::to_string(database);
}

redis::Reply RedisServer::ask(redis::Command command) const {
  boost::asio::io_context io{1};
  return run_on(io, ask_once(options(), std::move(command)));
}

void RedisServer::kill() {
  process_->signal(SIGKILL);
  process_->wait();
}

void RedisServer::start() {
  if (!try_start()) throw std::runtime_error{"Redis did not come back: " + process_->out()};
}

void RedisServer::restart() {
  kill();
  start();
}

void RedisServer::freeze() { process_->signal(SIGSTOP); }
void RedisServer::thaw() { process_->signal(SIGCONT); }

bool RedisServer::try_start() {
  std::vector<std::string> words = harmless();
  const std::vector<std::string> own{
      "/usr/bin/redis-server", "--port", std::to_string(port_), "--bind", "127.0.0.1", "--save", "", "--dir",
      folder_.path()};
  words.insert(words.end(), own.begin(), own.end());
  words.insert(words.end(), more_.begin(), more_.end());
  process_ = std::make_unique<Process>(Command{.words = words, .folder = folder_.path(), .name = "redis"});
  std::optional<int> ended;
  const bool settled = eventually([&] {
    ended = process_->wait(std::chrono::milliseconds{0});
    return ended || process_->out().contains("Ready to accept connections");
  });
  if (settled && !ended) return true;
  if (ended && process_->out().contains("Address already in use")) return false;
  throw std::runtime_error{"Redis did not come up: " + process_->out() + process_->err()};
}

}  // namespace foyer::test
