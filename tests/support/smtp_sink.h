#pragma once
// A mail server for tests: listens on a free loopback port, keeps what it is given and fails where it is told to.
// Each connection has its own thread, so a client may keep one open. Every member may be called from any thread.

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace foyer::test {

/// A step of the dialogue; `content` is the reply after the final dot.
enum class SmtpStage { greeting, ehlo, starttls, auth, mail, rcpt, data, content };

struct SinkOptions {
  bool starttls = false;                       ///< offered, and MAIL before it is refused
  bool implicit_tls = false;                   ///< TLS from the first byte
  std::string certificate_name = "localhost";  ///< in the self-signed certificate made for this sink
  bool smtputf8 = false;                       ///< offered, once TLS is up where it is asked for
  std::string user{};                          ///< set: AUTH is offered and required
  std::string password{};
  std::map<SmtpStage, std::string> replies{};  ///< said instead of success, such as "550 5.1.1 nobody here"
  std::optional<SmtpStage> silent_at{};        ///< answers nothing from there on, but keeps the connection
  std::optional<SmtpStage> hang_up_at{};       ///< closes instead of answering; at `content` all bytes were taken
};

struct SinkMail {
  std::string from{};
  std::vector<std::string> to{};
  std::string content{};  ///< header and body as sent, dots unstuffed, CRLF line ends
  bool encrypted = false;
  bool smtputf8 = false;  ///< announced with MAIL
  std::string user{};     ///< who signed in, or empty
  int connection = 0;     ///< 1, 2, … in order of arrival
};

class SmtpSink {
 public:
  explicit SmtpSink(SinkOptions = {});
  ~SmtpSink();
  SmtpSink(const SmtpSink&) = delete;
  SmtpSink& operator=(const SmtpSink&) = delete;

  std::uint16_t port() const;
  /// PEM of the certificate, for a client's ca_file.
  const std::string& certificate() const;

  /// From now on; an empty reply means success again.
  void reply_with(SmtpStage, std::string reply);
  /// Closes every open connection, as a server does with idle clients. New ones are welcome.
  void drop_connections();

  std::vector<SinkMail> mails() const;
  int connections() const;
  /// True once `count` mails are kept; false when the time is over before that.
  bool wait_for_mails(std::size_t count, std::chrono::milliseconds limit = std::chrono::seconds{20}) const;
  /// True once some connection has reached the step, whatever is answered to it.
  bool wait_for_stage(SmtpStage, std::chrono::milliseconds limit = std::chrono::seconds{20}) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace foyer::test
