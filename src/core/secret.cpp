#include "core/secret.h"

#include <string.h>  // explicit_bzero

namespace foyer {

void wipe(void* bytes, std::size_t size) noexcept { ::explicit_bzero(bytes, size); }

void wipe(std::string& text) noexcept {
  // Short strings live inside the object and a moved-from one may still hold them, hence capacity, not size.
  wipe(text.data(), text.capacity());
  text.clear();
}

bool equal_in_constant_time(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    difference =
        static_cast<unsigned char>(difference | (static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i])));
  }
  // The barrier keeps the loop from being turned into an early exit.
  asm volatile("" : "+r"(difference));
  return difference == 0;
}

}  // namespace foyer
