#include "platform/http/server.h"

#include <openssl/rand.h>
#include <algorithm>
#include <stdexcept>
#include <thread>
#include <utility>

#include "core/thread_name.h"
#include "platform/http/lane.h"
#include "platform/http/listener.h"
#include "platform/http/tls.h"
#include "platform/http/traffic.h"

namespace foyer::http {
namespace {

std::uint64_t random_seed() {
  std::uint64_t seed = 0;
  if (RAND_bytes(reinterpret_cast<unsigned char*>(&seed), sizeof seed) != 1)
    throw std::runtime_error("the system gives no random bytes");
  return seed;
}

}  // namespace

struct Server::Impl {
  explicit Impl(const Router& of) : router{of} {}

  const Router& router;
  ServerOptions options;
  std::shared_ptr<boost::asio::ssl::context> tls;
  std::vector<std::unique_ptr<Lane>> lanes;
  std::vector<std::thread> threads;
  std::uint16_t port = 0;
};

Server::Server(ServerOptions options, const Router& router, const Clock& clock)
    : impl_{std::make_unique<Impl>(router)} {
  impl_->options = std::move(options);
  if (impl_->options.tls) impl_->tls = tls_context(*impl_->options.tls);
  std::vector<Executor> executors_of_lanes;
  for (unsigned i = 0; i < std::max(1U, impl_->options.threads); ++i) {
    impl_->lanes.push_back(std::make_unique<Lane>(impl_->options, router, clock, impl_->tls.get(), random_seed()));
    executors_of_lanes.push_back(impl_->lanes.back()->executor());
  }
  auto acceptors = listen_all(executors_of_lanes, impl_->options.host, impl_->options.port);
  impl_->port = acceptors.front().local_endpoint().port();
  for (std::size_t i = 0; i < acceptors.size(); ++i) impl_->lanes[i]->listen_on(std::move(acceptors[i]));
}

Server::~Server() { stop(); }

std::uint16_t Server::port() const noexcept { return impl_->port; }

void Server::start() {
  if (!impl_->threads.empty()) return;
  if (impl_->options.traffic) impl_->options.traffic->know(impl_->router.routes());
  for (const auto& lane : impl_->lanes) {
    impl_->threads.emplace_back([raw = lane.get()] {
      name_this_thread("foyer-http");
      raw->run();
    });
  }
}

void Server::stop() {
  if (impl_->threads.empty()) return;
  for (const auto& lane : impl_->lanes) lane->stop();
  for (std::thread& thread : impl_->threads) thread.join();
  impl_->threads.clear();
}

std::vector<Executor> Server::executors() {
  std::vector<Executor> all;
  for (const auto& lane : impl_->lanes) all.push_back(lane->executor());
  return all;
}

}  // namespace foyer::http
