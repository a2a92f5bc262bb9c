#pragma once
// The real binary, running `foyer serve` on a loopback port of its own until it is told to stop.

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>

#include "tests/support/http_client.h"
#include "tests/support/process.h"

namespace foyer::test {

using Variables = std::map<std::string, std::string>;

/// The binary under test: FOYER_BINARY of the environment, else the one this build made.
std::string foyer_binary();

class ServerProcess {
 public:
  /// Returns once it answers. A port that was taken in the meantime is exchanged for another; every other end during
  /// start-up is an exception that quotes what the server said.
  ServerProcess(const Variables& settings, const std::filesystem::path& folder);

  std::uint16_t port() const noexcept { return port_; }
  pid_t pid() const noexcept { return process_->pid(); }
  HttpClient client() const { return HttpClient{port_}; }

  void signal(int number) const { process_->signal(number); }
  /// As an operator would: SIGTERM, then its exit code; -1 if it has not ended after 15 seconds.
  int stop();
  /// As a power cut would.
  void kill();
  std::string out() const { return process_->out(); }
  std::string err() const { return process_->err(); }

 private:
  bool try_start(Variables, const std::filesystem::path& folder);

  std::uint16_t port_ = 0;
  std::unique_ptr<Process> process_;
};

}  // namespace foyer::test
