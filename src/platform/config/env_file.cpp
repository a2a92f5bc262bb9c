#include "platform/config/env_file.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <optional>
#include <sstream>

#include "core/text.h"

namespace foyer::config {
namespace {

constexpr std::string_view blanks = " \t\f\v";
constexpr std::string_view spaces = " \t\f\v\r\n";
constexpr std::string_view line_ends = "\r\n";

struct Line {
  std::string name;
  std::optional<std::string> value;
  bool expands = true;
};

/// Walks the text; every take_… moves past what it took or answers nothing.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_{text} {}

  bool at_end() const noexcept { return at_ >= text_.size(); }
  bool at_line_end() const noexcept { return at_end() || line_ends.contains(text_[at_]); }
  bool sees(char c) const noexcept { return !at_end() && text_[at_] == c; }
  std::size_t line_number() const {
    const std::string_view before = text_.substr(0, at_);
    std::size_t lines = 1;
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (before[i] == '\n' || (before[i] == '\r' && !text_.substr(i + 1).starts_with('\n'))) ++lines;
    }
    return lines;
  }

  std::string_view take_while_in(std::string_view set) { return take(text_.find_first_not_of(set, at_)); }
  std::string_view take_until(std::string_view set) { return take(text_.find_first_of(set, at_)); }

  bool take_word(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  /// What stands between two `quote`s; nothing if the second one is missing. A backslash keeps a quote from closing,
  /// unless no other quote does: 'C:\' is whole.
  std::optional<std::string_view> take_quoted(char quote) {
    const std::size_t start = at_ + 1;
    std::size_t end = std::string_view::npos;
    for (std::size_t i = start; i < text_.size(); ++i) {
      if (text_[i] == quote) {
        end = i;
        break;
      }
      if (text_[i] == '\\' && text_.substr(i + 1).starts_with(quote)) end = ++i;
    }
    if (end == std::string_view::npos) return std::nullopt;
    at_ = end + 1;
    return text_.substr(start, end - start);
  }

 private:
  std::string_view take(std::size_t end) {
    const std::size_t start = at_;
    at_ = std::min(end, text_.size());
    return text_.substr(start, at_ - start);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<char> unescaped(char c, bool double_quoted) {
  if (c == '\\' || c == '\'') return c;
  if (!double_quoted) return std::nullopt;
  static constexpr std::string_view written = "\"abfnrtv";
  static constexpr std::string_view meant = "\"\a\b\f\n\r\t\v";
  const std::size_t at = written.find(c);
  if (at == std::string_view::npos) return std::nullopt;
  return meant[at];
}

std::string decode_escapes(std::string_view text, bool double_quoted) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto meant = text[i] == '\\' && i + 1 < text.size() ? unescaped(text[i + 1], double_quoted) : std::nullopt;
    out += meant.value_or(text[i]);
    if (meant) ++i;
  }
  return out;
}

std::string without_comment(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '#' && spaces.contains(text[i - 1])) {
      text = text.substr(0, i);
      break;
    }
  }
  const std::size_t last = text.find_last_not_of(spaces);
  return std::string{text.substr(0, last == std::string_view::npos ? 0 : last + 1)};
}

bool take_value(Cursor& cursor, Line& line) {
  if (cursor.sees('\'') || cursor.sees('"')) {
    const bool double_quoted = cursor.sees('"');
    const auto quoted = cursor.take_quoted(double_quoted ? '"' : '\'');
    if (!quoted) return false;
    line.value = decode_escapes(*quoted, double_quoted);
    line.expands = double_quoted;
  } else {
    line.value = without_comment(cursor.take_until(line_ends));
  }
  return true;
}

bool take_name(Cursor& cursor, Line& line) {
  if (cursor.sees('\'')) {
    Cursor ahead = cursor;
    ahead.take_word("'");
    line.name = ahead.take_until("'");
    if (!ahead.take_word("'")) return false;
    cursor = ahead;
  } else {
    line.name = cursor.take_until("=# \t\f\v\r\n");
  }
  return !line.name.empty();
}

