#pragma once
// One kept-alive connection: at most one request at a time, never waits. It opens itself with the first request, again
// after its end.

#include <netinet/in.h>

#include <string>
#include <string_view>

#include "load/answer.h"

namespace load {

class Connection {
 public:
  /// `tag` comes back with the events of `epoll`.
  Connection(int epoll, sockaddr_in peer, std::uint32_t tag) : epoll_{epoll}, peer_{peer}, tag_{tag} {}
  ~Connection() { close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  bool open();
  /// False when it could not be sent; then the connection is closed.
  bool send(std::string_view request);

  enum class Progress { waiting, answered, broken };
  /// What an event brought. Broken also means an end that nobody waited for; then the connection is closed.
  Progress proceed();
  /// Valid after `answered`, until taken_answer().
  const Answer& answer() const noexcept { return answer_; }
  void taken_answer();
  void close() noexcept;
  bool is_open() const noexcept { return socket_ >= 0; }

 private:
  bool flush();
  Progress fail();

  int epoll_;
  sockaddr_in peer_;
  std::uint32_t tag_;
  int socket_ = -1;
  std::string unsent_;
  std::string received_;
  Answer answer_{};
};

}  // namespace load
