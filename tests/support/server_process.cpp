#include "tests/support/server_process.h"

#include <signal.h>

#include <cstdlib>
#include <stdexcept>

namespace foyer::test {
namespace {

bool is_alive(std::uint16_t port) {
  try {
    return HttpClient{port}.get("/health/live").status == 200;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace

std::string foyer_binary() {
  const char* wanted = std::getenv("FOYER_BINARY");
  return wanted == nullptr ? FOYER_BUILT_BINARY : wanted;
}

ServerProcess::ServerProcess(const Variables& settings, const std::filesystem::path& folder) {
  for (int tries = 0; tries < 5; ++tries) {
    if (try_start(settings, folder)) return;
  }
  throw std::runtime_error{"no port stayed free long enough"};
}

bool ServerProcess::try_start(Variables settings, const std::filesystem::path& folder) {
  port_ = settings.contains("PORT") ? static_cast<std::uint16_t>(std::stoi(settings["PORT"])) : free_port();
  settings["PORT"] = std::to_string(port_);
  process_ = std::make_unique<Process>(
      Command{.words = {foyer_binary(), "serve"}, .environment = settings, .folder = folder, .name = "server"});
  std::optional<int> ended;
  const bool settled = eventually([&] {
    ended = process_->wait(std::chrono::milliseconds{0});
    return ended || is_alive(port_);
  });
  if (settled && !ended) return true;
  if (ended && err().contains("already in use")) return false;
  throw std::runtime_error{"the server did not come up: " + out() + err()};
}

int ServerProcess::stop() {
  signal(SIGTERM);
  return process_->wait(std::chrono::seconds{15}).value_or(-1);
}

void ServerProcess::kill() {
  signal(SIGKILL);
  process_->wait();
}

}  // namespace foyer::test
