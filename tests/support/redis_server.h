#pragma once
// A Redis of one test's own: on a free loopback port, in a temporary folder, as nobody when we are root, and gone with
// this object or this process. Start it on a thread that lives as long as the object.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "platform/redis/redis.h"
#include "tests/support/process.h"
#include "tests/support/temp_folder.h"

namespace foyer::test {

class RedisServer {
 public:
  /// Ready for connections. `more` are further arguments of redis-server, such as {"--requirepass", "word"}.
  explicit RedisServer(std::vector<std::string> more = {});

  std::uint16_t port() const noexcept { return port_; }
  std::filesystem::path folder() const { return folder_.path(); }
  /// For a client without TLS, user or password.
  redis::Options options() const;
  /// "redis://127.0.0.1:<port>/<database>"
  std::string url(int database = 0) const;
  /// One command on a connection of its own.
  redis::Reply ask(redis::Command) const;

  /// Ended by SIGKILL, as a crash would. What it held is lost, unless `more` asked for appendonly.
  void kill();
  /// On the same port.
  void start();
  void restart();
  /// Stopped by SIGSTOP: the kernel still accepts connections for it, and nobody answers.
  void freeze();
  void thaw();

 private:
  bool try_start();

  std::vector<std::string> more_;
  TempFolder folder_;
  std::uint16_t port_ = 0;
  std::unique_ptr<Process> process_;
};

}  // namespace foyer::test
