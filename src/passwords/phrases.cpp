#include "passwords/phrases.h"

#include <algorithm>
#include <array>

#include "core/secret.h"
#include "embedded/password_lists.h"
#include "passwords/spelling.h"

namespace foyer {
namespace {

// What stands behind this many bytes is more than four characters.
constexpr std::size_t most = 128;
constexpr std::size_t decoration = 4;

bool is_word_character(char c) { return is_lower(c) || is_digit(c); }

/// A password without what stands between its words, as it is or with the usual substitutions undone.
class Squeezed {
 public:
  template <class Map>
  Squeezed(std::string_view password, Map map) {
    for (const char c : password) {
      if (size_ == most) break;
      if (is_word_character(map(c))) bytes_[size_++] = map(c);
    }
  }
  Squeezed(const Squeezed&) = delete;
  Squeezed& operator=(const Squeezed&) = delete;
  ~Squeezed() { wipe(bytes_.data(), size_); }

  bool is_little_more_than(std::string_view phrase) const {
    return size_ <= phrase.size() + decoration && std::string_view{bytes_.data(), size_}.contains(phrase);
  }

 private:
  std::array<char, most> bytes_{};
  std::size_t size_ = 0;
};

}  // namespace

std::string_view known_phrases() noexcept {
  return std::ranges::find(embedded::password_lists(), "phrases.txt", &embedded::File::path)->bytes;
}

bool is_known_phrase(std::string_view password) noexcept {
  const Squeezed plain{password, lower};
  const Squeezed meant{password, letter_meant};
  std::string_view rest = known_phrases();
  while (!rest.empty()) {
    const std::string_view phrase = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), phrase.size() + 1));
    if (plain.is_little_more_than(phrase) || meant.is_little_more_than(phrase)) return true;
  }
  return false;
}

}  // namespace foyer
