#include "platform/redis/exchange.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <stdexcept>
#include <utility>

#include "platform/redis/words.h"

namespace foyer::redis {
namespace {

constexpr std::chrono::milliseconds rest_after_failure{200};
/// A buffer that a burst has grown is given back.
constexpr std::size_t most_kept = std::size_t{1} << 20U;

}  // namespace

Client::Impl::Impl(Executor on, Options wanted) : executor{on}, options{std::move(wanted)}, timer{on} {}

void Client::Impl::admit(std::size_t count) {
  if (missing_replies + count > options.most_waiting) {
    throw Unavailable{fmt::format("{}: too many commands are waiting", name_of(options))};
  }
  if (open) return;
  if (!line) {
    const auto previous = last_line.lock();
    const bool resting = Steady::now() < connect_after || (previous && previous->wire.resolving());
    if (resting) throw Unavailable{last_trouble};
    connect();
  }
  if (slow || !line) throw Unavailable{last_trouble};
}

void Client::Impl::connect() {
  if (options.tls && !tls) {
    auto context = tls_context(options);
    if (!context) {
      last_trouble = context.error();
      connect_after = Steady::now() + rest_after_failure;
      return;
    }
    tls = *context;
  }
  line = std::make_shared<Line>(executor, tls, options.longest_reply);
  last_line = line;
  connect_until = Steady::now() + options.connect_timeout;
  wake_at(connect_until);
  boost::asio::co_spawn(executor, serve(shared_from_this(), line), boost::asio::detached);
}

Task<> Client::Impl::exchange(std::span<const Command> commands, Reply* replies, std::chrono::milliseconds timeout) {
  const Executor home = co_await boost::asio::this_coro::executor;
  if (&home.context() != &executor.context()) throw std::logic_error{"this client of Redis belongs to another context"};
  // Nothing is answered to no word, and every later answer would be handed to the command before its own.
  for (const Command& command : commands) {
    if (command.empty()) throw std::invalid_argument{"a command of Redis has at least one word"};
  }
  admit(commands.size());
  for (const Command& command : commands) append_command(outgoing, command);
  Answer answer{.next = replies, .missing = commands.size()};
  auto start = [this, &answer, until = Steady::now() + timeout](Resume resume) {
    enlist({&answer, until, std::move(resume)});
  };
  co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<Executor>, void(std::exception_ptr)>(
      std::move(start), use_task);
}

void Client::Impl::enlist(Waiting one) {
  const auto until = one.until;
  missing_replies += one.answer->missing;
  outgoing_replies += one.answer->missing;
  waiting.push_back(std::move(one));
  wake_at(until);
  flush_soon();
}

Task<> Client::Impl::serve(std::shared_ptr<Impl> self, std::shared_ptr<Line> line) {
  const Trouble trouble = co_await line->wire.open(self->options);
  if (self->line != line) co_return;
  if (trouble) {
    self->connect_after = Steady::now() + rest_after_failure;
    self->lose(*trouble);
    co_return;
  }
  self->open = true;
  self->slow = false;
  self->flush_soon();
  while (true) {
    const std::size_t count = co_await line->wire.read(boost::asio::buffer(*line->buffer));
    if (self->line != line) co_return;
    if (count == 0) {
      self->lose(fmt::format("{} closed the connection", name_of(self->options)));
      co_return;
    }
    if (!self->hear(*line, {line->buffer->data(), count})) co_return;
  }
}

/// False when the line is not ours any more: whoever is resumed may close or destroy the Client.
bool Client::Impl::hear(Line& from, std::string_view bytes) {
  Reply reply;
  Parser::Step step = from.parser.next(bytes, reply);
  for (; step == Parser::Step::reply; step = from.parser.next(bytes, reply)) {
    if (missing_replies == outgoing_replies) {
      lose(fmt::format("{} answers what nobody asked", name_of(options)));
      return false;
    }
    --missing_replies;
    Answer& answer = *waiting.front().answer;
    *answer.next++ = std::move(reply);
    if (--answer.missing > 0) continue;
    Resume resume = std::move(waiting.front().resume);
    waiting.pop_front();
    std::move(resume)(std::exception_ptr{});
    if (line.get() != &from) return false;
  }
  if (step == Parser::Step::more) return true;
  lose(fmt::format("{} sends what is no reply, or too long a one", name_of(options)));
  return false;
}

/// Coroutines that are ready now still put their commands into the same write.
void Client::Impl::flush_soon() {
  if (!open || flush_due || outgoing.empty() || !line->writing.empty()) return;
  flush_due = true;
  boost::asio::post(executor, [self = shared_from_this()] {
    self->flush_due = false;
    self->flush();
  });
}

void Client::Impl::flush() {
  if (!open || outgoing.empty() || !line->writing.empty()) return;
  std::swap(line->writing, outgoing);
  outgoing_replies = 0;
  const auto bytes = boost::asio::buffer(line->writing);
  line->wire.write(bytes, [self = shared_from_this(), used = line](bool written) {
    if (used->writing.capacity() > most_kept) {
      used->writing = {};
    } else {
      used->writing.clear();
    }
    if (self->line != used) return;
    if (!written) return self->lose(fmt::format("{} closed the connection", name_of(self->options)));
    // Both strings keep what they have grown to: no write of usual size allocates.
    if (self->outgoing.empty()) std::swap(self->outgoing, used->writing);
    self->flush();
  });
}

void Client::Impl::wake_at(Steady::time_point when) {
  if (when >= wakes_at) return;
  wakes_at = when;
  timer.expires_at(when);
  timer.async_wait([weak = weak_from_this()](boost::system::error_code cancelled) {
    const auto self = weak.lock();
    if (!cancelled && self) self->look_at_deadlines();
  });
}

void Client::Impl::look_at_deadlines() {
  wakes_at = Steady::time_point::max();
  const auto now = Steady::now();
  if (line && !open && now >= connect_until) {
    slow = true;
    connect_after = now + rest_after_failure;
    return lose(
        fmt::format("{} cannot be reached: no greeting in {} ms", name_of(options), options.connect_timeout.count()));
  }
  auto first = Steady::time_point::max();
  for (const Waiting& each : waiting) first = std::min(first, each.until);
  if (first <= now) {
    slow = true;
    return lose(fmt::format("{} did not answer in time", name_of(options)));
  }
  if (first != Steady::time_point::max()) wake_at(first);
  if (line && !open) wake_at(connect_until);
}

void Client::Impl::lose(const std::string& why) {
  last_trouble = why;
  open = false;
  if (const auto lost = std::exchange(line, nullptr)) lost->wire.close();
  timer.cancel();
  wakes_at = Steady::time_point::max();
  outgoing.clear();
  outgoing_replies = 0;
  missing_replies = 0;
  if (waiting.empty()) return;
  const auto failure = std::make_exception_ptr(Unavailable{why});
  for (auto& each : std::exchange(waiting, {})) {
    boost::asio::post(executor, [resume = std::move(each.resume), failure]() mutable { std::move(resume)(failure); });
  }
}

}  // namespace foyer::redis
