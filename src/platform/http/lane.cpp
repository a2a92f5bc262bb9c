#include "platform/http/lane.h"

#include <algorithm>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <exception>
#include <utility>

#include "platform/http/traffic.h"
#include "platform/observe/log.h"

namespace foyer::http {
namespace asio = boost::asio;
using Code = boost::system::error_code;

namespace {

/// There may be no memory even to say so.
void report(const std::exception& failure) noexcept {
  try {
    log::error("uncaught exception on a server thread", {{"error", failure.what()}});
  } catch (const std::exception&) {
  }
}

}  // namespace

Lane::Lane(const ServerOptions& o, const Router& r, const Clock& clock, asio::ssl::context* tls, std::uint64_t seed)
    : options{o},
      router{r},
      ids{seed},
      date{clock},
      tls_{tls},
      tick_{io_.get_executor()},
      patience_{io_.get_executor()} {}

Lane::~Lane() = default;

void Lane::listen_on(Acceptor acceptor) { acceptor_.emplace(std::move(acceptor)); }

void Lane::run() {
  for (;;) {
    try {
      take_up_duties();
      io_.run();
      return;
    } catch (const std::exception& failure) {
      // Work that was posted beside requests threw; the connections of this thread are not to pay for it.
      report(failure);
    }
  }
}

/// Those that are not under way: a lane that accepts no more, or lets deadlines pass, would look alive and be of no
/// use.
void Lane::take_up_duties() {
  if (!accepts_ && !draining) {
    asio::co_spawn(io_, keep_on(*this, Duty{accepts_}, &Lane::accept_connections), asio::detached);
  }
  if (!sweeps_) asio::co_spawn(io_, keep_on(*this, Duty{sweeps_}, &Lane::sweep_each_second), asio::detached);
}

void Lane::stop() {
  asio::post(io_, [this] {
    if (std::exchange(draining, true)) return;
    asio::co_spawn(io_, drain(), asio::detached);
  });
}

Task<> Lane::drain() {
  admit_waiting();
  Code ignored;
  acceptor_->close(ignored);
  connections.drain_all();
  // Lets an accept that had already succeeded hand its connection over.
  co_await asio::post(io_, use_task);
  patience_.expires_after(options.drain_timeout);
  if (connections.size() > 0) co_await patience_.async_wait(asio::as_tuple(use_task));
  if (connections.size() > 0) log::warning("connections cut at shutdown", {{"count", connections.size()}});
  connections.cut_all();
  io_.stop();
}

/// Clients that connected before we stop: closing the listening socket would reset them, requests and all.
void Lane::admit_waiting() {
  Code failure;
  acceptor_->non_blocking(true, failure);
  while (!failure) {
    Socket socket{io_.get_executor()};
    acceptor_->accept(socket, failure);
    if (!failure) admit(std::move(socket));
  }
}

/// Begins `work` anew when it throws, which it does for want of memory.
Task<> Lane::keep_on(Lane& lane, Duty, Task<> (Lane::*work)()) {
  for (;;) {
    try {
      co_await (lane.*work)();
      co_return;
    } catch (const std::exception& failure) {
      report(failure);
    }
  }
}

void Lane::connection_ended() {
  if (options.traffic) options.traffic->disconnected();
  if (draining && connections.size() == 0) patience_.cancel();
}

Task<> Lane::sweep_each_second() {
  while (!draining || connections.size() > 0) {
    tick_.expires_after(std::chrono::seconds{1});
    const auto [failure] = co_await tick_.async_wait(asio::as_tuple(use_task));
    if (failure) co_return;
    connections.sweep(std::chrono::steady_clock::now());
  }
}

Task<> Lane::accept_connections() {
  constexpr std::chrono::milliseconds shortest{50};
  constexpr std::chrono::milliseconds longest{1000};
  Timer pause{io_.get_executor()};
  auto wait = shortest;
  for (;;) {
    auto [failure, socket] = co_await acceptor_->async_accept(asio::as_tuple(use_task));
    if (failure == asio::error::operation_aborted) co_return;
    if (!failure) {
      wait = shortest;
      admit(std::move(socket));
      if (draining) co_return;
      continue;
    }
    if (draining) co_return;
    if (failure == asio::error::connection_aborted) continue;
    // Out of descriptors or memory: trying again at once would only spin.
    log::warning("accept failed", {{"error", failure.message()}, {"retry_ms", wait.count()}});
    pause.expires_after(wait);
    co_await pause.async_wait(asio::as_tuple(use_task));
    if (draining) co_return;
    wait = std::min(wait * 2, longest);
  }
}

void Lane::admit(Socket socket) {
  if (connections.size() >= options.max_connections) {
    if (options.traffic) options.traffic->turned_away();
    return;
  }
  Code failure;
  socket.set_option(asio::ip::tcp::no_delay{true}, failure);
  if (!failure) socket.non_blocking(true, failure);
  if (failure) return;
  if (options.traffic) options.traffic->connected();
  if (tls_)
    serve_tls(*this, std::move(socket), *tls_);
  else
    serve_plain(*this, std::move(socket));
}

}  // namespace foyer::http
