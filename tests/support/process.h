#pragma once
// Child processes: started with exactly the environment given, their output kept in files, killed with their owner.

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace foyer::test {

struct Command {
  std::vector<std::string> words;  ///< the program's path first
  std::map<std::string, std::string> environment{};
  std::filesystem::path folder;  ///< to run in; `output` and `errors` are made here
  std::string input{};           ///< of standard input, which then ends
  std::string name = "child";    ///< NAME.out and NAME.err hold what it says
};

class Process {
 public:
  explicit Process(const Command&);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  /// Kills it if it still runs.
  ~Process();

  pid_t pid() const noexcept { return pid_; }
  void signal(int number) const;
  /// The exit code, or 128 + the signal that ended it; nothing if it still runs when the time is over.
  std::optional<int> wait(std::chrono::milliseconds limit = std::chrono::seconds{30});
  std::string out() const;
  std::string err() const;

 private:
  pid_t pid_ = -1;
  int watch_ = -1;  ///< readable once the process has ended
  std::optional<int> exit_code_;
  std::filesystem::path out_;
  std::filesystem::path err_;
};

struct Finished {
  int exit_code = -1;
  std::string out;
  std::string err;
};
/// Runs it to its end; one that does not end within a minute is killed and fails with an exception.
Finished run(const Command&);

std::string read_file(const std::filesystem::path&);
/// A loopback port that nobody listens on now, outside the range from which clients get theirs.
std::uint16_t free_port();
/// True as soon as `claim` holds; looks again every few milliseconds until the time is over.
template <class Claim>
bool eventually(Claim claim, std::chrono::milliseconds limit = std::chrono::seconds{20});

/// Lets others have the processor for a moment between two looks.
void breathe() noexcept;

template <class Claim>
bool eventually(Claim claim, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!claim()) {
    if (std::chrono::steady_clock::now() > end) return false;
    breathe();
  }
  return true;
}

}  // namespace foyer::test
