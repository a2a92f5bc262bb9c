#include "platform/http/tls.h"

#include <fmt/format.h>
#include <openssl/ssl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/ssl/context.hpp>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace foyer::http {
namespace {

void require_readable(const std::filesystem::path& file) {
  if (::access(file.c_str(), R_OK) == 0) return;
  throw std::runtime_error(fmt::format("cannot read {}: {}", file.string(), std::generic_category().message(errno)));
}

/// OpenSSL would ask for a passphrase on the terminal. `asked` is a bool.
int give_no_passphrase(char*, int, int, void* asked) {
  *static_cast<bool*>(asked) = true;
  return -1;
}

}  // namespace

std::shared_ptr<boost::asio::ssl::context> tls_context(const TlsFiles& files) {
  using boost::asio::ssl::context;
  auto tls = std::make_shared<context>(context::tls_server);
  SSL_CTX* const native = tls->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_options(native, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
  // An idle connection gives its record buffers back.
  SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
  boost::system::error_code failure;
  require_readable(files.certificate);
  require_readable(files.key);
  tls->use_certificate_chain_file(files.certificate.string(), failure);
  if (failure) throw std::runtime_error(fmt::format("{} is not a usable certificate", files.certificate.string()));
  bool encrypted = false;
  SSL_CTX_set_default_passwd_cb(native, &give_no_passphrase);
  SSL_CTX_set_default_passwd_cb_userdata(native, &encrypted);
  tls->use_private_key_file(files.key.string(), context::pem, failure);
  SSL_CTX_set_default_passwd_cb_userdata(native, nullptr);  // else Asio takes it for its own and deletes it
  if (encrypted)
    throw std::runtime_error(fmt::format("{} is encrypted: store it without a passphrase", files.key.string()));
  if (failure || SSL_CTX_check_private_key(native) != 1)
    throw std::runtime_error(fmt::format("{} is not the certificate's private key", files.key.string()));
  return tls;
}

bool others_can_read_key(const TlsFiles& files) {
  struct stat facts{};
  return ::stat(files.key.c_str(), &facts) == 0 && (facts.st_mode & S_IROTH) != 0;
}

}  // namespace foyer::http
