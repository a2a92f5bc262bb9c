#include "platform/crypto/hash_string.h"

#include <fmt/format.h>
#include <charconv>
#include <optional>

#include "platform/crypto/base64.h"

namespace foyer::crypto {
namespace {

constexpr std::string_view prehashed_start = "$bcrypt-sha256$v=2,t=2b,r=";
constexpr std::string_view argon2_start = "$argon2id$v=19$m=";
constexpr std::size_t salt_letters = 22;
constexpr std::size_t digest_letters = 31;
constexpr unsigned min_argon2_memory_kib = 8;

bool take(std::string_view& rest, std::string_view wanted) noexcept {
  if (!rest.starts_with(wanted)) return false;
  rest.remove_prefix(wanted.size());
  return true;
}

std::optional<std::string_view> take_letters(std::string_view& rest, std::size_t count) noexcept {
  if (rest.size() < count) return std::nullopt;
  const std::string_view taken = rest.substr(0, count);
  rest.remove_prefix(count);
  return taken;
}

/// Decimal without sign and leading zero, within the bounds.
std::optional<unsigned> take_number(std::string_view& rest, unsigned least, unsigned most) noexcept {
  if (rest.empty() || rest.front() < '1' || rest.front() > '9') return std::nullopt;
  unsigned number = 0;
  const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  if (failure != std::errc{} || number < least || number > most) return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return number;
}

std::optional<unsigned> take_two_digits(std::string_view& rest) noexcept {
  const auto digits = take_letters(rest, 2);
  if (!digits) return std::nullopt;
  std::string_view number = digits->front() == '0' ? digits->substr(1) : *digits;
  const auto value = take_number(number, min_bcrypt_rounds, max_bcrypt_rounds);
  return number.empty() ? value : std::nullopt;
}

// A salt or digest with spare bits set is another spelling of a value bcrypt itself never writes.
bool is_canonical(std::string_view letters) { return base64_bcrypt.decode(letters).has_value(); }

HashString parse_plain(std::string_view rest) {
  if (!take(rest, "$2a$") && !take(rest, "$2b$") && !take(rest, "$2y$")) return {};
  const auto rounds = take_two_digits(rest);
  if (!rounds || !take(rest, "$")) return {};
  const auto salt = take_letters(rest, salt_letters);
  const auto digest = take_letters(rest, digest_letters);
  if (!salt || !digest || !rest.empty() || !is_canonical(*salt) || !is_canonical(*digest)) return {};
  return BcryptHash{.prehashed = false, .rounds = *rounds, .salt = *salt, .digest = *digest};
}

HashString parse_prehashed(std::string_view rest) {
  if (!take(rest, prehashed_start)) return {};
  const auto rounds = take_number(rest, min_bcrypt_rounds, max_bcrypt_rounds);
  if (!rounds || !take(rest, "$")) return {};
  const auto salt = take_letters(rest, salt_letters);
  if (!salt || !take(rest, "$")) return {};
  const auto digest = take_letters(rest, digest_letters);
  if (!digest || !rest.empty() || !is_canonical(*salt) || !is_canonical(*digest)) return {};
  return BcryptHash{.prehashed = true, .rounds = *rounds, .salt = *salt, .digest = *digest};
}

HashString parse_argon2(std::string_view rest) {
  if (!take(rest, argon2_start)) return {};
  const auto memory = take_number(rest, min_argon2_memory_kib, max_argon2_memory_kib);
  if (!memory || !take(rest, ",t=")) return {};
  const auto passes = take_number(rest, 1, max_argon2_passes);
  if (!passes || !take(rest, ",p=1$")) return {};
  const auto end_of_salt = rest.find('$');
  if (end_of_salt == std::string_view::npos) return {};
  auto salt = base64_standard.decode(rest.substr(0, end_of_salt));
  auto digest = base64_standard.decode(rest.substr(end_of_salt + 1));
  if (!salt || !digest || salt->size() != argon2_salt_size || digest->size() != argon2_digest_size) return {};
  return Argon2Hash{.memory_kib = *memory, .passes = *passes, .salt = std::move(*salt), .digest = std::move(*digest)};
}

}  // namespace

HashString parse_hash(std::string_view text) {
  if (text.starts_with("$2")) return parse_plain(text);
  if (text.starts_with("$b")) return parse_prehashed(text);
  return parse_argon2(text);
}

std::string to_string(const BcryptHash& hash) {
  if (hash.prehashed) return fmt::format("{}{}${}${}", prehashed_start, hash.rounds, hash.salt, hash.digest);
  return fmt::format("$2b${:02}${}{}", hash.rounds, hash.salt, hash.digest);
}

std::string to_string(const Argon2Hash& hash) {
  return fmt::format("{}{},t={},p=1${}${}", argon2_start, hash.memory_kib, hash.passes,
                     base64_standard.encode(hash.salt), base64_standard.encode(hash.digest));
}

}  // namespace foyer::crypto
