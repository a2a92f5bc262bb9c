#include "platform/config/settings.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cctype>

#include "core/text.h"
#include "platform/config/spelling.h"
#include "platform/config/values.h"

namespace foyer::config {
namespace {

std::string range_text(std::string_view unit, const IntegerRange& range) {
  if (range.min == range.max) return fmt::format("{}: nothing else is allowed", range.min);
  const std::string what = unit.empty() ? "a whole number" : fmt::format("a whole number of {}", unit);
  if (range.max >= std::numeric_limits<std::int32_t>::max()) return fmt::format("{} from {}", what, range.min);
  return fmt::format("{} from {} to {}", what, range.min, range.max);
}

std::string url_text(const UrlRules& rules) {
  std::string out;
  for (const std::string_view scheme : rules.schemes) {
    const bool is_file = rules.may_lack_host && scheme.starts_with("sqlite");
    out += fmt::format("{}{}{}", out.empty() ? "" : " or ", scheme, is_file ? ":///file" : "://host");
  }
  return out;
}

template <class Duration>
Duration duration(std::int64_t count) {
  return Duration{static_cast<typename Duration::rep>(count)};
}

template <class Duration>
IntegerRange range_of(const DurationRange<Duration>& range) {
  return {range.min.count(), range.max.count(), "a time we can use"};
}

}  // namespace

std::string_view word_of(Origin origin) noexcept {
  switch (origin) {
    case Origin::environment:
      return "environment";
    case Origin::env_file:
      return ".env";
    case Origin::fallback:
      break;
  }
  return "default";
}

Source::Found Source::find(std::string_view name) const {
  if (const auto found = environment_.find(name); found != environment_.end()) {
    return {found->second, Origin::environment};
  }
  if (const auto found = file_.values.find(name); found != file_.values.end()) {
    return {found->second, Origin::env_file};
  }
  return {};
}

std::string_view Reader::note(const About& about, std::string_view unit, std::string_view fallback) {
  Source::Found found = source_.find(about.name);
  if (!about.secret) found.value = trimmed(found.value);
  if (found.value.empty()) found = {};
  const std::string_view effective = found.value.empty() ? fallback : found.value;
  settings_.push_back({.name = std::string{about.name},
                       .effect = std::string{about.effect},
                       .unit = std::string{unit},
                       .fallback = std::string{fallback},
                       .section = section_,
                       .shown = about.secret && !effective.empty() ? "***" : without_password(effective),
                       .origin = found.origin,
                       .secret = about.secret});
  return found.value;
}

void Reader::mistake(std::string_view name, std::string_view sentence) {
  mistakes_.push_back(fmt::format("{}: {}", name, sentence));
}

void Reader::refuse(const About& about, std::string_view value, std::string_view noun, std::string_view instead) {
  const std::string subject = about.secret ? "the value" : in_quotes(without_password(value));
  mistake(about.name, fmt::format("{} is not {}; use {}.", subject, noun, instead));
}

std::string Reader::text(const About& about, std::string_view fallback) {
  const std::string_view value = note(about, "", fallback);
  if (value.empty()) return std::string{fallback};
  if (is_utf8(value) && !has_controls(value, true)) return std::string{value};
  refuse(about, value, "plain text", "UTF-8 without control characters");
  return std::string{fallback};
}

std::int64_t Reader::whole_number(const About& about, std::string_view unit, std::int64_t fallback,
                                  const IntegerRange& range) {
  const std::string_view value = note(about, unit, fmt::to_string(fallback));
  if (value.empty()) return fallback;
  const auto number = parse_integer(value);
  if (number && *number >= range.min && *number <= range.max) return *number;
  refuse(about, value, range.noun, range_text(unit, range));
  return fallback;
}

std::int64_t Reader::integer(const About& about, std::int64_t fallback, const IntegerRange& range) {
  return whole_number(about, "", fallback, range);
}

bool Reader::flag(const About& about, bool fallback) {
  const std::string_view value = note(about, "", fallback ? "true" : "false");
  if (value.empty()) return fallback;
  if (const auto flag = parse_flag(value)) return *flag;
  refuse(about, value, "a yes or a no", "true or false");
  return fallback;
}

std::chrono::seconds Reader::seconds(const About& about, std::chrono::seconds fallback,
                                     DurationRange<std::chrono::seconds> range) {
  return duration<std::chrono::seconds>(whole_number(about, "seconds", fallback.count(), range_of(range)));
}
std::chrono::minutes Reader::minutes(const About& about, std::chrono::minutes fallback,
                                     DurationRange<std::chrono::minutes> range) {
  return duration<std::chrono::minutes>(whole_number(about, "minutes", fallback.count(), range_of(range)));
}
std::chrono::hours Reader::hours(const About& about, std::chrono::hours fallback,
                                 DurationRange<std::chrono::hours> range) {
  return duration<std::chrono::hours>(whole_number(about, "hours", fallback.count(), range_of(range)));
}
std::chrono::days Reader::days(const About& about, std::chrono::days fallback, DurationRange<std::chrono::days> range) {
  return duration<std::chrono::days>(whole_number(about, "days", fallback.count(), range_of(range)));
}

std::string Reader::url(const About& about, std::string_view fallback, const UrlRules& rules) {
  const std::string_view value = note(about, "", fallback);
  if (value.empty()) return std::string{fallback};
  if (is_url(value, rules.schemes, rules.may_lack_host)) return std::string{value};
  refuse(about, value, "a URL we can use", url_text(rules));
  return std::string{fallback};
}

std::vector<std::string> Reader::list(const About& about, std::string_view fallback) {
  const std::string_view value = note(about, "", fallback);
  if (value.empty()) return parse_list(fallback);
  if (is_utf8(value) && !has_controls(value)) return parse_list(value);
  refuse(about, value, "a list", "words with commas between them");
  return parse_list(fallback);
}

Secret Reader::secret(About about, std::size_t min_length) {
  about.secret = true;
  const std::string_view value = note(about, "", "");
  if (!value.empty() && value.size() < min_length) {
    mistake(about.name,
            fmt::format("the value is too short; use at least {} bytes that nobody can guess.", min_length));
  }
  return Secret{value};
}

std::string_view Reader::chosen_word(const About& about, std::string_view fallback,
                                     const std::vector<std::string_view>& words) {
  const std::string_view value = note(about, "", fallback);
  if (value.empty()) return fallback;
  const auto found = std::ranges::find_if(words, [&](std::string_view word) {
    return std::ranges::equal(
        word, value, {}, [](char c) { return std::tolower(static_cast<unsigned char>(c)); },
        [](char c) { return std::tolower(static_cast<unsigned char>(c)); });
  });
  if (found != words.end()) return *found;
  refuse(about, value, "one of the choices", fmt::to_string(fmt::join(words, " or ")));
  return fallback;
}

std::string Reader::open_file_with_secrets() const {
  const auto lies_there = [](const Setting& one) { return one.secret && one.origin == Origin::env_file; };
  const EnvFile& file = source_.file();
  return file.others_can_read && std::ranges::any_of(settings_, lies_there) ? file.name : std::string{};
}

std::vector<std::string> Reader::finish() const {
  std::vector<std::string> out = source_.file().mistakes;
  std::vector<std::string> known = tolerated_;
  for (const Setting& setting : settings_) known.push_back(setting.name);
  for (const auto& [name, value] : source_.file().values) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const std::string_view meant = nearest(name, known);
    const std::string advice =
        meant.empty() ? "remove the line, or put # before it." : fmt::format("did you mean {}?", meant);
    out.push_back(fmt::format("{}: {} is not a setting; {}", source_.file().name, in_quotes(name), advice));
  }
  out.insert(out.end(), mistakes_.begin(), mistakes_.end());
  return out;
}

}  // namespace foyer::config
