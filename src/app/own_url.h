#pragma once
// What this server calls itself where FRONTEND_URL and ISSUER say nothing.

#include <cstdint>
#include <string>

#include "platform/http/server.h"

namespace foyer::app {

/// True if it answers on every address of the machine.
bool listens_everywhere(const http::ServerOptions&);
/// Its URL without a slash at the end; of one that listens everywhere the URL on this machine.
std::string own_url(const http::ServerOptions&, std::uint16_t port);

}  // namespace foyer::app
