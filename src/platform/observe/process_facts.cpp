#include "platform/observe/process_facts.h"

#include <sys/resource.h>
#include <unistd.h>

#include <charconv>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace foyer::metrics {
namespace {

/// Fields of /proc/self/stat (proc(5)) behind the name of the program, which may hold blanks and parentheses.
class Stat {
 public:
  Stat() {
    std::ifstream file{"/proc/self/stat"};
    text_.assign(std::istreambuf_iterator<char>{file}, {});
  }
  /// `number` as proc(5) counts; at least 3.
  std::optional<double> field(int number) const {
    std::size_t at = text_.rfind(')');
    for (int i = 2; at != std::string::npos && i < number; ++i) at = text_.find(' ', at + 1);
    if (at == std::string::npos) return std::nullopt;
    double value = 0;
    const char* begin = text_.data() + at + 1;
    return std::from_chars(begin, text_.data() + text_.size(), value).ec == std::errc{} ? std::optional{value}
                                                                                        : std::nullopt;
  }

 private:
  std::string text_;
};

double seconds_of(clockid_t clock) {
  timespec time{};
  ::clock_gettime(clock, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

/// Asked once: a step of the wall clock is no restart.
double time_of_boot() {
  static const double boot = seconds_of(CLOCK_REALTIME) - seconds_of(CLOCK_BOOTTIME);
  return boot;
}

std::optional<double> open_descriptors() {
  std::error_code failure;
  std::filesystem::directory_iterator each{"/proc/self/fd", failure};
  double count = -1;  // the one that reads the folder
  for (; !failure && each != std::filesystem::directory_iterator{}; each.increment(failure)) ++count;
  return failure ? std::nullopt : std::optional{count};
}

std::optional<double> most_descriptors() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return std::nullopt;
  return static_cast<double>(limit.rlim_cur);
}

void write(Page& page, Kind kind, std::string_view name, std::string_view help, std::optional<double> value,
           double unit = 1, double zero = 0) {
  if (value) page.single(kind, name, help, zero + *value * unit);
}

}  // namespace

void write_process(Page& page) {
  const Stat stat;
  const double tick = 1 / static_cast<double>(::sysconf(_SC_CLK_TCK));
  const auto user = stat.field(14);
  const auto kernel = stat.field(15);
  const auto cpu = user && kernel ? std::optional{*user + *kernel} : std::nullopt;
  write(page, Kind::gauge, "process_resident_memory_bytes", "Memory of this process that is in RAM.", stat.field(24),
        static_cast<double>(::sysconf(_SC_PAGESIZE)));
  write(page, Kind::gauge, "process_virtual_memory_bytes", "Addresses this process has mapped.", stat.field(23));
  write(page, Kind::counter, "process_cpu_seconds_total", "Processor time spent.", cpu, tick);
  write(page, Kind::gauge, "process_open_fds", "Open file descriptors.", open_descriptors());
  write(page, Kind::gauge, "process_max_fds", "File descriptors that may be open.", most_descriptors());
  write(page, Kind::gauge, "process_threads", "Threads.", stat.field(20));
  write(page, Kind::gauge, "process_start_time_seconds", "When this process started, since 1970.", stat.field(22), tick,
        time_of_boot());
}

}  // namespace foyer::metrics
