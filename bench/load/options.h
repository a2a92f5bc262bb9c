#pragma once
// What one run of the generator is to do.

#include <netinet/in.h>

#include <chrono>
#include <expected>
#include <string>
#include <vector>

#include "load/accounts.h"
#include "load/mix.h"
#include "load/session_pool.h"

namespace load {

struct Options {
  sockaddr_in server{};
  Mix mix{};
  double rate = 0;           ///< arrivals a second; 0: each connection asks again once it is answered
  unsigned connections = 0;  ///< opened at the start
  unsigned most = 0;         ///< of them, where arrivals find none free
  unsigned threads = 1;
  std::uint64_t count = 0;                   ///< requests in all; 0: as many as fit into the time
  std::chrono::duration<double> warm_up{0};  ///< not counted
  std::chrono::duration<double> length{0};
  std::chrono::duration<double> timeout{0};  ///< a request unanswered for this long is broken
  std::chrono::duration<double> late{0};     ///< own lateness (p99) from which a run proves nothing
  bool real_time = false;                    ///< before all others on this machine, if it may
  std::vector<TokenPair> sessions{};
  std::string sessions_out{};
  Accounts accounts{};
  Accounts newcomers{};
  std::string password{};
  std::string out{};
};

/// One line that says what is wrong, else; with --help, the help and nothing wrong is an empty line.
std::expected<Options, std::string> read_options(int argc, const char* const* argv);

}  // namespace load
