#pragma once
// A client that sends exactly the bytes it is given, over a blocking loopback socket. Every wait ends after ten
// seconds with an exception, so a server that hangs fails the test instead of stopping it.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace foyer::test {

struct RawAnswer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;

  /// The value of the one field with this name (exact case), "" if absent.
  std::string header(std::string_view name) const {
    for (const auto& [key, value] : fields)
      if (key == name) return value;
    return {};
  }
  std::size_t count(std::string_view name) const {
    std::size_t found = 0;
    for (const auto& [key, value] : fields) found += key == name ? 1 : 0;
    return found;
  }
};

class RawClient {
 public:
  explicit RawClient(std::uint16_t port) : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
      throw std::runtime_error("cannot connect to the server under test");
    const int on = 1;
    ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  ~RawClient() { ::close(socket_); }
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False if the server has closed meanwhile.
  bool send(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (size <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
  }
  void finish_sending() const { ::shutdown(socket_, SHUT_WR); }

  /// The next answer of the connection; `to_head` for answers that have no body whatever their length says.
  RawAnswer read_answer(bool to_head = false) {
    std::size_t end = 0;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
      if (!receive()) throw std::runtime_error("the connection ended before an answer: " + buffer_);
    RawAnswer answer;
    answer.status = std::stoi(buffer_.substr(9, 3));
    for (std::size_t at = buffer_.find("\r\n") + 2; at < end + 2;) {
      const std::size_t stop = buffer_.find("\r\n", at);
      const std::string line = buffer_.substr(at, stop - at);
      const std::size_t colon = line.find(": ");
      answer.fields.emplace_back(line.substr(0, colon), line.substr(colon + 2));
      at = stop + 2;
    }
    buffer_.erase(0, end + 4);
    const std::string length = answer.header("Content-Length");
    const std::size_t size = to_head || length.empty() ? 0 : std::stoul(length);
    while (buffer_.size() < size)
      if (!receive()) throw std::runtime_error("the connection ended inside a body");
    answer.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return answer;
  }
  RawAnswer ask(std::string_view bytes) {
    send(bytes);
    return read_answer();
  }
  /// True once the server has closed without another byte.
  bool ended() {
    while (buffer_.empty())
      if (!receive()) return true;
    return false;
  }
  /// Everything up to the end of the connection.
  std::string read_rest() {
    while (receive()) {
    }
    return std::exchange(buffer_, {});
  }
  /// Reads nothing; true once the server has given the connection up.
  bool wait_for_reset() const {
    pollfd wait{.fd = socket_, .events = POLLRDHUP, .revents = 0};
    return ::poll(&wait, 1, 10'000) > 0;
  }
  int native() const noexcept { return socket_; }

 private:
  bool receive() {
    pollfd wait{.fd = socket_, .events = POLLIN, .revents = 0};
    if (::poll(&wait, 1, 10'000) <= 0) throw std::runtime_error("the server did not answer within ten seconds");
    std::array<char, 16384> bytes;
    const ssize_t size = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (size <= 0) return false;
    buffer_.append(bytes.data(), static_cast<std::size_t>(size));
    return true;
  }

  int socket_;
  std::string buffer_;
};

}  // namespace foyer::test
