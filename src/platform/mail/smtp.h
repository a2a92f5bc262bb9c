#pragma once
// SMTP through libcurl on one thread that reuses its connection (https://www.rfc-editor.org/rfc/rfc5321):
// STARTTLS (required when asked for, certificate verified off loopback), implicit TLS on port 465, AUTH, time limits.
// A 5xx to the recipient or the content is permanent; a 5xx that speaks of us (greeting, AUTH, sender) may be mended by
// the operator, so the message is worth another try, as it is after 4xx, lost connections and time-outs.
// The message is multipart/alternative with text first, quoted-printable, and carries Date and Message-ID.

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "core/secret.h"
#include "platform/mail/mailer.h"

namespace foyer::mail {

constexpr std::uint16_t implicit_tls_port = 465;

/// A name or an address without brackets, and no port behind it.
bool is_host(std::string_view) noexcept;

struct SmtpOptions {
  std::string host;
  std::uint16_t port = 587;  ///< 465 means TLS from the first byte
  std::string user;          ///< empty: no AUTH
  Secret password;
  bool use_tls = true;  ///< STARTTLS must succeed
  std::string from;     ///< "Name <address>" or a bare address
  std::string ca_file;  ///< PEM of extra trust, empty: the system's
  std::chrono::milliseconds connect_timeout{10'000};
  std::chrono::milliseconds total_timeout{30'000};
};

class SmtpMailer final : public Mailer {
 public:
  /// Throws std::invalid_argument with one sentence. Reads the disk and the network only when the first mail is sent.
  explicit SmtpMailer(SmtpOptions);
  /// Cuts a transfer under way; its caller resumes with a failure, so the callers' executors must still live.
  ~SmtpMailer() override;
  Task<std::expected<Done, MailFailure>> send(Message) override;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace foyer::mail
