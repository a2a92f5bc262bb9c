#pragma once
// Numbers for operators, scraped in the text format of Prometheus
// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format). Counting is a relaxed addition on
// any thread; names are asked for, and text is made, only when somebody scrapes.
// Values of labels come from closed sets of ours (route templates, kinds of events, names of limits), never from what a
// client sent: every value is a time series that Prometheus keeps.
//
//   metrics::Counters refusals{"foyer_limit_refusals_total", "Uses that a limit refused.", {"limit"}};
//   refusals.add({limit.name});

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace foyer::metrics {

enum class Kind { counter, gauge, histogram };

struct Label {
  std::string_view name;
  std::string_view value;
};

/// How long something took, in buckets from half a millisecond to ten seconds.
class Histogram {
 public:
  static constexpr std::array<std::chrono::microseconds, 14> bounds{
      std::chrono::microseconds{500},       std::chrono::microseconds{1'000},     std::chrono::microseconds{2'500},
      std::chrono::microseconds{5'000},     std::chrono::microseconds{10'000},    std::chrono::microseconds{25'000},
      std::chrono::microseconds{50'000},    std::chrono::microseconds{100'000},   std::chrono::microseconds{250'000},
      std::chrono::microseconds{500'000},   std::chrono::microseconds{1'000'000}, std::chrono::microseconds{2'500'000},
      std::chrono::microseconds{5'000'000}, std::chrono::microseconds{10'000'000}};

  void add(std::chrono::nanoseconds) noexcept;
  /// Not cumulative; the last is for what took longer than every bound.
  std::uint64_t in_bucket(std::size_t bucket) const noexcept {
    return buckets_[bucket].load(std::memory_order_relaxed);
  }
  std::chrono::nanoseconds sum() const noexcept {
    return std::chrono::nanoseconds{sum_.load(std::memory_order_relaxed)};
  }

 private:
  std::array<std::atomic<std::uint64_t>, bounds.size() + 1> buckets_{};
  std::atomic<std::int64_t> sum_{0};
};

/// One scrape while it is written, family by family.
class Page {
 public:
  /// Opens a family. A family without samples is fine: it says what could be there.
  void family(Kind, std::string_view name, std::string_view help);
  /// Of the family opened last.
  void sample(std::span<const Label>, double value);
  void sample(std::initializer_list<Label> labels, double value) {
    sample(std::span{labels.begin(), labels.size()}, value);
  }
  void sample(std::initializer_list<Label> labels, const Histogram&);
  /// A family of one sample without labels.
  void single(Kind, std::string_view name, std::string_view help, double value);

  const std::string& text() const noexcept { return text_; }

 private:
  std::string text_;
  std::string family_;
};

/// Writes its families into every scrape of this process while it lives. `write` is called on the scraping thread.
class Source {
 public:
  explicit Source(std::function<void(Page&)> write);
  ~Source();
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

 private:
  friend std::string scrape();
  std::function<void(Page&)> write_;
};

/// What all sources have to say now, in the order they were made.
std::string scrape();

/// A counter for each combination of label values that came up. For what happens a few thousand times a second at most.
class Counters {
 public:
  /// Combinations beyond which all new ones count as "other": no mistake of ours may flood Prometheus.
  static constexpr std::size_t most = 256;

  /// The texts live as long as the program. Values `known` of the only label stand there as 0 from the start:
  /// Prometheus does not see an increase from nothing.
  Counters(std::string_view name, std::string_view help, std::initializer_list<std::string_view> labels,
           std::span<const std::string_view> known = {});

  /// As many values as there are labels.
  void add(std::initializer_list<std::string_view> values);

 private:
  void write(Page&) const;

  const std::string_view name_;
  const std::string_view help_;
  const std::vector<std::string_view> labels_;
  mutable std::mutex mutex_;
  std::map<std::vector<std::string>, std::uint64_t> counts_;
  const Source source_;
};

}  // namespace foyer::metrics
