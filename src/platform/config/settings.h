#pragma once
// Reads settings by name: the environment over `.env` over the default. Asking for a setting also registers it, so that
// `config show`, `.env.sample` and the check for unknown names come from the same lines that use it. Mistakes are
// collected, each a sentence that says what is wrong and what to write instead; the default stands in meanwhile.
// An empty value means "not set".
//
//   Reader read{source};
//   options.port = read.integer({"PORT", "TCP port to listen on."}, 8000, {1, 65'535, "a port"});
//   options.access_life = read.minutes({"ACCESS_TOKEN_EXPIRE_MINUTES", "Life of an access token."}, 30min, {1min});
//   const auto mistakes = read.finish();

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/secret.h"
#include "platform/config/env_file.h"

namespace foyer::config {

enum class Origin { fallback, env_file, environment };
/// "default", ".env", "environment".
std::string_view word_of(Origin) noexcept;

class Source {
 public:
  explicit Source(Variables environment, EnvFile file = {})
      : environment_{std::move(environment)}, file_{std::move(file)} {}

  struct Found {
    std::string_view value;
    Origin origin = Origin::fallback;
  };
  /// An empty value in the environment hides the one in the file.
  Found find(std::string_view name) const;
  const EnvFile& file() const noexcept { return file_; }

 private:
  Variables environment_;
  EnvFile file_;
};

struct About {
  std::string_view name;
  std::string_view effect;  ///< one or two sentences for operators
  bool secret = false;      ///< never shown, not even in mistakes
};

struct IntegerRange {
  std::int64_t min = 0;
  std::int64_t max = std::numeric_limits<std::int32_t>::max();
  std::string_view noun = "a value we can use";  ///< completes "'80000' is not …"
};

template <class Duration>
struct DurationRange {
  Duration min{0};
  Duration max{std::numeric_limits<std::int32_t>::max()};
};

struct UrlRules {
  std::vector<std::string_view> schemes;
  bool may_lack_host = false;  ///< as in sqlite:///file
};

/// What is known of a setting once it was read.
struct Setting {
  std::string name;
  std::string effect;
  std::string unit;      ///< "minutes"; empty for plain values
  std::string fallback;  ///< as an operator would write it
  std::string section;
  std::string shown;  ///< the value now: "***" for a secret, passwords in URLs masked
  Origin origin = Origin::fallback;
  bool secret = false;
};

class Reader {
 public:
  /// `source` outlives the reader.
  explicit Reader(const Source& source) : source_{source} {}

  /// Heads the settings that follow, in `.env.sample` and `config show`.
  void section(std::string_view title) { section_ = title; }

  std::string text(const About&, std::string_view fallback = {});
  std::int64_t integer(const About&, std::int64_t fallback, const IntegerRange&);
  bool flag(const About&, bool fallback);
  std::chrono::seconds seconds(const About&, std::chrono::seconds fallback, DurationRange<std::chrono::seconds> = {});
  std::chrono::minutes minutes(const About&, std::chrono::minutes fallback, DurationRange<std::chrono::minutes> = {});
  std::chrono::hours hours(const About&, std::chrono::hours fallback, DurationRange<std::chrono::hours> = {});
  std::chrono::days days(const About&, std::chrono::days fallback, DurationRange<std::chrono::days> = {});
  std::string url(const About&, std::string_view fallback, const UrlRules&);
  /// Parts between commas.
  std::vector<std::string> list(const About&, std::string_view fallback = {});
  /// Empty if not set; shorter than `min_length` bytes is a mistake.
  Secret secret(About, std::size_t min_length = 0);

  template <class T>
  T choice(const About& about, std::string_view fallback,
           std::initializer_list<std::pair<std::string_view, T>> choices) {
    std::vector<std::string_view> words;
    for (const auto& [word, value] : choices) words.push_back(word);
    const std::string_view chosen = chosen_word(about, fallback, words);
    for (const auto& [word, value] : choices) {
      if (word == chosen) return value;
    }
    return choices.begin()->second;
  }

  /// A name that other programs sharing our `.env` use: known, and without effect here.
  void tolerate(std::string_view name) { tolerated_.emplace_back(name); }

  /// For rules over several settings.
  void mistake(std::string_view name, std::string_view sentence);

  /// Everything that is wrong, the file's own mistakes and unknown names first; empty if all is well.
  std::vector<std::string> finish() const;
  /// The file that lends a secret to whoever can read it; empty if there is none.
  std::string open_file_with_secrets() const;
  /// In the order they were read.
  const std::vector<Setting>& settings() const noexcept { return settings_; }

 private:
  std::string_view note(const About&, std::string_view unit, std::string_view fallback);
  std::string_view chosen_word(const About&, std::string_view fallback, const std::vector<std::string_view>& words);
  void refuse(const About&, std::string_view value, std::string_view noun, std::string_view instead);
  std::int64_t whole_number(const About&, std::string_view unit, std::int64_t fallback, const IntegerRange&);

  const Source& source_;
  std::string section_;
  std::vector<Setting> settings_;
  std::vector<std::string> tolerated_;
  std::vector<std::string> mistakes_;
};

/// The text of `.env.sample`: every setting with its documentation, commented out at its default.
std::string sample_of(const std::vector<Setting>&);

}  // namespace foyer::config
