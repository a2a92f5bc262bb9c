#include "platform/http/tls.h"

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <boost/asio/ssl/context.hpp>
#include <stdexcept>

namespace foyer::http {

std::shared_ptr<boost::asio::ssl::context> tls_context(const TlsFiles& files) {
  using boost::asio::ssl::context;
  auto tls = std::make_shared<context>(context::tls_server);
  SSL_CTX* const native = tls->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // An idle connection gives its record buffers back.
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  boost::system::error_code failure;
  tls->use_certificate_chain_file(files.certificate.string(), failure);
  if (failure) throw std::runtime_error(fmt::format("{} is not a usable certificate", files.certificate.string()));
  tls->use_private_key_file(files.key.string(), context::pem, failure);
  if (failure || SSL_CTX_check_private_key(native) != 1)
    throw std::runtime_error(fmt::format("{} is not the certificate's private key", files.key.string()));
  return tls;
}

}  // namespace foyer::http
