#include "platform/words/texts.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <mutex>
#include <stdexcept>

#include "embedded/languages.h"

namespace foyer::words {
namespace {

namespace json = boost::json;

json::object read_file(Language language) {
  const std::string path = fmt::format("{}.json", tag_of(language));
  for (const embedded::File& file : embedded::languages()) {
    if (file.path != path) continue;
    json::object all = json::parse({file.bytes.data(), file.bytes.size()}).as_object();
    all.erase("app");  // said by the browser alone
    return all;
  }
  throw std::logic_error{"there is no language file " + path};
}

const json::object& texts_of(Language language) {
  struct Slot {
    std::once_flag read;
    json::object texts;
  };
  static std::array<Slot, languages.size()> slots;
  Slot& slot = slots.at(static_cast<std::size_t>(language));
  std::call_once(slot.read, [&] { slot.texts = read_file(language); });
  return slot.texts;
}

bool is_name(std::string_view text) noexcept {
  return !text.empty() && std::ranges::all_of(text, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
}

}  // namespace

const json::value* find_text(Language language, std::string_view path) {
  const json::object* at = &texts_of(language);
  while (at != nullptr) {
    const std::size_t dot = path.find('.');
    const json::value* found = at->if_contains({path.data(), std::min(dot, path.size())});
    if (found == nullptr || dot == std::string_view::npos) return found;
    at = found->if_object();
    path.remove_prefix(dot + 1);
  }
  return nullptr;
}

void assemble(std::string_view text, const Assembly& into) {
  bool emphasised = false;
  while (!text.empty()) {
    const std::size_t mark = std::min(text.find_first_of("{*"), text.size());
    if (mark > 0) into.words(text.substr(0, mark));
    text.remove_prefix(mark);
    if (text.empty()) return;
    const std::size_t end = text.find('}');
    if (text.front() == '*') {
      into.emphasis(emphasised = !emphasised);
      text.remove_prefix(1);
    } else if (end != std::string_view::npos && is_name(text.substr(1, end - 1))) {
      into.parameter(text.substr(1, end - 1));
      text.remove_prefix(end + 1);
    } else {
      into.words(text.substr(0, 1));
      text.remove_prefix(1);
    }
  }
}

}  // namespace foyer::words
