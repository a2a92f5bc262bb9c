// Base64url, Base64, hexadecimal, percent-encoding, forms and paths: what decodes has one spelling, and no path hides
// another.

#include "core/percent.h"
#include "core/text.h"
#include "fuzz/check.h"
#include "platform/crypto/encoding.h"
#include "platform/http/uri.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using foyer::fuzz::check;
  const std::string_view text = foyer::fuzz::text_of(data, size);
  if (const auto bytes = foyer::crypto::from_base64url(text)) check(foyer::crypto::to_base64url(*bytes) == text);
  if (const auto bytes = foyer::crypto::from_base64(text)) check(foyer::crypto::to_base64(*bytes) == text);
  check(foyer::crypto::from_base64url(foyer::crypto::to_base64url(text)) == text);
  check(foyer::crypto::from_hex(foyer::crypto::to_hex(text)) == text);
  if (const auto plain = foyer::percent_decode(text)) check(plain->size() <= size);
  if (const auto pairs = foyer::http::parse_form(text)) {
    check(pairs->size() <= 100);
    for (const auto& [name, value] : *pairs) check(foyer::is_utf8(name) && foyer::is_utf8(value));
  }
  std::string storage;
  if (const auto path = foyer::http::decode_path(text, storage)) {
    check(path->starts_with('/') && foyer::is_utf8(*path) && !foyer::has_controls(*path));
    check(!path->contains('\\') && !path->contains("/../") && !path->contains("/./") && !path->ends_with("/.."));
  }
  return 0;
}
