#pragma once
// Bytes in, requests out, without a socket: everything between a connection's stream and the router. One request is
// held at a time; bytes of the next ones wait in the buffer. Not thread-safe. What was read is wiped behind itself.

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "platform/http/chunked.h"
#include "platform/http/framing.h"
#include "platform/http/head_parser.h"
#include "platform/http/head_scanner.h"
#include "platform/http/message.h"
#include "platform/http/refusal.h"

namespace foyer::http {

/// A window over owned bytes: read at its front, filled at its back, wiped where it was.
class ByteWindow {
 public:
  static constexpr std::size_t small = 4096;

  ByteWindow() = default;
  ByteWindow(ByteWindow&&) noexcept = default;
  ByteWindow& operator=(ByteWindow&&) noexcept;
  ~ByteWindow();

  std::string_view view() const noexcept { return {bytes_.get() + begin_, end_ - begin_}; }
  /// At least one free byte; moves what is held, so views into it are dead afterwards.
  std::span<char> space();
  void filled(std::size_t size) noexcept { end_ += size; }
  void append(std::string_view);
  /// Wipes `size` bytes at the front; gives memory back when the window becomes empty.
  void consume(std::size_t size) noexcept;

 private:
  void move_to(std::size_t capacity);

  std::unique_ptr<char[]> bytes_;
  std::size_t capacity_ = 0;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

class RequestReader {
 public:
  enum class Step { more, ready, refused };

  RequestReader(const Limits&, bool secure);

  /// Where the next bytes of the connection go; then `received` says how many came.
  std::span<char> space();
  void received(std::size_t size) noexcept;
  /// Reads on in what has been received.
  Step advance();
  /// After `ready` and the answer: makes room for the next request. Views into this one are dead.
  void finish();

  /// Valid after `ready`, until finish(). `request().client` keeps its address over all requests.
  Request& request() noexcept { return request_; }
  const Refusal& refusal() const noexcept { return refusal_; }
  /// The method's own bytes: for TRACE and CONNECT, which no Request can hold.
  std::string_view target() const noexcept { return head_.target; }
  bool keep_alive() const noexcept { return framing_.keep_alive; }
  bool http11() const noexcept { return head_.http11; }
  /// No byte of a request is waiting or half read.
  bool idle() const noexcept { return phase_ == Phase::head && window_.view().empty(); }
  bool in_body() const noexcept { return phase_ == Phase::body; }
  /// True once per request whose client waits for 100 (Continue) before it sends the body.
  bool take_continue() noexcept;

 private:
  enum class Phase { head, body, ready, refused };

  Step refuse(const Refusal&);
  Step read_head();
  Step accept_head();
  Step start_body();
  Step read_body();
  Step ready(std::string_view body);
  std::optional<Refusal> read_target();

  Limits limits_;
  bool secure_;  ///< the connection itself
  Phase phase_ = Phase::head;
  HeadScanner scanner_;
  std::optional<ChunkDecoder> chunks_;
  ByteWindow window_;
  ByteWindow held_;  ///< the head's bytes while a chunked body passes through the window
  std::size_t head_size_ = 0;
  std::size_t body_in_window_ = 0;
  std::string path_;
  std::string body_;
  std::size_t body_filled_ = 0;
  Head head_;
  Framing framing_;
  Refusal refusal_{};
  Request request_;
};

}  // namespace foyer::http
