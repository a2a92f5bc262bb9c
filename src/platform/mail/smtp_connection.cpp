#include "platform/mail/smtp_connection.h"

#include <fmt/format.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <optional>
#include <stdexcept>
#include <utility>

#include "core/host.h"
#include "platform/mail/smtp_reply.h"

namespace foyer::mail {
namespace {

// Servers drop idle clients after minutes; an older connection is not worth the risk of finding it dead.
constexpr long reuse_at_most_seconds = 30;
// A transfer that waits for its server as long as it may has some sixty.
constexpr int most_turns_in_vain = 1'000;

std::string url_of(const SmtpOptions& options) {
  const bool literal = options.host.contains(':');
  return fmt::format("{}://{}{}{}:{}", options.port == implicit_tls_port ? "smtps" : "smtp", literal ? "[" : "",
                     options.host, literal ? "]" : "", options.port);
}

struct Lines {
  const Libcurl& curl;
  curl_slist* list = nullptr;

  explicit Lines(const Libcurl& library) : curl{library} {}
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;
  ~Lines() { curl.slist_free_all(list); }
  void add(const std::string& line) {
    curl_slist* longer = curl.slist_append(list, line.c_str());
    if (longer == nullptr) throw std::bad_alloc{};
    list = longer;
  }
};

/// The pieces of a message's body, freed together.
class Body {
 public:
  Body(const Libcurl& curl, CURL* easy) : curl_{curl}, easy_{easy}, root_{curl.mime_init(easy)} {
    if (root_ == nullptr) throw std::bad_alloc{};
  }
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;
  ~Body() { curl_.mime_free(root_); }

  /// https://www.rfc-editor.org/rfc/rfc2387 for the HTML and what it shows.
  void fill(const Message& message) {
    add_text(root_, "text/plain; charset=utf-8", message.text);
    if (!message.picture) return add_text(root_, "text/html; charset=utf-8", message.html);
    curl_mime* related = curl_.mime_init(easy_);
    curl_mimepart* part = new_part(root_);
    if (related == nullptr || curl_.mime_subparts(part, related) != CURLE_OK) throw std::bad_alloc{};
    curl_.mime_type(part, "multipart/related; type=\"text/html\"");
    add_text(related, "text/html; charset=utf-8", message.html);
    add_picture(related, *message.picture);
  }
  curl_mime* mime() const { return root_; }

 private:
  curl_mimepart* new_part(curl_mime* mime) {
    curl_mimepart* part = curl_.mime_addpart(mime);
    if (part == nullptr) throw std::bad_alloc{};
    return part;
  }

  void add(curl_mime* mime, const char* type, const char* encoder, std::string_view content, Lines* headers) {
    curl_mimepart* part = new_part(mime);
    if (curl_.mime_data(part, content.data(), content.size()) != CURLE_OK) throw std::bad_alloc{};
    curl_.mime_type(part, type);
    curl_.mime_encoder(part, encoder);
    if (headers != nullptr) curl_.mime_headers(part, std::exchange(headers->list, nullptr), 1);
  }

  void add_text(curl_mime* mime, const char* type, std::string_view text) {
    add(mime, type, "quoted-printable", with_crlf(text), nullptr);
  }

  void add_picture(curl_mime* mime, const InlinePicture& picture) {
    Lines headers{curl_};
    headers.add("Content-ID: <" + picture.content_id + ">");
    headers.add("Content-Disposition: inline");
    add(mime, picture.content_type.c_str(), "base64", *picture.bytes, &headers);
  }

  const Libcurl& curl_;
  CURL* easy_;
  curl_mime* root_;
};

// Only verbs leave this list: the rest of a line holds addresses, or a password in base64.
std::string_view verb_of(std::string_view line) {
  static constexpr std::array<std::string_view, 7> verbs{"EHLO", "HELO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA"};
  const auto* found = std::ranges::find_if(verbs, [&](std::string_view verb) { return line.starts_with(verb); });
  return found == verbs.end() ? std::string_view{} : *found;
}

}  // namespace

bool is_host(std::string_view host) noexcept {
  const bool is_named_with_a_port = std::ranges::count(host, ':') == 1;
  return !host.empty() && host.size() <= 253 && !is_named_with_a_port && std::ranges::all_of(host, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{".-_:"}.contains(c);
  });
}

