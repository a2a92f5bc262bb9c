#pragma once
// The server's side of TLS: version 1.2 or newer, no compression, no renegotiation.

#include <memory>

#include "platform/http/server.h"

namespace boost::asio::ssl {
class context;
}

namespace foyer::http {

/// Throws std::runtime_error with one sentence that names the file it cannot use.
std::shared_ptr<boost::asio::ssl::context> tls_context(const TlsFiles&);

/// Its group is another matter: that is how programs share a key.
bool others_can_read_key(const TlsFiles&);

}  // namespace foyer::http
