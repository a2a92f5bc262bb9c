#include "tests/support/smtp_sink.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <csignal>
#include <list>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string_view>
#include <thread>

namespace foyer::test {
namespace {

template <auto free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    free(object);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using TlsContext = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using Tls = std::unique_ptr<SSL, Freed<SSL_free>>;

Certificate self_signed(EVP_PKEY* key, const std::string& name) {
  Certificate made{X509_new()};
  X509_set_version(made.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), 24 * 3600);
  X509_set_pubkey(made.get(), key);
  X509_NAME* subject = X509_get_subject_name(made.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(made.get(), subject);
  const std::string names = "DNS:" + name;
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
  X509_add_ext(made.get(), extension, -1);
  X509_EXTENSION_free(extension);
  X509_sign(made.get(), key, EVP_sha256());
  return made;
}

std::string pem_of(X509* certificate) {
  BIO* memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, certificate);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory, &bytes);
  std::string pem{bytes, static_cast<std::size_t>(size)};
  BIO_free(memory);
  return pem;
}

/// One client's bytes, in clear or in TLS.
class Wire {
 public:
  explicit Wire(int socket) : socket_{socket} {}

  bool start_tls(SSL_CTX* context) {
    // Bytes sent before the handshake would be read as if they had been encrypted.
    if (!pending_.empty()) return false;
    tls_.reset(SSL_new(context));
    SSL_set_fd(tls_.get(), socket_);
    return SSL_accept(tls_.get()) == 1;
  }
  bool encrypted() const { return tls_ != nullptr; }

  std::optional<std::string> line() {
    for (;;) {
      if (const auto end = pending_.find("\r\n"); end != std::string::npos) {
        std::string taken = pending_.substr(0, end);
        pending_.erase(0, end + 2);
        return taken;
      }
      std::array<char, 4096> bytes{};
      const auto count = tls_ ? SSL_read(tls_.get(), bytes.data(), static_cast<int>(bytes.size()))
                              : static_cast<int>(::recv(socket_, bytes.data(), bytes.size(), 0));
      if (count <= 0) return std::nullopt;
      pending_.append(bytes.data(), static_cast<std::size_t>(count));
    }
  }

  void say(const std::string& reply) {
    const std::string bytes = reply + "\r\n";
    if (tls_) {
      SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
    } else {
      ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
  }

 private:
  int socket_;
  Tls tls_;
  std::string pending_;
};

std::string base64_decoded(std::string_view text) {
  std::string out(text.size(), '\0');
  const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                   reinterpret_cast<const unsigned char*>(text.data()), static_cast<int>(text.size()));
  if (size < 0) return {};
  const auto padding = static_cast<std::size_t>(text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0);
  out.resize(static_cast<std::size_t>(size) - padding);
  return out;
}

std::string between_brackets(std::string_view line) {
  const auto open = line.find('<');
  const auto close = line.find('>');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
  return std::string{line.substr(open + 1, close - open - 1)};
}

}  // namespace

struct SmtpSink::Impl {
  explicit Impl(SinkOptions wanted) : options{std::move(wanted)} {
    key.reset(EVP_EC_gen("P-256"));
    const Certificate made = self_signed(key.get(), options.certificate_name);
    certificate = pem_of(made.get());
    context.reset(SSL_CTX_new(TLS_server_method()));
    SSL_CTX_use_certificate(context.get(), made.get());
    SSL_CTX_use_PrivateKey(context.get(), key.get());
    listen();
    accepting = std::thread{[this] { accept_all(); }};
  }

  ~Impl() {
    {
      const std::lock_guard lock{mutex};
      ending = true;
      for (const int socket : open) ::shutdown(socket, SHUT_RDWR);
    }
    changed.notify_all();
    ::shutdown(listening, SHUT_RDWR);
    accepting.join();
    for (std::thread& served : serving) served.join();
    ::close(listening);
  }

  void listen() {
    listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (::bind(listening, generic, size) != 0 || ::listen(listening, 64) != 0 ||
        ::getsockname(listening, generic, &size) != 0) {
      throw std::runtime_error{"the mail sink finds no port"};
    }
    port = ntohs(address.sin_port);
  }

  void accept_all() {
    for (;;) {
      const int socket = ::accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
      if (socket < 0) return;
      const std::lock_guard lock{mutex};
      if (ending) {
        ::close(socket);
        return;
      }
      open.insert(socket);
      const int number = ++connections;
      serving.emplace_back([this, socket, number] { serve(socket, number); });
    }
  }

  void serve(int socket, int number) {
    // A client that hangs up during a TLS write must not end the test program.
    sigset_t pipe{};
    sigemptyset(&pipe);
    sigaddset(&pipe, SIGPIPE);
    pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
    Wire wire{socket};
    talk(wire, number);
    const std::lock_guard lock{mutex};
    open.erase(socket);
    ::close(socket);
  }

  /// Answers a step as the options say. False: the connection is over.
  bool answer(Wire& wire, SmtpStage stage, const std::string& success, bool* accepted = nullptr) {
    std::unique_lock lock{mutex};
    reached.insert(stage);
    changed.notify_all();
    if (options.silent_at == stage) {
      lock.unlock();
      while (wire.line()) {
      }
      return false;
    }
    if (options.hang_up_at == stage) return false;
    const auto scripted = options.replies.find(stage);
    const bool refused = scripted != options.replies.end();
    const std::string reply = refused ? scripted->second : success;
    if (accepted != nullptr) *accepted = !refused;
    lock.unlock();
    wire.say(reply);
    // 421 is the one reply after which a server closes.
    return !reply.starts_with("421");
  }

