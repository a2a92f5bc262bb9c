#include "mails/device_label.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "core/text.h"
#include "platform/words/templates.h"

namespace foyer {
namespace {

using Sign = std::pair<std::string_view, std::string_view>;  // what the user agent holds, and what it means

// In the order of their strength: browsers name each other to be let in.
constexpr std::array browsers{
    Sign{"Edg", "Edge"},         Sign{"OPR/", "Opera"},    Sign{"SamsungBrowser", "Samsung Internet"},
    Sign{"Firefox/", "Firefox"}, Sign{"FxiOS", "Firefox"}, Sign{"CriOS", "Chrome"},
    Sign{"Chrome/", "Chrome"},   Sign{"Safari/", "Safari"}};
constexpr std::array systems{Sign{"iPhone", "iPhone"},   Sign{"iPad", "iPad"},      Sign{"Android", "Android"},
                             Sign{"Windows", "Windows"}, Sign{"CrOS", "ChromeOS"},  Sign{"Web0S", "webOS"},
                             Sign{"Tizen", "Tizen"},     Sign{"Mac OS X", "macOS"}, Sign{"Linux", "Linux"}};

template <std::size_t count>
std::string_view meaning_of(std::string_view text, const std::array<Sign, count>& signs) {
  for (const auto& [sign, meaning] : signs) {
    if (text.contains(sign)) return meaning;
  }
  return {};
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// Mail programs make links of "https://…", "www.…", "name.tld" and "name@host"; a middle dot stops them all.
std::string without_links(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool joins_words = c == '.' && i + 1 < text.size() && (is_letter(text[i + 1]) || (text[i + 1] & '\x80') != 0);
    const bool control = static_cast<unsigned char>(c) < 0x20 || c == '\x7f';
    if (c == ':' || c == '@' || joins_words) {
      out += "·";
    } else {
      out += control ? ' ' : c;
    }
  }
  return out;
}

/// At most `limit` bytes, cut between characters.
std::string_view beginning_of(std::string_view text, std::size_t limit) {
  if (text.size() <= limit) return text;
  while (limit > 0 && (text[limit] & '\xc0') == '\x80') --limit;
  return text.substr(0, limit);
}

std::string recognised(std::string_view user_agent, Language language) {
  const auto browser = meaning_of(user_agent, browsers);
  const auto system = meaning_of(user_agent, systems);
  if (browser.empty() || system.empty()) return without_links(beginning_of(user_agent, 60));
  return words::say(language, "mail.device.browser_on_system", {{"browser", browser}, {"system", system}});
}

}  // namespace

std::string device_label(const std::optional<std::string>& name, std::string_view user_agent, Language language) {
  const std::string known = is_utf8(user_agent) ? recognised(user_agent, language) : std::string{};
  if (!name || name->empty()) return known.empty() ? words::say(language, "mail.device.unknown") : known;
  const std::string called = without_links(beginning_of(*name, 64));
  return known.empty() ? called : fmt::format("{} ({})", called, known);
}

}  // namespace foyer