SmtpConnection::SmtpConnection(SmtpOptions options) : options_{std::move(options)} {
  if (!is_host(options_.host)) throw std::invalid_argument{"the mail server's name is not a host name"};
  if (options_.user.contains('\0') || options_.password.reveal().contains('\0')) {
    throw std::invalid_argument{"the mail server's user and password must not contain NUL"};
  }
  if (options_.port == 0) throw std::invalid_argument{"the mail server's port must be between 1 and 65535"};
  auto sender = parse_sender(options_.from);
  if (!sender) throw std::invalid_argument{"the sender is neither an address nor \"Name <address>\""};
  sender_ = std::move(*sender);
}

SmtpConnection::~SmtpConnection() { drop(); }

void SmtpConnection::cancel() noexcept {
  cancelled_ = true;
  // libcurl waits for the reply to the content without listening to wake-ups, but it notices a closed socket.
  shut(SHUT_RDWR);
  const std::lock_guard lock{cutting_};
  if (multi_ != nullptr) curl_->multi_wakeup(multi_);
}

std::expected<Done, MailFailure> SmtpConnection::deliver(const Message& message) {
  if (cancelled_) return std::unexpected(MailFailure{.reason = "shutting down"});
  // What a connection offers is said when it begins, so a message that needs an offer begins one.
  Verdict verdict = try_once(message, message.to.needs_smtputf8());
  // The server may have hung up since the last mail. Nothing was handed over yet, so asking again cannot send twice.
  const bool stale = verdict.result != CURLE_OK && verdict.dialogue.reused && !verdict.dialogue.content_sent &&
                     verdict.dialogue.reply == 0;
  if (stale && !cancelled_) verdict = try_once(message, true);
  if (verdict.result == CURLE_OK && !verdict.dialogue.lacks_utf8) return Done{};
  return std::unexpected(failure_of(verdict));
}

/// Where libcurl failed, and not the mail server, nothing of it is used again: without memory it loses its place in the
/// dialogue, and the letters after that one would wait for replies that never come.
SmtpConnection::Verdict SmtpConnection::try_once(const Message& message, bool fresh) {
  try {
    open();
    Verdict verdict = attempt(message, fresh);
    if (verdict.result != CURLE_OK && verdict.dialogue.reply < 400) drop();
    return verdict;
  } catch (...) {
    drop();
    throw;
  }
}

void SmtpConnection::open() {
  if (multi_ != nullptr) return;
  curl_ = &libcurl();
  // A peer that hangs up must not end the process; OpenSSL writes without MSG_NOSIGNAL.
  sigset_t pipe{};
  sigemptyset(&pipe);
  sigaddset(&pipe, SIGPIPE);
  pthread_sigmask(SIG_BLOCK, &pipe, nullptr);
  easy_ = curl_->easy_init();
  CURLM* multi = curl_->multi_init();
  const std::lock_guard lock{cutting_};
  multi_ = multi;
  if (easy_ == nullptr || multi_ == nullptr) throw std::runtime_error{"libcurl gives no handle"};
}

void SmtpConnection::drop() noexcept {
  if (easy_ != nullptr) curl_->easy_cleanup(std::exchange(easy_, nullptr));
  shut(SHUT_RD);  // the last QUIT, see said()
  CURLM* multi = nullptr;
  {
    const std::lock_guard lock{cutting_};
    multi = std::exchange(multi_, nullptr);
  }
  if (multi != nullptr) curl_->multi_cleanup(multi);
}

