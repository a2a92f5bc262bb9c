#pragma once
// One connection: reads a request, has it answered, writes, and again. Included by session_plain.cpp and
// session_tls.cpp alone.

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/post.hpp>
#include <concepts>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "platform/http/answer.h"
#include "platform/http/lane.h"
#include "platform/http/origin.h"
#include "platform/http/problem.h"
#include "platform/http/request_reader.h"
#include "platform/http/traffic.h"

namespace foyer::http {

template <class Stream>
class Session final : public Watched {
 public:
  static constexpr bool plain = std::same_as<Stream, Socket>;

  template <class... Args>
  explicit Session(Lane& lane, Args&&... args)
      : Watched{lane.connections}, lane_{lane}, stream_{std::forward<Args>(args)...}, reader_{limits_of(lane), !plain} {
    boost::system::error_code failure;
    const auto peer = socket().remote_endpoint(failure);
    if (failure) return;
    const Address address = address_of(peer.address());
    reader_.request().client.address = address.text();
    if (lane.options.trusted_proxies.contains(address)) proxy_ = address;
  }

  void expire() override {
    expired_ = true;
    cancel();
  }
  void drain() override {
    if (waiting_ && reader_.idle() && !has_unread()) cancel();
  }
  void cut() override {
    boost::system::error_code ignored;
    // By a reset: otherwise the kernel keeps what the client does not read for minutes more.
    socket().set_option(boost::asio::socket_base::linger{true, 0}, ignored);
    socket().close(ignored);
  }

  static Task<> run(std::unique_ptr<Session> self) {
    Lane& lane = self->lane_;
    try {
      co_await self->converse();
    } catch (const std::exception& failure) {
      log_broken_session(failure);
    }
    self.reset();
    lane.connection_ended();
  }

 private:
  using Step = RequestReader::Step;
  using Code = boost::system::error_code;

  static Limits limits_of(const Lane& lane) {
    const ServerOptions& options = lane.options;
    return {options.max_target, options.max_header, options.max_fields, options.max_body};
  }

  static Address address_of(const boost::asio::ip::address& peer) {
    using boost::asio::ip::make_address_v6;
    return {peer.is_v4() ? make_address_v6(boost::asio::ip::v4_mapped, peer.to_v4()).to_bytes()
                         : peer.to_v6().to_bytes()};
  }

  void look_behind_proxy(Request& request) const {
    request.client.address = lane_.options.trusted_proxies.client_behind(*proxy_, request.fields).text();
    if (was_forwarded_from_https(request.fields)) request.secure = true;
  }

  Task<> converse() {
    arm_for(lane_.options.header_timeout);
    if constexpr (!plain) {
      waiting_ = true;
      const auto [failure] = co_await stream_.async_handshake(Stream::server, boost::asio::as_tuple(use_task));
      waiting_ = false;
      if (failure) co_return;
    }
    bool keep_alive = true;
    // A client that sends ahead is served in order; after this many answers in one go the others get their turn.
    constexpr unsigned burst = 16;
    for (unsigned answered = 1; keep_alive; ++answered) {
      const Step step = co_await next_request();
      if (step == Step::more) co_return;
      keep_alive = step == Step::ready ? co_await answer_request() : co_await answer_refusal();
      if (answered % burst == 0) co_await boost::asio::post(stream_.get_executor(), use_task);
    }
    co_await say_goodbye();
  }

  /// `more` means that the client is gone or was silent too long.
  Task<Step> next_request() {
    bool started = !reader_.idle();
    if (started) arm_for(lane_.options.header_timeout);
    for (bool in_body = false;;) {
      const Step step = reader_.advance();
      if (step != Step::more) {
        disarm();
        co_return step;
      }
      if (lane_.draining && reader_.idle() && !has_unread()) co_return Step::more;
      if (reader_.in_body() && !std::exchange(in_body, true)) {
        if (reader_.take_continue() && !co_await write("HTTP/1.1 100 Continue\r\n\r\n", {})) co_return Step::more;
        // Behind the write, which leaves no deadline: a client that was told to go on could hold us here for ever.
        arm_for(lane_.options.body_timeout);
      }
      const std::size_t size = co_await read_some();
      if (size == 0 || expired_) {
        disarm();
        if (!expired_ || reader_.idle()) co_return Step::more;
        late_ = true;
        co_return Step::refused;
      }
      if (!std::exchange(started, true)) arm_for(lane_.options.header_timeout);
    }
  }

  /// 0 at the end of the stream, however it came.
  Task<std::size_t> read_some() {
    const auto space = reader_.space();
    waiting_ = true;
    const auto [failure, size] = co_await stream_.async_read_some(boost::asio::buffer(space.data(), space.size()),
                                                                  boost::asio::as_tuple(use_task));
    waiting_ = false;
    reader_.received(size);
    co_return failure ? 0 : size;
  }

