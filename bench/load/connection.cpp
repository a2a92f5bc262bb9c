#include "load/connection.h"

#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace load {

bool Connection::open() {
  socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket_ < 0) return false;
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  epoll_event event{.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET, .data = {.u32 = tag_}};
  const bool begun =
      ::connect(socket_, reinterpret_cast<const sockaddr*>(&peer_), sizeof peer_) == 0 || errno == EINPROGRESS;
  if (begun && ::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket_, &event) == 0) return true;
  close();
  return false;
}

bool Connection::send(std::string_view request) {
  if (!is_open() && !open()) return false;
  unsent_ = request;
  return flush();
}

/// What does not go out now, or while the connection is still being made, goes when epoll says so.
bool Connection::flush() {
  while (!unsent_.empty()) {
    const auto sent = ::send(socket_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
    if (sent < 0 && (errno == EAGAIN || errno == ENOTCONN)) return true;
    if (sent < 0) return close(), false;
    unsent_.erase(0, static_cast<std::size_t>(sent));
  }
  return true;
}

Connection::Progress Connection::proceed() {
  if (!is_open()) return Progress::waiting;
  if (!flush()) return Progress::broken;
  std::array<char, 16'384> piece;
  for (;;) {
    const auto got = ::recv(socket_, piece.data(), piece.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == ENOTCONN)) return Progress::waiting;
    if (got <= 0) return fail();
    received_.append(piece.data(), static_cast<std::size_t>(got));
    const Reading reading = read_answer(received_);
    if (reading.state == Reading::State::foreign) return fail();
    if (reading.state == Reading::State::whole) {
      answer_ = reading.answer;
      return Progress::answered;
    }
  }
}

void Connection::taken_answer() {
  if (answer_.closes) return close();
  received_.clear();
}

Connection::Progress Connection::fail() {
  close();
  return Progress::broken;
}

void Connection::close() noexcept {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
  unsent_.clear();
  received_.clear();
}

}  // namespace load
