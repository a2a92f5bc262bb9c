#pragma once
// One connection to the mail server and what was said on it. Everything but cancel() on one thread.

#include <atomic>
#include <expected>
#include <mutex>

#include "platform/mail/libcurl.h"
#include "platform/mail/mime.h"
#include "platform/mail/smtp.h"

namespace foyer::mail {

class SmtpConnection {
 public:
  /// Throws std::invalid_argument; connects at the first deliver().
  explicit SmtpConnection(SmtpOptions);
  ~SmtpConnection();
  SmtpConnection(const SmtpConnection&) = delete;
  SmtpConnection& operator=(const SmtpConnection&) = delete;

  /// Blocks until the server has taken or refused the message, or a time limit passed.
  std::expected<Done, MailFailure> deliver(const Message&);
  /// Any thread: a deliver() under way, and every later one, fails soon.
  void cancel() noexcept;

 private:
  /// How far the dialogue got and the last reply to that step: the log's words, and whose fault a refusal is.
  struct Dialogue {
    std::string_view stage = "connect";
    int reply = 0;
    bool reused = false;
    bool content_sent = false;
    bool leaving = false;
    bool wants_utf8 = false;   ///< the recipient cannot be written in ASCII
    bool offers_utf8 = false;  ///< said by the server in its last greeting
    bool lacks_utf8 = false;

    void enter(std::string_view next) {
      stage = next;
      reply = 0;
    }
  };
  struct Verdict {
    CURLcode result = CURLE_OK;
    Dialogue dialogue;
  };

  void open();
  /// Ends the connection and all that libcurl holds.
  void drop() noexcept;
  /// The socket, so that libcurl waits for nothing more on it.
  void shut(int directions) noexcept;
  Verdict try_once(const Message&, bool fresh);
  Verdict attempt(const Message&, bool fresh);
  void configure(bool fresh);
  CURLcode transfer();
  MailFailure failure_of(const Verdict&) const;
  template <class Value>
  void set(CURLoption, Value);

  void hear(std::string_view line);
  void said(std::string_view line);
  static int overhear(CURL*, curl_infotype, char* bytes, std::size_t size, void* self);
  static int remember_socket(void* self, curl_socket_t, curlsocktype);
  static int close_socket(void* self, curl_socket_t);
  static int go_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t);

  SmtpOptions options_;
  Sender sender_;
  const Libcurl* curl_ = nullptr;
  CURL* easy_ = nullptr;
  CURLM* multi_ = nullptr;
  curl_socket_t socket_ = CURL_SOCKET_BAD;
  Dialogue dialogue_;
  int turns_in_vain_ = 0;  ///< of libcurl, since it last said or heard something
  std::atomic<bool> cancelled_ = false;
  std::mutex cutting_;  ///< guards multi_ and socket_ against cancel()
};

}  // namespace foyer::mail