  Task<bool> answer_request() {
    const auto started = std::chrono::steady_clock::now();
    Request& request = reader_.request();
    fill_client(request, lane_.ids);
    if (proxy_) look_behind_proxy(request);
    Response response;
    std::exception_ptr failure;
    std::size_t route = 0;
    try {
      if (is_foreign_form(request, lane_.options.cors_origins)) {
        response = problem(Error{Errc::foreign_form}, request);
      } else {
        response = co_await lane_.router.handle(request, route);
      }
    } catch (...) {
      failure = std::current_exception();
    }
    if (failure) response = explain_failure(lane_.options, failure, request);
    tidy(response);
    if (!lane_.options.cors_origins.empty()) lane_.options.cors_origins.admit(request, response);
    const bool keep_alive = reader_.keep_alive() && !lane_.draining;
    const AnswerFacts facts{lane_.date.now(), request.client.request_id, keep_alive, reader_.http11(), request.secure};
    write_head(head_, response, facts);
    const auto took = std::chrono::steady_clock::now() - started;
    if (lane_.options.traffic) lane_.options.traffic->answered(route, request.method, response.status, took);
    if (lane_.options.log_requests) log_request(request, response.status, took);
    const bool bodiless = request.method == Method::head || !has_content(response.status);
    const bool written = co_await write(head_, bodiless ? std::string_view{} : response.content());
    if (!written) co_return close_now();
    reader_.finish();
    if (keep_alive) arm_for(lane_.options.idle_timeout);
    co_return keep_alive;
  }

  Task<bool> answer_refusal() {
    const Refusal& refusal = late_ ? too_slow : reader_.refusal();
    std::string& id = reader_.request().client.request_id;
    lane_.ids.next(id);
    Response response = refusal_response(refusal, lane_.router, reader_.target(), reader_.request());
    if (!lane_.options.cors_origins.empty()) lane_.options.cors_origins.admit(reader_.request(), response);
    // Fields of a message we refuse are nobody's word.
    if (proxy_) reader_.request().client.address = proxy_->text();
    if (lane_.options.traffic) lane_.options.traffic->refused(refusal.status);
    log_refusal(refusal, reader_.request().client);
    write_head(head_, response, {lane_.date.now(), id, false, true, !plain});
    refused_ = co_await write(head_, response.content());
    co_return false;
  }

  bool close_now() {
    cut();
    return false;
  }

  /// Tries at once, for most answers fit the socket's buffer; waits only for what is left, as long as some of it moves.
  Task<bool> write(std::string_view head, std::string_view body) {
    std::array<boost::asio::const_buffer, 2> parts{boost::asio::buffer(head), boost::asio::buffer(body)};
    if constexpr (plain) {
      Code failure;
      skip(parts, stream_.write_some(parts, failure));
      if (failure && failure != boost::asio::error::would_block) co_return false;
    }
    while (parts[0].size() + parts[1].size() > 0) {
      arm_for(lane_.options.write_timeout);
      const auto [failure, size] = co_await stream_.async_write_some(parts, boost::asio::as_tuple(use_task));
      if (failure || expired_) co_return false;
      skip(parts, size);
    }
    disarm();
    co_return true;
  }

  static void skip(std::array<boost::asio::const_buffer, 2>& parts, std::size_t size) {
    const std::size_t of_first = std::min(size, parts[0].size());
    parts[0] += of_first;
    parts[1] += size - of_first;
  }

  /// Closing on unread bytes would reset the connection and could take the answer with it
  /// (https://www.rfc-editor.org/rfc/rfc9112#section-9.6-10): our side is closed first, theirs is read out for a while.
  Task<> say_goodbye() {
    constexpr std::chrono::seconds longest{2};
    constexpr std::size_t most = 16 * 1024 * 1024;
    if (!socket().is_open()) co_return;
    arm_for(longest);
    if constexpr (!plain) {
      if (!lane_.draining) co_await stream_.async_shutdown(boost::asio::as_tuple(use_task));
    }
    Code failure;
    socket().shutdown(boost::asio::socket_base::shutdown_send, failure);
    std::array<char, 4096> scrap;
    for (std::size_t read = 0; refused_ && !failure && !expired_ && read < most;) {
      const auto [ended, size] =
          co_await socket().async_receive(boost::asio::buffer(scrap), boost::asio::as_tuple(use_task));
      failure = ended;
      read += size;
    }
  }

  Socket& socket() {
    if constexpr (plain)
      return stream_;
    else
      return stream_.next_layer();
  }
  /// Bytes that came before we stop reading are a request that is owed an answer.
  bool has_unread() {
    Code failure;
    return socket().available(failure) > 0;
  }
  void arm_for(std::chrono::seconds span) {
    expired_ = false;
    arm(std::chrono::steady_clock::now() + span);
  }
  void cancel() {
    boost::system::error_code ignored;
    socket().cancel(ignored);
  }

  Lane& lane_;
  Stream stream_;
  RequestReader reader_;
  std::optional<Address> proxy_;  ///< the peer, if its word on the client counts
  std::string head_;
  bool waiting_ = false;  ///< for bytes, not for a handler or a write
  bool expired_ = false;
  bool late_ = false;
  bool refused_ = false;
};

}  // namespace foyer::http