  void talk(Wire& wire, int number) {
    if (options.implicit_tls && !wire.start_tls(context.get())) return;
    if (!answer(wire, SmtpStage::greeting, "220 sink.test ESMTP")) return;
    SinkMail mail;
    std::string user;
    while (const auto line = wire.line()) {
      const std::string verb = line->substr(0, line->find(' '));
      bool accepted = false;
      if (verb == "EHLO") {
        if (!answer(wire, SmtpStage::ehlo, capabilities(wire))) return;
      } else if (verb == "STARTTLS") {
        if (!answer(wire, SmtpStage::starttls, "220 go ahead", &accepted)) return;
        if (accepted && !wire.start_tls(context.get())) return;
      } else if (verb == "AUTH") {
        if (!authenticate(wire, *line, user)) return;
      } else if (verb == "MAIL") {
        if (options.starttls && !wire.encrypted()) {
          wire.say("530 5.7.0 STARTTLS first");
        } else if (!options.user.empty() && user.empty()) {
          wire.say("530 5.7.0 sign in first");
        } else {
          mail = {.from = between_brackets(*line),
                  .encrypted = wire.encrypted(),
                  .smtputf8 = line->contains(" SMTPUTF8"),
                  .user = user,
                  .connection = number};
          if (!answer(wire, SmtpStage::mail, "250 sender taken")) return;
        }
      } else if (verb == "RCPT") {
        if (!answer(wire, SmtpStage::rcpt, "250 recipient taken", &accepted)) return;
        if (accepted) mail.to.push_back(between_brackets(*line));
      } else if (verb == "DATA") {
        if (!answer(wire, SmtpStage::data, "354 end with a dot", &accepted)) return;
        if (accepted && !take_content(wire, mail)) return;
      } else if (verb == "RSET" || verb == "NOOP") {
        wire.say("250 fine");
      } else if (verb == "QUIT") {
        wire.say("221 bye");
        return;
      } else {
        wire.say("500 what");
      }
    }
  }

  std::string capabilities(const Wire& wire) const {
    std::string lines = "250-sink.test\r\n";
    if (options.starttls && !wire.encrypted()) lines += "250-STARTTLS\r\n";
    if (options.smtputf8 && wire.encrypted() == options.starttls) lines += "250-SMTPUTF8\r\n";
    if (!options.user.empty()) lines += "250-AUTH PLAIN\r\n";
    return lines + "250 8BITMIME";
  }

  bool authenticate(Wire& wire, const std::string& line, std::string& user) {
    std::string secret = line.starts_with("AUTH PLAIN ") ? line.substr(11) : "";
    if (secret.empty()) {
      wire.say("334 ");
      secret = wire.line().value_or("");
    }
    const std::string expected = std::string{'\0'} + options.user + '\0' + options.password;
    if (base64_decoded(secret) != expected) {
      wire.say("535 5.7.8 no such user or password");
      return true;
    }
    bool accepted = false;
    const bool goes_on = answer(wire, SmtpStage::auth, "235 welcome", &accepted);
    if (accepted) user = options.user;
    return goes_on;
  }

  bool take_content(Wire& wire, SinkMail mail) {
    for (;;) {
      const auto line = wire.line();
      if (!line) return false;
      if (*line == ".") break;
      mail.content.append(line->starts_with('.') ? line->substr(1) : *line).append("\r\n");
    }
    {
      // Kept before it is answered: whoever hears "250" finds it here.
      const std::lock_guard lock{mutex};
      if (!options.replies.contains(SmtpStage::content)) mails.push_back(std::move(mail));
    }
    return answer(wire, SmtpStage::content, "250 kept");
  }

  SinkOptions options;
  Key key;
  TlsContext context;
  std::string certificate;
  std::uint16_t port = 0;
  int listening = -1;

  mutable std::mutex mutex;
  mutable std::condition_variable changed;
  bool ending = false;
  int connections = 0;
  std::set<int> open;
  std::set<SmtpStage> reached;
  std::vector<SinkMail> mails;
  std::list<std::thread> serving;
  std::thread accepting;
};

SmtpSink::SmtpSink(SinkOptions options) : impl_{std::make_unique<Impl>(std::move(options))} {}
SmtpSink::~SmtpSink() = default;

std::uint16_t SmtpSink::port() const { return impl_->port; }
const std::string& SmtpSink::certificate() const { return impl_->certificate; }

void SmtpSink::reply_with(SmtpStage stage, std::string reply) {
  const std::lock_guard lock{impl_->mutex};
  if (reply.empty()) {
    impl_->options.replies.erase(stage);
  } else {
    impl_->options.replies[stage] = std::move(reply);
  }
}

void SmtpSink::drop_connections() {
  const std::lock_guard lock{impl_->mutex};
  for (const int socket : impl_->open) ::shutdown(socket, SHUT_RDWR);
}

std::vector<SinkMail> SmtpSink::mails() const {
  const std::lock_guard lock{impl_->mutex};
  return impl_->mails;
}

int SmtpSink::connections() const {
  const std::lock_guard lock{impl_->mutex};
  return impl_->connections;
}

bool SmtpSink::wait_for_mails(std::size_t count, std::chrono::milliseconds limit) const {
  std::unique_lock lock{impl_->mutex};
  return impl_->changed.wait_for(lock, limit, [&] { return impl_->mails.size() >= count; });
}

bool SmtpSink::wait_for_stage(SmtpStage stage, std::chrono::milliseconds limit) const {
  std::unique_lock lock{impl_->mutex};
  return impl_->changed.wait_for(lock, limit, [&] { return impl_->reached.contains(stage); });
}

}  // namespace foyer::test
