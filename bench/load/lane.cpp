#include "load/lane.h"

#include <fmt/format.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <ctime>
#include <system_error>
#include <thread>
#include <utility>

namespace load {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr auto rest = 10ms;         // of a connection that broke
constexpr auto patience = 1s;       // of a client that was refused; no Retry-After says less
constexpr auto look_every = 100ms;  // for overdue answers
constexpr auto starved = 1ms;       // between looks for a session that came free

steady_clock::duration ticks(std::chrono::duration<double> time) {
  return std::chrono::duration_cast<steady_clock::duration>(time);
}

double cpu_seconds() {
  timespec spent{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &spent);
  return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

unsigned part_of(unsigned whole, Share share) { return whole / share.lanes + (share.lane < whole % share.lanes); }

}  // namespace

Lane::Lane(const Options& options, Share share)
    : options_{options},
      share_{share},
      epoll_{::epoll_create1(EPOLL_CLOEXEC)},
      scenario_{options, share},
      most_{part_of(options.most, share)} {
  if (epoll_ < 0) throw std::system_error{errno, std::generic_category(), "epoll"};
  if (options.rate > 0) schedule_.emplace(options.rate, share);
  for (unsigned i = 0; i < part_of(options.connections, share); ++i) {
    const auto slot = add_slot();
    slots_[slot].connection->open();
    free_.push_back(slot);
  }
}

Lane::~Lane() {
  slots_.clear();
  ::close(epoll_);
}

std::size_t Lane::add_slot() {
  const auto slot = slots_.size();
  auto connection = std::make_unique<Connection>(epoll_, options_.server, static_cast<std::uint32_t>(slot));
  slots_.push_back({.connection = std::move(connection)});
  return slot;
}

Figures Lane::run(Instant start, const std::atomic<bool>& stopped) {
  // The kernel may otherwise wake us 50 µs late to save power.
  ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
  if (options_.real_time) {
    const sched_param first{.sched_priority = 1};
    figures_.real_time = ::sched_setscheduler(0, SCHED_FIFO, &first) == 0;
  }
  start_ = start;
  counted_from_ = start + ticks(options_.warm_up);
  end_ = counted_from_ + ticks(options_.length);
  std::this_thread::sleep_until(start);
  const double before = cpu_seconds();
  for (auto now = steady_clock::now(); goes_on(now); now = steady_clock::now()) {
    if (stopped && now < end_) end_ = now;
    wake_rested(now);
    if (now >= next_look_) drop_overdue(now);
    if (schedule_) {
      send_what_is_due(now);
    } else if (now < end_) {
      send_again();
    }
    wait_until(next_event(now));
  }
  for (std::size_t left = backlog_.size(); left > 0; --left) ++figures_of(pick()).broken;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].waits_for_answer) break_off(i, end_);
  }
  const auto now = steady_clock::now();
  figures_.busy = (cpu_seconds() - before) / std::chrono::duration<double>{now - start}.count();
  figures_.seconds = std::chrono::duration<double>{std::min(now, end_) - counted_from_}.count();
  figures_.connections = slots_.size();
  return std::move(figures_);
}

bool Lane::goes_on(Instant now) const {
  if (has_sent_all() && in_flight_ == 0) return false;
  if (now < end_) return true;
  return (in_flight_ > 0 || !backlog_.empty()) && now < end_ + ticks(options_.timeout);
}

void Lane::send_what_is_due(Instant now) {
  for (auto due = start_ + schedule_->due(); due <= now && due < end_; due = start_ + schedule_->due()) {
    backlog_.push_back(due);
    schedule_->advance();
  }
  while (!backlog_.empty()) {
    const auto slot = free_slot();
    if (!slot) break;
    const auto intended = backlog_.front();
    backlog_.pop_front();
    if (!send(*slot, intended)) free_.push_front(*slot);
  }
}

void Lane::send_again() {
  for (std::size_t left = free_.size(); left > 0 && !has_sent_all(); --left) {
    const auto slot = free_.front();
    free_.pop_front();
    if (!send(slot, steady_clock::now())) free_.push_back(slot);
  }
}

/// The one that rested longest, so that all are used alike.
std::optional<std::size_t> Lane::free_slot() {
  if (!free_.empty()) {
    const auto slot = free_.front();
    free_.pop_front();
    return slot;
  }
  if (slots_.size() < most_) return add_slot();
  return std::nullopt;
}