SmtpConnection::Verdict SmtpConnection::attempt(const Message& message, bool fresh) {
  dialogue_ = {.wants_utf8 = message.to.needs_smtputf8()};
  configure(fresh);

  Lines recipients{*curl_};
  recipients.add("<" + message.to.str() + ">");
  set(CURLOPT_MAIL_RCPT, recipients.list);

  Lines headers{*curl_};
  for (const std::string& line : header_lines(message, sender_)) headers.add(line);
  set(CURLOPT_HTTPHEADER, headers.list);

  Body body{*curl_, easy_};
  body.fill(message);
  set(CURLOPT_MIMEPOST, body.mime());

  const CURLcode result = transfer();
  long connects = 1;
  curl_->easy_getinfo(easy_, CURLINFO_NUM_CONNECTS, &connects);
  dialogue_.reused = connects == 0;
  // The handle must not outlive what it was told to point at.
  curl_->easy_reset(easy_);
  return {.result = result, .dialogue = dialogue_};
}

template <class Value>
void SmtpConnection::set(CURLoption option, Value value) {
  if (curl_->easy_setopt(easy_, option, value) != CURLE_OK) throw std::runtime_error{"libcurl refuses an option"};
}

void SmtpConnection::configure(bool fresh) {
  const bool verified = !is_loopback(options_.host);
  set(CURLOPT_URL, url_of(options_).c_str());
  set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(CURLOPT_PROXY, "");
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_MAIL_FROM, ("<" + sender_.address + ">").c_str());
  if (!options_.user.empty()) {
    set(CURLOPT_USERNAME, options_.user.c_str());
    set(CURLOPT_PASSWORD, options_.password.reveal().data());  // a Secret views a whole std::string: NUL follows
  }
  const bool encrypted = options_.use_tls || options_.port == implicit_tls_port;
  set(CURLOPT_USE_SSL, encrypted ? long{CURLUSESSL_ALL} : long{CURLUSESSL_NONE});
  set(CURLOPT_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  set(CURLOPT_SSL_VERIFYPEER, verified ? 1L : 0L);
  set(CURLOPT_SSL_VERIFYHOST, verified ? 2L : 0L);
  if (!options_.ca_file.empty()) set(CURLOPT_CAINFO, options_.ca_file.c_str());
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(options_.connect_timeout.count()));
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(options_.total_timeout.count()));
  set(CURLOPT_MAXAGE_CONN, reuse_at_most_seconds);
  set(CURLOPT_FRESH_CONNECT, fresh ? 1L : 0L);
  set(CURLOPT_SOCKOPTFUNCTION, &remember_socket);
  set(CURLOPT_SOCKOPTDATA, static_cast<void*>(this));
  set(CURLOPT_CLOSESOCKETFUNCTION, &close_socket);
  set(CURLOPT_CLOSESOCKETDATA, static_cast<void*>(this));
  set(CURLOPT_NOPROGRESS, 0L);
  set(CURLOPT_XFERINFOFUNCTION, &go_on);
  set(CURLOPT_XFERINFODATA, static_cast<void*>(this));
  set(CURLOPT_VERBOSE, 1L);
  set(CURLOPT_DEBUGFUNCTION, &overhear);
  set(CURLOPT_DEBUGDATA, static_cast<void*>(this));
}

CURLcode SmtpConnection::transfer() {
  if (curl_->multi_add_handle(multi_, easy_) != CURLM_OK) return CURLE_FAILED_INIT;
  std::optional<CURLcode> result;
  int running = 1;
  // Without memory libcurl may lose its clock, or its place: then it wakes for ever for a reply that it does not read.
  const auto last = std::chrono::steady_clock::now() + options_.total_timeout + std::chrono::seconds{1};
  turns_in_vain_ = 0;
  while (running != 0 && !cancelled_ && ++turns_in_vain_ < most_turns_in_vain &&
         std::chrono::steady_clock::now() < last) {
    if (curl_->multi_perform(multi_, &running) != CURLM_OK) break;
    if (running != 0) curl_->multi_poll(multi_, nullptr, 0, 1000, nullptr);
  }
  int left = 0;
  while (const CURLMsg* told = curl_->multi_info_read(multi_, &left)) {
    if (told->msg == CURLMSG_DONE) result = told->data.result;
  }
  // Of a transfer that has not ended libcurl would still say that its content is complete, and wait for the reply.
  if (!result) shut(SHUT_RDWR);
  curl_->multi_remove_handle(multi_, easy_);
  return result.value_or(CURLE_OPERATION_TIMEDOUT);
}

