#include "platform/observe/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace foyer::metrics {
namespace {

struct Sources {
  std::mutex mutex;
  std::vector<const Source*> all;
};

/// Never destroyed: counters of every file are sources, and go in no known order.
Sources& sources() {
  static Sources& only = *new Sources;
  return only;
}

constexpr std::string_view word_of(Kind kind) noexcept {
  switch (kind) {
    case Kind::counter:
      return "counter";
    case Kind::gauge:
      return "gauge";
    case Kind::histogram:
      break;
  }
  return "histogram";
}

void append_escaped(std::string& out, std::string_view value) {
  for (const char c : value) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
}

void append_sample(std::string& out, std::string_view family, std::string_view suffix, std::span<const Label> labels,
                   std::string_view bound, double value) {
  out += family;
  out += suffix;
  char separator = '{';
  for (const Label& label : labels) {
    out += std::exchange(separator, ',');
    out += label.name;
    out += "=\"";
    append_escaped(out, label.value);
    out += '"';
  }
  if (!bound.empty()) fmt::format_to(std::back_inserter(out), "{}le=\"{}\"", std::exchange(separator, ','), bound);
  if (separator == ',') out += '}';
  fmt::format_to(std::back_inserter(out), " {}\n", value);
}

double seconds(std::chrono::nanoseconds span) noexcept { return std::chrono::duration<double>{span}.count(); }

}  // namespace

void Histogram::add(std::chrono::nanoseconds took) noexcept {
  std::size_t bucket = 0;
  while (bucket < bounds.size() && took > bounds[bucket]) ++bucket;
  buckets_[bucket].fetch_add(1, std::memory_order_relaxed);
  sum_.fetch_add(took.count(), std::memory_order_relaxed);
}

void Page::family(Kind kind, std::string_view name, std::string_view help) {
  family_ = name;
  fmt::format_to(std::back_inserter(text_), "# HELP {0} {1}\n# TYPE {0} {2}\n", name, help, word_of(kind));
}

void Page::sample(std::span<const Label> labels, double value) { append_sample(text_, family_, "", labels, "", value); }

void Page::sample(std::initializer_list<Label> given, const Histogram& histogram) {
  const std::span labels{given.begin(), given.size()};
  // The count is the buckets' own sum, so that a scrape in the middle of an addition does not contradict itself.
  std::uint64_t so_far = 0;
  for (std::size_t i = 0; i < Histogram::bounds.size(); ++i) {
    so_far += histogram.in_bucket(i);
    append_sample(text_, family_, "_bucket", labels, fmt::to_string(seconds(Histogram::bounds[i])),
                  static_cast<double>(so_far));
  }
  so_far += histogram.in_bucket(Histogram::bounds.size());
  append_sample(text_, family_, "_bucket", labels, "+Inf", static_cast<double>(so_far));
  append_sample(text_, family_, "_sum", labels, "", seconds(histogram.sum()));
  append_sample(text_, family_, "_count", labels, "", static_cast<double>(so_far));
}

void Page::single(Kind kind, std::string_view name, std::string_view help, double value) {
  family(kind, name, help);
  sample({}, value);
}

Source::Source(std::function<void(Page&)> write) : write_{std::move(write)} {
  const std::lock_guard lock{sources().mutex};
  sources().all.push_back(this);
}

Source::~Source() {
  const std::lock_guard lock{sources().mutex};
  std::erase(sources().all, this);
}

std::string scrape() {
  Page page;
  const std::lock_guard lock{sources().mutex};
  for (const Source* source : sources().all) source->write_(page);
  return page.text();
}

Counters::Counters(std::string_view name, std::string_view help, std::initializer_list<std::string_view> labels,
                   std::span<const std::string_view> known)
    : name_{name}, help_{help}, labels_{labels}, source_{[this](Page& page) { write(page); }} {
  if (labels_.empty()) counts_[{}] = 0;
  for (const std::string_view value : known) counts_[{std::string{value}}] = 0;
}

void Counters::add(std::initializer_list<std::string_view> values) {
  std::vector<std::string> key(values.begin(), values.end());
  key.resize(labels_.size());
  const std::lock_guard lock{mutex_};
  if (counts_.size() >= most && !counts_.contains(key)) std::ranges::fill(key, "other");
  ++counts_[std::move(key)];
}

void Counters::write(Page& page) const {
  page.family(Kind::counter, name_, help_);
  const std::lock_guard lock{mutex_};
  for (const auto& [values, count] : counts_) {
    std::vector<Label> labels;
    for (std::size_t i = 0; i < labels_.size(); ++i) labels.push_back({labels_[i], values[i]});
    page.sample(labels, static_cast<double>(count));
  }
}

}  // namespace foyer::metrics