bool Lane::send(std::size_t place, Instant intended) {
  const Kind kind = pick();
  const auto asked = scenario_.next(kind, text_);
  const bool counted = is_counted(intended);
  if (!asked) {
    if (counted) ++figures_of(kind).dry;
    return false;
  }
  Slot& slot = slots_[place];
  slot.asked = *asked;
  slot.intended = intended;
  slot.sent = steady_clock::now();
  slot.waits_for_answer = true;
  ++in_flight_;
  if (counted) {
    ++figures_of(kind).sent;
    const auto could_leave = std::max(intended, slot.free_since);
    figures_.lateness.add(slot.sent - could_leave);
    figures_.waited += could_leave > intended;
  }
  if (!slot.connection->send(text_)) break_off(place, slot.sent);
  return true;
}

void Lane::proceed(std::size_t place) {
  Slot& slot = slots_[place];
  const auto progress = slot.connection->proceed();
  if (progress == Connection::Progress::waiting) return;
  const auto now = steady_clock::now();
  if (!slot.waits_for_answer) return slot.connection->close();  // the server has had enough of an idle one
  if (progress == Connection::Progress::broken) return break_off(place, now);
  const auto& answer = slot.connection->answer();
  const bool good = scenario_.settle(slot.asked, answer);
  if (!good && figures_.first_refusal.empty()) {
    figures_.first_refusal =
        fmt::format("{} answered {}: {}", name_of(slot.asked.kind), answer.status, answer.body.substr(0, 200));
  }
  count(slot, good, now);
  slot.connection->taken_answer();
  slot.waits_for_answer = false;
  slot.free_since = now;
  --in_flight_;
  if (good || schedule_) {
    free_.push_back(place);
  } else {
    resting_.emplace(now + patience, place);
  }
}

void Lane::count(const Slot& slot, bool good, Instant now) {
  KindFigures& figures = figures_of(slot.asked.kind);
  if (good && is_counted(now)) ++figures.in_time;
  if (!is_counted(slot.intended)) {
    figures_.lost_before += !good;
  } else if (good) {
    figures.latency.add(now - slot.intended);
  } else {
    ++figures.refused[slot.connection->answer().status];
  }
}

void Lane::break_off(std::size_t place, Instant now) {
  Slot& slot = slots_[place];
  slot.connection->close();
  scenario_.broke(slot.asked);
  slot.waits_for_answer = false;
  --in_flight_;
  ++(is_counted(slot.intended) ? figures_of(slot.asked.kind).broken : figures_.lost_before);
  resting_.emplace(now + rest, place);
}

void Lane::wake_rested(Instant now) {
  for (; !resting_.empty() && resting_.begin()->first <= now; resting_.erase(resting_.begin())) {
    const auto place = resting_.begin()->second;
    slots_[place].free_since = now;
    free_.push_back(place);
  }
}

void Lane::drop_overdue(Instant now) {
  next_look_ = now + look_every;
  const auto latest = now - ticks(options_.timeout);
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].waits_for_answer && slots_[i].sent < latest) break_off(i, now);
  }
}

Instant Lane::next_event(Instant now) const {
  auto next = next_look_;
  if (now < end_) next = std::min(next, end_);
  if (!resting_.empty()) next = std::min(next, resting_.begin()->first);
  if (schedule_ && start_ + schedule_->due() < end_) next = std::min(next, start_ + schedule_->due());
  if (!schedule_ && now < end_ && !free_.empty() && !has_sent_all()) next = std::min(next, now + starved);
  return next;
}

void Lane::wait_until(Instant until) {
  std::array<epoll_event, 256> events;
  const auto left = std::chrono::nanoseconds{std::max(until - steady_clock::now(), steady_clock::duration::zero())};
  const timespec limit{.tv_sec = left / 1s, .tv_nsec = (left % 1s).count()};
  const int count = ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &limit, nullptr);
  if (count < 0 && errno != EINTR) throw std::system_error{errno, std::generic_category(), "epoll"};
  for (int i = 0; i < count; ++i) proceed(events[static_cast<std::size_t>(i)].data.u32);
}

}  // namespace load
