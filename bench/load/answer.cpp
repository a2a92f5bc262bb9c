#include "load/answer.h"

#include <algorithm>
#include <charconv>

namespace load {
namespace {

constexpr std::string_view version = "HTTP/1.1 ";
constexpr std::size_t longest_head = 65'536;

bool is_field(std::string_view line, std::string_view name) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return line.size() > name.size() && line[name.size()] == ':' &&
         std::ranges::equal(line.substr(0, name.size()), name, {}, lower);
}

std::string_view value_of(std::string_view line) {
  line.remove_prefix(std::min(line.find(':') + 1, line.size()));
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return line;
}

template <class Number>
bool read_number(std::string_view text, Number& out) {
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), out);
  return failure == std::errc{} && end == text.data() + text.size();
}

}  // namespace

Reading read_answer(std::string_view bytes) {
  constexpr Reading foreign{Reading::State::foreign};
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string_view::npos) return bytes.size() < longest_head ? Reading{} : foreign;
  Answer answer;
  std::string_view head = bytes.substr(0, end + 2);
  if (!head.starts_with(version) || !read_number(head.substr(version.size(), 3), answer.status)) return foreign;
  bool has_length = answer.status == 204 || answer.status == 304;
  std::size_t length = 0;
  for (head.remove_prefix(head.find("\r\n") + 2); !head.empty(); head.remove_prefix(head.find("\r\n") + 2)) {
    const auto line = head.substr(0, head.find("\r\n"));
    if (is_field(line, "content-length")) {
      if (!read_number(value_of(line), length)) return foreign;
      has_length = true;
    } else if (is_field(line, "connection")) {
      answer.closes = value_of(line) == "close";
    }
  }
  if (!has_length) return foreign;
  answer.size = end + 4 + length;
  if (bytes.size() < answer.size) return {};
  answer.body = bytes.substr(end + 4, length);
  return {Reading::State::whole, answer};
}

std::optional<std::string> text_in(std::string_view json, std::string_view name) {
  const std::string key = '"' + std::string{name} + "\":";
  auto at = json.find(key);
  if (at == std::string_view::npos) return std::nullopt;
  at = json.find_first_not_of(' ', at + key.size());
  if (at == std::string_view::npos || json[at] != '"') return std::nullopt;
  const auto end = json.find('"', at + 1);
  if (end == std::string_view::npos) return std::nullopt;
  return std::string{json.substr(at + 1, end - at - 1)};
}

}  // namespace load
