#include "app/neighbour.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

namespace foyer::app {
namespace {

constexpr std::chrono::seconds fresh{5};
constexpr std::chrono::seconds longest_wait{1};

}  // namespace

void Neighbour::begin() {
  const auto now = Steady::now();
  if (asking_ || now < next_) return;
  asking_ = true;
  next_ = now + fresh;
  patience_.expires_at(now + longest_wait);
  boost::asio::co_spawn(executor_, ask_once(), boost::asio::detached);
}

Task<void> Neighbour::settle() {
  if (asking_) co_await patience_.async_wait(boost::asio::as_tuple(use_task));
}

Task<void> Neighbour::ask_once() {
  bool answered = false;
  try {
    answered = co_await ask_();
  } catch (const std::exception&) {
    answered = false;
  }
  up_ = answered;
  asking_ = false;
  patience_.cancel();
}

}  // namespace foyer::app
