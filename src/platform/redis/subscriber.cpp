#include "platform/redis/subscriber.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "platform/redis/line.h"
#include "platform/redis/words.h"

namespace foyer::redis {
namespace {

using Steady = std::chrono::steady_clock;
using Timer = boost::asio::steady_timer::rebind_executor<Executor>::other;

constexpr std::chrono::milliseconds first_pause{100};
constexpr std::chrono::milliseconds longest_pause{2'000};
constexpr std::chrono::milliseconds silent_until_probed{1'000};
constexpr std::chrono::milliseconds silent_until_lost{2'000};

/// The text at `place` of what Redis pushed; nothing if there is none.
std::string* text_at(Array& parts, std::size_t place) {
  return place < parts.size() ? std::get_if<std::string>(&parts[place].value) : nullptr;
}

}  // namespace

struct Subscriber::Impl : std::enable_shared_from_this<Subscriber::Impl> {
  Impl(Executor on, Options wanted, Listening to)
      : executor{on}, options{std::move(wanted)}, listening{std::move(to)}, pause_timer{on}, probe_timer{on} {}

  /// One round of these is one `start()`: a coroutine of an earlier round ends at its next step.
  static Task<> keep_listening(std::shared_ptr<Impl>, std::uint64_t round);
  Task<> listen(std::shared_ptr<Line> line);
  std::string subscriptions() const;
  bool hear(Line&, std::string_view bytes);
  bool understand(const Line&, Array& parts);
  void probe_soon(std::shared_ptr<Line>);
  void probe(const std::shared_ptr<Line>&);
  void drop(std::string why);
  bool is_mine(const Line& one) const noexcept { return line.get() == &one; }

  Executor executor;
  Options options;
  Listening listening;
  TlsContext tls{};
  Timer pause_timer;
  Timer probe_timer;
  std::uint64_t round = 0;
  bool started = false;
  std::shared_ptr<Line> line{};
  std::size_t unconfirmed = 0;
  bool ready = false;
  bool stood = false;  ///< the latest line was ready once
  bool probed = false;
  Steady::time_point heard_at{};
  std::string trouble = "not started";
};

Task<> Subscriber::Impl::keep_listening(std::shared_ptr<Impl> self, std::uint64_t round) {
  auto pause = first_pause;
  while (self->round == round) {
    if (self->options.tls && !self->tls) {
      auto context = tls_context(self->options);
      if (context) self->tls = *context;
      self->trouble = context ? "" : context.error();
    }
    if (!self->options.tls || self->tls) {
      self->line = std::make_shared<Line>(self->executor, self->tls, self->options.longest_reply);
      const auto line = self->line;
      co_await self->listen(line);
      if (self->round != round) co_return;
      if (self->stood) pause = first_pause;
    }
    self->pause_timer.expires_after(pause);
    pause = std::min(pause * 2, longest_pause);
    co_await self->pause_timer.async_wait(boost::asio::as_tuple(use_task));
  }
}

/// Until the line is lost, or not ours any more.
Task<> Subscriber::Impl::listen(std::shared_ptr<Line> mine) {
  stood = false;
  unconfirmed = listening.channels.size() + listening.patterns.size();
  probe_timer.expires_after(options.connect_timeout);
  probe_timer.async_wait([weak = weak_from_this(), mine](boost::system::error_code cancelled) {
    const auto self = weak.lock();
    if (!cancelled && self && self->is_mine(*mine)) {
      self->drop(fmt::format("{} cannot be reached: no greeting in {} ms", name_of(self->options),
                             self->options.connect_timeout.count()));
    }
  });
  const Trouble refused = co_await mine->wire.open(options);
  if (!is_mine(*mine)) co_return;
  if (refused) {
    drop(*refused);
    co_return;
  }
  heard_at = Steady::now();
  mine->writing = subscriptions();
  mine->wire.write(boost::asio::buffer(mine->writing), [mine](bool) { mine->writing.clear(); });
  probe_soon(mine);
  while (is_mine(*mine)) {
    const std::size_t count = co_await mine->wire.read(boost::asio::buffer(*mine->buffer));
    if (!is_mine(*mine)) co_return;
    if (count == 0) {
      drop(fmt::format("{} closed the connection", name_of(options)));
      co_return;
    }
    heard_at = Steady::now();
    probed = false;
    if (!hear(*mine, {mine->buffer->data(), count})) co_return;
  }
}

std::string Subscriber::Impl::subscriptions() const {
  std::string out;
  const auto append = [&out](const char* verb, const std::vector<std::string>& names) {
    if (names.empty()) return;
    Command command{verb};
    command.insert(command.end(), names.begin(), names.end());
    append_command(out, command);
  };
  append("SUBSCRIBE", listening.channels);
  append("PSUBSCRIBE", listening.patterns);
  return out;
}

bool Subscriber::Impl::hear(Line& from, std::string_view bytes) {
  Reply reply;
  Parser::Step step = from.parser.next(bytes, reply);
  for (; step == Parser::Step::reply; step = from.parser.next(bytes, reply)) {
    if (const Failure* failure = reply.failure()) {
      drop(fmt::format("{} refuses the subscription: {}", name_of(options), failure->text));
      return false;
    }
    auto* parts = std::get_if<Array>(&reply.value);
    if (parts == nullptr || !understand(from, *parts)) {
      if (is_mine(from)) drop(fmt::format("{} pushes what is no message", name_of(options)));
      return false;
    }
  }
  if (step == Parser::Step::broken) drop(fmt::format("{} sends what is no reply, or too long a one", name_of(options)));
  return step != Parser::Step::broken;
}

/// False if it is nothing we know, or the line was given up by a callback.
bool Subscriber::Impl::understand(const Line& from, Array& parts) {
  const std::string* kind = text_at(parts, 0);
  if (kind == nullptr) return false;
  if (*kind == "pong") return true;
  if (*kind == "subscribe" || *kind == "psubscribe") {
    if (unconfirmed == 0) return false;
    if (--unconfirmed > 0) return true;
    ready = true;
    stood = true;
    trouble.clear();
    if (listening.on_ready) listening.on_ready();
    return is_mine(from);
  }
  const bool by_pattern = *kind == "pmessage";
  if (!by_pattern && *kind != "message") return false;
  std::string* const channel = text_at(parts, by_pattern ? 2 : 1);
  std::string* const payload = text_at(parts, by_pattern ? 3 : 2);
  if (channel == nullptr || payload == nullptr) return false;
  if (listening.on_message) listening.on_message({std::move(*channel), std::move(*payload)});
  return is_mine(from);
}

void Subscriber::Impl::probe_soon(std::shared_ptr<Line> of) {
  const auto until = heard_at + (probed ? silent_until_lost : silent_until_probed);
  probe_timer.expires_at(until);
  probe_timer.async_wait([weak = weak_from_this(), of = std::move(of)](boost::system::error_code cancelled) {
    const auto self = weak.lock();
    if (!cancelled && self && self->is_mine(*of)) self->probe(of);
  });
}

void Subscriber::Impl::probe(const std::shared_ptr<Line>& mine) {
  const auto silence = Steady::now() - heard_at;
  if (silence >= silent_until_lost) return drop(fmt::format("{} fell silent", name_of(options)));
  if (silence >= silent_until_probed && !probed) {
    probed = true;
    if (mine->writing.empty()) {
      append_command(mine->writing, Command{"PING"});
      mine->wire.write(boost::asio::buffer(mine->writing), [mine](bool) { mine->writing.clear(); });
    }
  }
  probe_soon(mine);
}

void Subscriber::Impl::drop(std::string why) {
  trouble = std::move(why);
  if (const auto lost = std::exchange(line, nullptr)) lost->wire.close();
  probe_timer.cancel();
  probed = false;
  if (std::exchange(ready, false) && listening.on_gap) listening.on_gap();
}

Subscriber::Subscriber(Executor executor, Options options, Listening listening)
    : impl_{std::make_shared<Impl>(executor, std::move(options), std::move(listening))} {
  const Listening& wanted = impl_->listening;
  if (wanted.channels.empty() && wanted.patterns.empty()) throw std::invalid_argument{"no channel to listen to"};
}

Subscriber::~Subscriber() { stop(); }

void Subscriber::start() {
  if (std::exchange(impl_->started, true)) return;
  boost::asio::co_spawn(impl_->executor, Impl::keep_listening(impl_, ++impl_->round), boost::asio::detached);
}

void Subscriber::stop() {
  if (!std::exchange(impl_->started, false)) return;
  ++impl_->round;
  impl_->ready = false;
  impl_->drop("stopped");
  impl_->pause_timer.cancel();
}

bool Subscriber::listening() const noexcept { return impl_->ready; }

std::string Subscriber::trouble() const { return impl_->trouble; }

}  // namespace foyer::redis
