#pragma once
// Listening sockets: one per thread, sharing one port that nobody else may share.

#include <cstddef>
#include <string>
#include <vector>

#include "platform/http/lane.h"

namespace foyer::http {

/// One listening socket per executor, all on `host` and `port` (0: one free port for all). Throws std::runtime_error
/// with one sentence when that is not possible.
std::vector<Acceptor> listen_all(const std::vector<Executor>&, const std::string& host, std::uint16_t port);

}  // namespace foyer::http
