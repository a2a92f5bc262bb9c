// load --url URL [OPTION...]: sends requests and reports how they were answered; bench/README.md tells how to read it.
// SIGINT and SIGTERM end the run early; what was counted until then is reported.
// Ends with 1 when the figures mean nothing, because the generator was late or nothing was answered; with 2 for
// arguments it cannot use.

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <exception>
#include <fstream>
#include <iterator>
#include <list>
#include <stdexcept>
#include <thread>
#include <vector>

#include "load/lane.h"
#include "load/report.h"

namespace {

std::atomic<bool> stopped = false;
static_assert(std::atomic<bool>::is_always_lock_free);

void stop(int) { stopped = true; }

void keep_sessions(const std::string& file, const std::list<load::Lane>& lanes) {
  std::vector<load::TokenPair> all;
  for (const load::Lane& lane : lanes) std::ranges::move(lane.sessions(), std::back_inserter(all));
  if (!write_sessions(file, all)) throw std::runtime_error{"cannot write " + file};
}

load::Figures run(const load::Options& options) {
  std::list<load::Lane> lanes;
  for (unsigned i = 0; i < options.threads; ++i) lanes.emplace_back(options, load::Share{i, options.threads});
  std::vector<load::Figures> figures(options.threads);
  std::vector<std::jthread> threads;
  std::signal(SIGINT, stop);
  std::signal(SIGTERM, stop);
  const auto start = std::chrono::steady_clock::now() + std::chrono::milliseconds{20};
  for (load::Lane& lane : lanes) {
    threads.emplace_back([&lane, &out = figures[threads.size()], start] { out = lane.run(start, stopped); });
  }
  threads.clear();
  for (std::size_t i = 1; i < figures.size(); ++i) figures[0].add(figures[i]);
  if (!options.sessions_out.empty()) keep_sessions(options.sessions_out, lanes);
  return std::move(figures[0]);
}

bool write(const std::string& file, const std::string& text) {
  if (file == "-") return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  std::ofstream out{file};
  out << text;
  return static_cast<bool>(out.flush());
}

int report(const load::Options& options, const load::Figures& figures) {
  const std::string text = options.out.empty() ? to_table(options, figures) : to_json(options, figures);
  if (!write(options.out.empty() ? "-" : options.out, text)) {
    fmt::print(stderr, "load: cannot write {}\n", options.out);
    return 1;
  }
  if (figures.all().latency.count() == 0) {
    fmt::print(stderr, "load: no good answer{}{}\n", figures.first_refusal.empty() ? "" : ": ", figures.first_refusal);
    return 1;
  }
  return is_late(options, figures) ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const auto options = load::read_options(argc, argv);
    if (options) return report(*options, run(*options));
    if (options.error().empty()) return 0;
    fmt::print(stderr, "load: {}\n", options.error());
    return 2;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "load: {}\n", failure.what());
    return 1;
  }
}
