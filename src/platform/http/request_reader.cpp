#include "platform/http/request_reader.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <utility>

#include "core/secret.h"
#include "platform/http/ascii.h"
#include "platform/http/uri.h"

namespace foyer::http {
namespace {

constexpr std::array methods{Method::get,   Method::head, Method::post,   Method::put,
                             Method::patch, Method::del,  Method::options};

std::optional<Method> method_of(std::string_view text) noexcept {
  const auto found = std::ranges::find(methods, text, name_of);
  return found == methods.end() ? std::nullopt : std::optional{*found};
}

}  // namespace

ByteWindow& ByteWindow::operator=(ByteWindow&& other) noexcept {
  std::swap(bytes_, other.bytes_);
  std::swap(capacity_, other.capacity_);
  std::swap(begin_, other.begin_);
  std::swap(end_, other.end_);
  return *this;
}

ByteWindow::~ByteWindow() {
  if (end_ > begin_) wipe(bytes_.get() + begin_, end_ - begin_);
}

void ByteWindow::move_to(std::size_t capacity) {
  auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
  const std::size_t size = end_ - begin_;
  if (size > 0) {
    std::memcpy(bytes.get(), bytes_.get() + begin_, size);
    wipe(bytes_.get() + begin_, size);
  }
  bytes_ = std::move(bytes);
  capacity_ = capacity;
  begin_ = 0;
  end_ = size;
}

std::span<char> ByteWindow::space() {
  if (end_ == capacity_) move_to(end_ - begin_ < capacity_ / 2 ? capacity_ : std::max(small, capacity_ * 2));
  return {bytes_.get() + end_, capacity_ - end_};
}

void ByteWindow::append(std::string_view bytes) {
  if (bytes.empty()) return;
  if (capacity_ - end_ < bytes.size()) move_to(std::max(small, end_ - begin_ + bytes.size()));
  std::memcpy(bytes_.get() + end_, bytes.data(), bytes.size());
  end_ += bytes.size();
}

void ByteWindow::consume(std::size_t size) noexcept {
  if (size > 0) wipe(bytes_.get() + begin_, size);
  begin_ += size;
  if (begin_ < end_) return;
  begin_ = end_ = 0;
  if (capacity_ <= small) return;
  bytes_.reset();
  capacity_ = 0;
}

RequestReader::RequestReader(const Limits& limits, bool secure) : limits_{limits}, secure_{secure}, scanner_{limits} {}

std::span<char> RequestReader::space() {
  const bool counted = phase_ == Phase::body && !framing_.chunked;
  return counted ? std::span{body_.data() + body_filled_, body_.size() - body_filled_} : window_.space();
}

void RequestReader::received(std::size_t size) noexcept {
  if (phase_ == Phase::body && !framing_.chunked)
    body_filled_ += size;
  else
    window_.filled(size);
}

bool RequestReader::take_continue() noexcept { return std::exchange(framing_.expects_continue, false); }

RequestReader::Step RequestReader::refuse(const Refusal& refusal) {
  refusal_ = refusal;
  phase_ = Phase::refused;
  return Step::refused;
}

RequestReader::Step RequestReader::advance() {
  switch (phase_) {
    case Phase::head:
      return read_head();
    case Phase::body:
      return read_body();
    case Phase::ready:
      return Step::ready;
    case Phase::refused:
      break;
  }
  return Step::refused;
}

RequestReader::Step RequestReader::read_head() {
  switch (scanner_.feed(window_.view().substr(scanner_.size()))) {
    case HeadScanner::Step::more:
      return Step::more;
    case HeadScanner::Step::refused:
      return refuse(scanner_.refusal());
    case HeadScanner::Step::complete:
      break;
  }
  return accept_head();
}

RequestReader::Step RequestReader::accept_head() {
  head_size_ = scanner_.size();
  const auto bytes = window_.view().substr(scanner_.leading(), head_size_ - scanner_.leading());
  if (!parse_head(bytes, head_, request_.fields)) return refuse(bad_message);
  const auto framing = framing_of(head_, request_.fields);
  if (!framing) return refuse(framing.error());
  framing_ = *framing;
  const auto method = method_of(head_.method);
  if (!method) return refuse(forbidden_method);
  request_.method = *method;
  request_.secure = secure_;
  if (const auto refusal = read_target()) return refuse(*refusal);
  return start_body();
}

std::optional<Refusal> RequestReader::read_target() {
  std::string_view target = head_.target;
  if (target == "*") {
    request_.path = target;
    request_.query = {};
    return request_.method == Method::options ? std::nullopt : std::optional{bad_message};
  }
  if (!target.starts_with('/')) {
    // absolute-form names the server a second time, and the two must not differ.
    const std::string_view scheme = request_.secure ? "https://" : "http://";
    if (!same_word(target.substr(0, scheme.size()), scheme)) return bad_message;
    target.remove_prefix(scheme.size());
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    if (!same_word(target.substr(0, end), framing_.host)) return bad_message;
    target.remove_prefix(end);
  }
  const std::size_t mark = target.find('?');
  request_.query = mark == std::string_view::npos ? std::string_view{} : target.substr(mark + 1);
  const std::string_view raw = target.substr(0, mark);
  const auto path = decode_path(raw.empty() ? std::string_view{"/"} : raw, path_);
  if (!path) return bad_message;
  request_.path = *path;
  return std::nullopt;
}

RequestReader::Step RequestReader::start_body() {
  const std::string_view rest = window_.view().substr(head_size_);
  if (!framing_.chunked) {
    if (framing_.length > limits_.max_body) return refuse(body_too_large);
    if (framing_.length <= rest.size()) {
      body_in_window_ = framing_.length;
      return ready(rest.substr(0, framing_.length));
    }
    body_.resize(framing_.length);
    std::ranges::copy(rest, body_.begin());
    body_filled_ = rest.size();
    body_in_window_ = rest.size();
    phase_ = Phase::body;
    return Step::more;
  }
  // The window moves on under the chunks while the fields are still being viewed.
  held_ = std::move(window_);
  window_.append(rest);
  body_.reserve(limits_.max_body);
  chunks_.emplace(limits_);
  phase_ = Phase::body;
  return read_body();
}

RequestReader::Step RequestReader::read_body() {
  if (!framing_.chunked) return body_filled_ == body_.size() ? ready(body_) : Step::more;
  std::string_view bytes = window_.view();
  const std::size_t before = bytes.size();
  const auto step = chunks_->feed(bytes, body_);
  window_.consume(before - bytes.size());
  if (step == ChunkDecoder::Step::refused) return refuse(chunks_->refusal());
  return step == ChunkDecoder::Step::complete ? ready(body_) : Step::more;
}

RequestReader::Step RequestReader::ready(std::string_view body) {
  request_.body = body;
  phase_ = Phase::ready;
  return Step::ready;
}

void RequestReader::finish() {
  if (framing_.chunked)
    held_.consume(held_.view().size());
  else
    window_.consume(head_size_ + body_in_window_);
  wipe(body_);
  if (body_.capacity() > ByteWindow::small) body_ = std::string{};
  chunks_.reset();
  scanner_ = HeadScanner{limits_};
  head_size_ = body_in_window_ = body_filled_ = 0;
  framing_ = {};
  request_.fields.clear();
  request_.path = request_.query = request_.body = {};
  phase_ = Phase::head;
}

}  // namespace foyer::http
