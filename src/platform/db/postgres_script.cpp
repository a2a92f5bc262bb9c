#include "platform/db/postgres_script.h"

#include <algorithm>
#include <array>
#include <string>

namespace foyer::db {
namespace {

constexpr std::string_view spaces = " \t\r\n\f\v";

bool is_word(char c) {
  const auto u = static_cast<unsigned char>(c);
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || u >= 0x80;
}

std::size_t after(std::string_view text, std::size_t from, std::string_view end) {
  const std::size_t found = text.find(end, from);
  return found == std::string_view::npos ? text.size() : found + end.size();
}

/// `/* */` nests.
std::size_t after_comment(std::string_view text, std::size_t at) {
  int depth = 0;
  while (at < text.size()) {
    if (text.substr(at, 2) == "/*") {
      ++depth;
      at += 2;
    } else if (text.substr(at, 2) == "*/") {
      at += 2;
      if (--depth == 0) return at;
    } else {
      ++at;
    }
  }
  return at;
}

/// `$tag$ … $tag$`; a lone dollar, as in $1, is one character.
std::size_t after_dollar(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  if (end < text.size() && text[end] >= '0' && text[end] <= '9') return end;
  while (end < text.size() && is_word(text[end])) ++end;
  if (end == text.size() || text[end] != '$') return at + 1;
  const std::string_view tag = text.substr(at, end + 1 - at);
  return after(text, end + 1, tag);
}

/// The end of the piece that begins at `at`: a comment, a quoted piece, or one character.
std::size_t after_piece(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) == "--") return after(text, at, "\n");
  if (text.substr(at, 2) == "/*") return after_comment(text, at);
  if (text[at] == '\'') return after(text, at + 1, "'");
  if (text[at] == '"') return after(text, at + 1, "\"");
  if (text[at] == '$') return after_dollar(text, at);
  return at + 1;
}

bool is_comment(std::string_view text, std::size_t at) {
  return text.substr(at, 2) == "--" || text.substr(at, 2) == "/*";
}

std::size_t first_word(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size() && (is_comment(text, at) || spaces.contains(text[at]))) at = after_piece(text, at);
  return at;
}

}  // namespace

std::vector<std::string_view> split_statements(std::string_view script) {
  std::vector<std::string_view> out;
  std::size_t start = 0;
  const auto keep = [&](std::size_t end) {
    const std::string_view statement = script.substr(start, end - start);
    if (first_word(statement) < statement.size()) out.push_back(statement);
    start = end + 1;
  };
  for (std::size_t at = 0; at < script.size();) {
    if (script[at] == ';') {
      keep(at);
      ++at;
    } else {
      at = after_piece(script, at);
    }
  }
  if (start < script.size()) keep(script.size());
  return out;
}

bool controls_transaction(std::string_view statement) {
  static constexpr std::array<std::string_view, 9> words{"begin",    "start",     "commit",  "end",    "abort",
                                                         "rollback", "savepoint", "release", "prepare"};
  std::string word;
  for (std::size_t at = first_word(statement); at < statement.size() && is_word(statement[at]); ++at) {
    const char c = statement[at];
    word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return std::ranges::find(words, word) != words.end();
}

}  // namespace foyer::db
