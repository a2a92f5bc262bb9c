#include "tests/support/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>

#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <random>
#include <stdexcept>
#include <system_error>

namespace foyer::test {
namespace {

std::vector<char*> pointers_to(std::vector<std::string>& words) {
  std::vector<char*> out;
  out.reserve(words.size() + 1);
  for (auto& word : words) out.push_back(word.data());
  out.push_back(nullptr);
  return out;
}

class FileActions {
 public:
  FileActions() { ::posix_spawn_file_actions_init(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  ~FileActions() { ::posix_spawn_file_actions_destroy(&actions_); }

  void open(int descriptor, const std::filesystem::path& file, int flags) {
    ::posix_spawn_file_actions_addopen(&actions_, descriptor, file.c_str(), flags, 0600);
  }
  void enter(const std::filesystem::path& folder) { ::posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str()); }
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

bool can_listen_on(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_port = htons(port);
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool free = ::bind(socket, reinterpret_cast<const sockaddr*>(&at), sizeof at) == 0;
  ::close(socket);
  return free;
}

}  // namespace

Process::Process(const Command& command)
    : out_{command.folder / (command.name + ".out")}, err_{command.folder / (command.name + ".err")} {
  const auto input = command.folder / (command.name + ".in");
  std::ofstream{input} << command.input;
  constexpr int fresh = O_WRONLY | O_CREAT | O_TRUNC;
  FileActions actions;
  actions.open(STDIN_FILENO, input, O_RDONLY);
  actions.open(STDOUT_FILENO, out_, fresh);
  actions.open(STDERR_FILENO, err_, fresh);
  actions.enter(command.folder);
  std::vector<std::string> words = command.words;
  std::vector<std::string> variables;
  for (const auto& [name, value] : command.environment) variables.push_back(name + "=" + value);
  // What it runs counts as covered by the test that started it.
  if (const char* profile = std::getenv("LLVM_PROFILE_FILE"))
    variables.push_back("LLVM_PROFILE_FILE=" + std::string{profile});
  const int failure = ::posix_spawn(&pid_, words.front().c_str(), actions.get(), nullptr, pointers_to(words).data(),
                                    pointers_to(variables).data());
  if (failure != 0) throw std::system_error{failure, std::generic_category(), words.front()};
  // glibc 2.36 declares pidfd_open without C linkage.
  watch_ = static_cast<int>(::syscall(SYS_pidfd_open, pid_, 0));
  if (watch_ < 0) throw std::system_error{errno, std::generic_category(), "pidfd_open"};
}

Process::~Process() {
  if (!exit_code_) {
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }
  ::close(watch_);
}

void Process::signal(int number) const {
  if (!exit_code_) ::kill(pid_, number);
}

std::optional<int> Process::wait(std::chrono::milliseconds limit) {
  if (exit_code_) return exit_code_;
  pollfd ended{.fd = watch_, .events = POLLIN, .revents = 0};
  if (::poll(&ended, 1, static_cast<int>(limit.count())) <= 0) return std::nullopt;
  int status = 0;
  ::waitpid(pid_, &status, 0);
  exit_code_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return exit_code_;
}

std::string Process::out() const { return read_file(out_); }
std::string Process::err() const { return read_file(err_); }

Finished run(const Command& command) {
  Process process{command};
  const auto exit_code = process.wait(std::chrono::minutes{1});
  if (!exit_code) throw std::runtime_error{"still running after a minute: " + process.out() + process.err()};
  return {*exit_code, process.out(), process.err()};
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

std::uint16_t free_port() {
  static std::mt19937 dice{std::random_device{}()};
  std::uniform_int_distribution<int> below_those_of_clients{12'000, 32'000};
  for (int tries = 0; tries < 1000; ++tries) {
    const auto port = static_cast<std::uint16_t>(below_those_of_clients(dice));
    if (can_listen_on(port)) return port;
  }
  throw std::runtime_error{"no loopback port is free"};
}

void breathe() noexcept { ::poll(nullptr, 0, 5); }

}  // namespace foyer::test
