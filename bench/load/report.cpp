#include "load/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <iterator>
#include <vector>

namespace load {
namespace {

double ms(std::chrono::nanoseconds time) { return std::chrono::duration<double, std::milli>{time}.count(); }

double rate_of(double seconds, const KindFigures& kind) { return static_cast<double>(kind.in_time) / seconds; }

std::uint64_t count_refused(const KindFigures& kind) {
  std::uint64_t sum = 0;
  for (const auto& [status, count] : kind.refused) sum += count;
  return sum;
}

/// Statuses one by one, and 4xx and 5xx as a whole.
std::string refusals(const KindFigures& kind) {
  std::map<std::string, std::uint64_t> counts{{"4xx", 0}, {"5xx", 0}};
  for (const auto& [status, count] : kind.refused) {
    counts[fmt::format("{}xx", status / 100)] += count;
    counts[std::to_string(status)] += count;
  }
  std::vector<std::string> members;
  for (const auto& [name, count] : counts) members.push_back(fmt::format(R"("{}": {})", name, count));
  return fmt::format("{{{}}}", fmt::join(members, ", "));
}

std::string json_of(double seconds, const KindFigures& kind) {
  const Histogram& times = kind.latency;
  return fmt::format(
      R"({{"sent": {}, "good": {}, "refused": {}, "statuses": {}, "broken": {}, "dry": {}, "rate": {:.3f}, )"
      R"("mean_ms": {:.4f}, "p50_ms": {:.4f}, "p90_ms": {:.4f}, "p99_ms": {:.4f}, "p999_ms": {:.4f}, "max_ms": {:.4f}}})",
      kind.sent, times.count(), count_refused(kind), refusals(kind), kind.broken, kind.dry, rate_of(seconds, kind),
      ms(times.mean()), ms(times.quantile(0.5)), ms(times.quantile(0.9)), ms(times.quantile(0.99)),
      ms(times.quantile(0.999)), ms(times.max()));
}

std::string line_of(double seconds, std::string_view name, const KindFigures& kind) {
  const Histogram& times = kind.latency;
  return fmt::format("{:<8} {:>9} {:>9} {:>8} {:>7} {:>7} {:>10.1f} {:>9.3f} {:>9.3f} {:>9.3f} {:>9.3f} {:>9.3f}\n",
                     name, kind.sent, times.count(), count_refused(kind), kind.broken, kind.dry, rate_of(seconds, kind),
                     ms(times.quantile(0.5)), ms(times.quantile(0.9)), ms(times.quantile(0.99)),
                     ms(times.quantile(0.999)), ms(times.max()));
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
    } else {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
  }
  return out + '"';
}

}  // namespace

bool is_late(const Options& options, const Figures& figures) {
  return options.rate > 0 && figures.lateness.quantile(0.99) > options.late;
}

std::string to_json(const Options& options, const Figures& figures) {
  std::vector<std::string> members;
  for (const Kind kind : kinds) {
    const KindFigures& one = figures.of[static_cast<std::size_t>(kind)];
    if (options.mix.has(kind))
      members.push_back(fmt::format(R"("{}": {})", name_of(kind), json_of(figures.seconds, one)));
  }
  return fmt::format(
      R"({{"verdict": "{}", "rate": {}, "seconds": {}, "warm_up": {}, "threads": {}, "connections": {}, )"
      R"("waited": {}, "lost_before": {}, "busy": {:.3f}, "real_time": {}, "lateness": {{"p50_ms": {:.4f}, "p99_ms": {:.4f}, )"
      R"("max_ms": {:.4f}}}, "first_refusal": {}, "all": {}, "kinds": {{{}}}}})"
      "\n",
      is_late(options, figures) ? "late" : "good", options.rate, figures.seconds, options.warm_up.count(),
      options.threads, figures.connections, figures.waited, figures.lost_before, figures.busy,
      options.real_time && figures.real_time, ms(figures.lateness.quantile(0.5)), ms(figures.lateness.quantile(0.99)),
      ms(figures.lateness.max()), quoted(figures.first_refusal), json_of(figures.seconds, figures.all()),
      fmt::join(members, ", "));
}

std::string to_table(const Options& options, const Figures& figures) {
  std::string out =
      fmt::format("{:<8} {:>9} {:>9} {:>8} {:>7} {:>7} {:>10} {:>9} {:>9} {:>9} {:>9} {:>9}\n", "kind", "sent", "good",
                  "refused", "broken", "dry", "good/s", "p50 ms", "p90 ms", "p99 ms", "p99.9 ms", "max ms");
  for (const Kind kind : kinds) {
    if (options.mix.has(kind))
      out += line_of(figures.seconds, name_of(kind), figures.of[static_cast<std::size_t>(kind)]);
  }
  out += line_of(figures.seconds, "all", figures.all());
  fmt::format_to(std::back_inserter(out), "{} connections, busiest thread {:.0f} % of a core", figures.connections,
                 figures.busy * 100);
  if (options.rate > 0) {
    fmt::format_to(std::back_inserter(out), "; {} waited for a connection; own lateness p99 {:.3f} ms: {}",
                   figures.waited, ms(figures.lateness.quantile(0.99)), is_late(options, figures) ? "LATE" : "good");
  }
  if (figures.lost_before > 0) {
    fmt::format_to(std::back_inserter(out), "\n{} not answered well while warming up", figures.lost_before);
  }
  if (!figures.first_refusal.empty()) out += "\nfirst refusal: " + figures.first_refusal;
  return out + '\n';
}

}  // namespace load
