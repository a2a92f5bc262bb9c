#include "platform/observe/log.h"

#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <cstdlib>
#include <deque>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "core/memory.h"
#include "core/thread_name.h"
#include "platform/observe/log_format.h"

namespace foyer::log {
namespace {

/// Lines waiting for the writing thread; the oldest is dropped, and counted, when one more comes.
constexpr std::size_t max_waiting = 2'048;

/// How long the writing thread rests after a write: under load a whole crowd of lines shares the next one, and waking
/// the thread for each would cost more than all else that is done for it.
constexpr std::chrono::milliseconds rest{20};

std::atomic<Level> lowest{Level::info};
std::atomic<Records> records = Records::kept;
std::atomic<Format> format{Format::text};

void write_all(const std::deque<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text.append(line).push_back('\n');
  for (std::string_view left = text; !left.empty();) {
    const auto written = ::write(STDERR_FILENO, left.data(), left.size());
    if (written < 0 && errno != EINTR) return;  // nobody reads the log any more, and there is nowhere else to say so
    if (written > 0) left.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// The writing thread and its queue. The thread starts with the first line, so commands that log nothing pay nothing.
class Output {
 public:
  void add(std::string line) {
    bool wake = false;
    {
      const std::lock_guard lock{mutex_};
      if (!running_) start();
      if (waiting_.size() == max_waiting) {
        waiting_.pop_front();
        ++dropped_;
      }
      waiting_.push_back(std::move(line));
      wake = std::exchange(asleep_, false);
    }
    if (wake) wake_.notify_one();
  }

  /// Ends the thread once it has written everything; the next line starts another.
  void drain() {
    const std::lock_guard one_at_a_time{draining_};
    {
      const std::lock_guard lock{mutex_};
      if (!running_) return;
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
    const std::lock_guard lock{mutex_};
    write_all(std::exchange(waiting_, {}));  // what came while it ended
    running_ = stopping_ = asleep_ = false;
  }

  std::uint64_t dropped() {
    const std::lock_guard lock{mutex_};
    return dropped_;
  }

 private:
  void start() {
    static const int drained_at_exit = std::atexit(flush);
    static_cast<void>(drained_at_exit);
    thread_ = std::thread{[this] { work(); }};
    running_ = true;
  }

  void work() {
    name_this_thread("foyer-log");
    never_give_up_on_memory();
    std::deque<std::string> lines;  // made once: nothing is allocated under the lock
    std::unique_lock lock{mutex_};
    for (;;) {
      asleep_ = waiting_.empty();
      wake_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
      asleep_ = false;
      if (waiting_.empty()) return;
      lines.swap(waiting_);
      lock.unlock();
      write_all(lines);
      lines.clear();
      lock.lock();
      wake_.wait_for(lock, rest, [this] { return stopping_; });
    }
  }

  std::mutex draining_;
  std::mutex mutex_;  ///< of everything below but thread_, which only start() and drain() touch, never at once
  std::condition_variable wake_;
  std::deque<std::string> waiting_;
  std::uint64_t dropped_ = 0;
  bool running_ = false;
  bool stopping_ = false;
  bool asleep_ = false;  ///< needs a notification to see the next line
  std::thread thread_;
};

/// Never destroyed: other threads and destructors may log until the very end.
Output& output() {
  static Output& only = *new Output;
  return only;
}

Colours colours_of_stderr() {
  static const Colours colours = isatty(STDERR_FILENO) == 1 ? Colours::yes : Colours::no;
  return colours;
}

void add(Level level, std::string_view message, Fields fields) {
  const Line line{SystemClock{}.now(), level, message, fields};
  output().add(format.load(std::memory_order_relaxed) == Format::json ? format_json(line)
                                                                      : format_text(line, colours_of_stderr()));
}

}  // namespace

void configure(Level level, Format wanted, Records wanted_records) {
  records.store(wanted_records, std::memory_order_relaxed);
  lowest.store(level, std::memory_order_relaxed);
  format.store(wanted, std::memory_order_relaxed);
}

bool enabled(Level level) noexcept { return level != Level::off && level >= lowest.load(std::memory_order_relaxed); }

bool keeps_records() noexcept {
  return lowest.load(std::memory_order_relaxed) != Level::off &&
         records.load(std::memory_order_relaxed) == Records::kept;
}

void write(Level level, std::string_view message, Fields fields) {
  if (enabled(level)) add(level, message, fields);
}

void record(std::string_view message, Fields fields) {
  if (keeps_records()) add(Level::info, message, fields);
}

void flush() { output().drain(); }

std::uint64_t dropped() { return output().dropped(); }

}  // namespace foyer::log