MailFailure SmtpConnection::failure_of(const Verdict& verdict) const {
  if (cancelled_) return {.reason = "shutting down"};
  const auto& [stage, reply, reused, content_sent, leaving, wants_utf8, offers_utf8, lacks_utf8] = verdict.dialogue;
  if (lacks_utf8) return {.permanent = true, .reason = "MAIL: the server does not offer SMTPUTF8"};
  if (reply >= 400) {
    const bool about_this_message = stage == "RCPT" || stage == "DATA" || stage == "content";
    return {.permanent = reply >= 500 && about_this_message, .reason = fmt::format("{}: reply {}", stage, reply)};
  }
  return {.reason =
              fmt::format("{}: {}:{}: {}", stage, options_.host, options_.port, curl_->easy_strerror(verdict.result))};
}

int SmtpConnection::overhear(CURL*, curl_infotype kind, char* bytes, std::size_t size, void* self) {
  auto& connection = *static_cast<SmtpConnection*>(self);
  if (kind != CURLINFO_TEXT) connection.turns_in_vain_ = 0;
  Dialogue& dialogue = connection.dialogue_;
  const std::string_view text{bytes, size};
  // libcurl says goodbye after a refusal; what is answered to that explains nothing.
  if (dialogue.leaving) return 0;
  if (kind == CURLINFO_HEADER_IN) {
    connection.hear(text);
  } else if (kind == CURLINFO_HEADER_OUT) {
    connection.said(text);
  } else if (kind == CURLINFO_DATA_OUT && !dialogue.content_sent) {
    dialogue.enter("content");
    dialogue.content_sent = true;
  }
  return 0;
}

void SmtpConnection::hear(std::string_view line) {
  dialogue_.reply = reply_in(line);
  if (dialogue_.stage == "EHLO" && offers_utf8(line)) dialogue_.offers_utf8 = true;
}

void SmtpConnection::said(std::string_view line) {
  dialogue_.leaving = line.starts_with("QUIT");
  // libcurl would wait two minutes for the answer of a silent server, or of one that takes it for content.
  if (dialogue_.leaving) shut(SHUT_RD);
  const std::string_view verb = verb_of(line);
  if (verb.empty()) return;
  dialogue_.enter(verb);
  // What was offered before TLS counts no more (https://www.rfc-editor.org/rfc/rfc3207#section-4.2).
  if (verb == "EHLO") dialogue_.offers_utf8 = false;
  // libcurl would go on and send the raw bytes, which the server may take for another mailbox.
  if (verb == "MAIL" && dialogue_.wants_utf8 && !dialogue_.offers_utf8) {
    dialogue_.lacks_utf8 = true;
    shut(SHUT_RDWR);
  }
}

void SmtpConnection::shut(int directions) noexcept {
  const std::lock_guard lock{cutting_};
  if (socket_ != CURL_SOCKET_BAD) ::shutdown(socket_, directions);
}

int SmtpConnection::remember_socket(void* self, curl_socket_t socket, curlsocktype) {
  auto& connection = *static_cast<SmtpConnection*>(self);
  const std::lock_guard lock{connection.cutting_};
  connection.socket_ = socket;
  return CURL_SOCKOPT_OK;
}

int SmtpConnection::close_socket(void* self, curl_socket_t socket) {
  auto& connection = *static_cast<SmtpConnection*>(self);
  const std::lock_guard lock{connection.cutting_};
  if (connection.socket_ == socket) connection.socket_ = CURL_SOCKET_BAD;
  return ::close(socket);
}

int SmtpConnection::go_on(void* self, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<SmtpConnection*>(self)->cancelled_ ? 1 : 0;
}

}  // namespace foyer::mail