/// False if the line is not one of ours; the cursor then stands somewhere in it.
bool take_line(Cursor& cursor, Line& line) {
  // "export" is a word of its own only before a blank: export=1 sets a variable of that name.
  Cursor ahead = cursor;
  if (ahead.take_word("export") && !ahead.take_while_in(blanks).empty()) cursor = ahead;
  if (cursor.sees('#')) {
    cursor.take_until(line_ends);
    return true;
  }
  if (!take_name(cursor, line)) return false;
  cursor.take_while_in(blanks);
  if (cursor.take_word("=")) {
    cursor.take_while_in(blanks);
    if (!take_value(cursor, line)) return false;
  }
  cursor.take_while_in(blanks);
  if (cursor.sees('#')) cursor.take_until(line_ends);
  return cursor.at_line_end();
}

std::string look_up(std::string_view inside, const Variables& environment, const Variables& earlier) {
  const std::size_t colon = inside.find(":-");
  const std::string_view name = inside.substr(0, colon);
  if (const auto found = environment.find(name); found != environment.end()) return found->second;
  if (const auto found = earlier.find(name); found != earlier.end()) return found->second;
  return colon == std::string_view::npos ? std::string{} : std::string{inside.substr(colon + 2)};
}

std::string expand(std::string_view text, const Variables& environment, const Variables& earlier) {
  std::string out;
  while (!text.empty()) {
    const std::size_t start = text.find("${");
    const std::size_t end = start == std::string_view::npos ? start : text.find('}', start);
    if (end == std::string_view::npos) break;
    const std::string_view inside = text.substr(start + 2, end - start - 2);
    const std::size_t colon = inside.find(':');
    const bool well_formed = colon == std::string_view::npos || inside.substr(colon).starts_with(":-");
    out += text.substr(0, start);
    out += well_formed ? look_up(inside, environment, earlier) : std::string{text.substr(start, end - start + 1)};
    text.remove_prefix(end + 1);
  }
  out += text;
  return out;
}

}  // namespace

Variables environment_of_process() {
  Variables out;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text{*entry};
    const std::size_t equals = text.find('=');
    if (equals != std::string_view::npos) out.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return out;
}

EnvFile parse_env_file(std::string_view text, const Variables& environment, std::string name) {
  EnvFile out{.name = std::move(name)};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (!is_utf8(text) || text.contains('\0')) {
    out.mistakes.push_back(fmt::format("{}: this is not a text file in UTF-8; save it as UTF-8.", out.name));
    return out;
  }
  Cursor cursor{text};
  for (cursor.take_while_in(spaces); !cursor.at_end(); cursor.take_while_in(spaces)) {
    const std::size_t number = cursor.line_number();
    Line line;
    if (!take_line(cursor, line)) {
      cursor.take_until(line_ends);
      out.mistakes.push_back(
          fmt::format("{}: line {} is not NAME=value; close its quotes, or put # before it.", out.name, number));
    } else if (line.value) {
      if (out.values.contains(line.name)) {
        out.doubts.push_back(
            fmt::format("{}: line {} sets what a line before it sets; the last one counts", out.name, number));
      }
      out.values[line.name] = line.expands ? expand(*line.value, environment, out.values) : *line.value;
    } else if (!line.name.empty()) {
      out.doubts.push_back(fmt::format("{}: line {} sets nothing: it has no =", out.name, number));
      out.values.erase(line.name);
    }
  }
  return out;
}

EnvFile read_env_file(const std::filesystem::path& path, const Variables& environment) {
  std::error_code failure;
  if (!std::filesystem::exists(path, failure) && !failure) return {.name = path.string()};
  std::ifstream in{path, std::ios::binary};
  std::ostringstream text;
  const bool empty = in.peek() == std::ifstream::traits_type::eof();
  if (!empty) text << in.rdbuf();
  if (!in.is_open() || in.bad() || text.bad() || std::filesystem::is_directory(path, failure)) {
    return {.name = path.string(),
            .mistakes = {fmt::format("{}: this file cannot be read; check its owner and mode.", path.string())}};
  }
  EnvFile file = parse_env_file(text.view(), environment, path.string());
  struct stat facts{};
  file.others_can_read = ::stat(path.c_str(), &facts) == 0 && (facts.st_mode & S_IROTH) != 0;
  return file;
}

}  // namespace foyer::config
