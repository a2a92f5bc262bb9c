#include "core/unicode.h"

#include <idn2.h>
#include <unicase.h>
#include <unictype.h>
#include <uninorm.h>
#include <unistr.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <utility>

namespace foyer::unicode {
namespace {

struct Freed {
  void operator()(void* memory) const { std::free(memory); }
};
template <class T>
using Owned = std::unique_ptr<T, Freed>;

const std::uint8_t* bytes_of(std::string_view text) { return reinterpret_cast<const std::uint8_t*>(text.data()); }

std::optional<std::string> taken(std::uint8_t* text, std::size_t size) {
  const Owned<std::uint8_t> owned{text};
  if (!owned) return std::nullopt;
  return std::string{reinterpret_cast<const char*>(owned.get()), size};
}

std::optional<std::string> folded_once(std::string_view text) {
  std::size_t size = 0;
  auto* folded = u8_casefold(bytes_of(text), text.size(), nullptr, UNINORM_NFKC, nullptr, &size);
  return taken(folded, size);
}

std::optional<std::string> looked_up(const std::string& domain) {
  constexpr int rules = IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL | IDN2_USE_STD3_ASCII_RULES;
  std::uint8_t* ascii = nullptr;
  const int result = idn2_lookup_u8(bytes_of(domain), &ascii, rules);
  const Owned<std::uint8_t> owned{ascii};
  if (result != IDN2_OK) return std::nullopt;
  return std::string{reinterpret_cast<const char*>(owned.get())};
}

std::optional<std::string> shown(const std::string& ascii) {
  char* text = nullptr;
  const int result = idn2_to_unicode_8z8z(ascii.c_str(), &text, 0);
  const Owned<char> owned{text};
  if (result != IDN2_OK) return std::nullopt;
  return std::string{owned.get()};
}

const uc_general_category_t& word_categories() {
  static const uc_general_category_t words =
      uc_general_category_or(uc_general_category_or(UC_CATEGORY_L, UC_CATEGORY_M), UC_CATEGORY_N);
  return words;
}

/// Calls `accepts` with each code point until one is not accepted; false then, and for what is not UTF-8.
template <class Accepts>
bool every_code_point(std::string_view text, Accepts accepts) {
  const std::uint8_t* at = bytes_of(text);
  const std::uint8_t* const end = at + text.size();
  while (at < end) {
    ucs4_t c = 0;
    const int length = u8_mbtoucr(&c, at, static_cast<std::size_t>(end - at));
    if (length <= 0 || !accepts(c)) return false;
    at += length;
  }
  return true;
}

/// What a domain may hold before it is mapped. libidn2 leaves out what STD3 forbids where it should refuse it, so that
/// "exam ple" would be one domain with "example".
bool may_stand_in_domain(ucs4_t c) {
  if (c < 0x80) return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
  // The full stop of CJK, the invisible ones that are mapped to nothing or judged by their neighbours, and the signs
  // that RFC 5892 allows between letters.
  static constexpr std::array<ucs4_t, 12> others{0x3002, 0x00AD, 0x200B, 0x200C, 0x200D, 0x2060,
                                                 0xFEFF, 0x00B7, 0x0375, 0x05F3, 0x05F4, 0x30FB};
  return uc_is_general_category(c, word_categories()) || std::ranges::find(others, c) != others.end();
}

}  // namespace

std::optional<std::string> nfkc(std::string_view text) {
  std::size_t size = 0;
  auto* normal = u8_normalize(UNINORM_NFKC, bytes_of(text), text.size(), nullptr, &size);
  return taken(normal, size);
}

std::optional<std::string> nfkc_casefold(std::string_view text) {
  // Folding may undo the normal form and the normal form may bring back capitals, so both until nothing changes.
  constexpr int enough = 4;
  std::optional<std::string> now = nfkc(text);
  for (int i = 0; now && i < enough; ++i) {
    auto next = folded_once(*now);
    if (next == now) return now;
    now = std::move(next);
  }
  return std::nullopt;
}

bool is_word_text(std::string_view text) {
  bool first = true;
  return every_code_point(text, [&](ucs4_t c) {
    const bool leads = std::exchange(first, false);
    if (c < 0x80) return true;
    return uc_is_general_category(c, word_categories()) && !uc_is_property_default_ignorable_code_point(c) &&
           !(leads && uc_is_general_category(c, UC_CATEGORY_M));
  });
}

std::optional<std::string> domain_to_ascii(std::string_view domain) {
  if (domain.empty() || !every_code_point(domain, may_stand_in_domain)) return std::nullopt;
  const auto ascii = looked_up(std::string{domain});
  if (!ascii) return std::nullopt;
  const auto characters = shown(*ascii);
  if (!characters || looked_up(*characters) != ascii) return std::nullopt;
  return ascii;
}

}  // namespace foyer::unicode
