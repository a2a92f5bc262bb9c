#include "platform/observe/log.h"

#include <spdlog/async_logger.h>
#include <spdlog/details/thread_pool.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <shared_mutex>

#include "platform/observe/log_format.h"

namespace foyer::log {
namespace {

/// Lines waiting for the writing thread; the oldest is dropped, and counted, when one more comes.
constexpr std::size_t max_waiting = 2'048;

std::atomic<Level> lowest{Level::info};
std::atomic<Format> format{Format::text};

/// The writing thread and its queue. They start with the first line, so commands that log nothing pay nothing.
class Output {
 public:
  void add(const std::string& line) {
    {
      const std::shared_lock lock{mutex_};
      if (pool_) return post(line);
    }
    start();
    const std::shared_lock lock{mutex_};
    if (pool_) post(line);
  }

  /// Ends the thread once it has written everything; the next line starts another.
  void drain() {
    const std::unique_lock lock{mutex_};
    if (!pool_) return;
    dropped_before_ += pool_->overrun_counter();
    pool_.reset();
    logger_.reset();
  }

  std::uint64_t dropped() {
    const std::shared_lock lock{mutex_};
    return dropped_before_ + (pool_ ? pool_->overrun_counter() : 0);
  }

 private:
  void start() {
    const std::unique_lock lock{mutex_};
    if (pool_) return;
    static const int drained_at_exit = std::atexit(flush);
    static_cast<void>(drained_at_exit);
    pool_ = std::make_shared<spdlog::details::thread_pool>(max_waiting, 1U);
    auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
    sink->set_pattern("%v");
    logger_ = std::make_shared<spdlog::async_logger>("", std::move(sink), pool_,
                                                     spdlog::async_overflow_policy::overrun_oldest);
  }

  void post(const std::string& line) { logger_->log(spdlog::level::critical, spdlog::string_view_t{line}); }

  std::shared_mutex mutex_;
  std::shared_ptr<spdlog::details::thread_pool> pool_;
  std::shared_ptr<spdlog::async_logger> logger_;
  std::uint64_t dropped_before_ = 0;
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

}  // namespace

void configure(Level level, Format wanted) {
  lowest.store(level, std::memory_order_relaxed);
  format.store(wanted, std::memory_order_relaxed);
}

bool enabled(Level level) noexcept { return level != Level::off && level >= lowest.load(std::memory_order_relaxed); }

void write(Level level, std::string_view message, Fields fields) {
  if (!enabled(level)) return;
  const Line line{SystemClock{}.now(), level, message, fields};
  output().add(format.load(std::memory_order_relaxed) == Format::json ? format_json(line)
                                                                      : format_text(line, colours_of_stderr()));
}

void flush() { output().drain(); }

std::uint64_t dropped() { return output().dropped(); }

}  // namespace foyer::log
