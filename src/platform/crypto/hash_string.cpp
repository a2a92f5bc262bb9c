#include "platform/crypto/hash_string.h"

#include <fmt/format.h>
#include <charconv>
#include <optional>

#include "platform/crypto/base64.h"

namespace foyer::crypto {
namespace {

constexpr std::string_view prehashed_start = "$bcrypt-sha256$v=2,t=2b,r=";
constexpr std::string_view argon2id_start = "$argon2id$v=19$m=";
constexpr std::string_view argon2i_start = "$argon2i$v=19$m=";
constexpr std::size_t salt_letters = 22;
constexpr std::size_t digest_letters = 31;
constexpr unsigned min_argon2_memory_kib = 8;
constexpr unsigned max_argon2_lanes = 64;
// A digest of a few bytes would be easy to meet by chance.
constexpr std::size_t min_imported_digest_size = 16;
constexpr std::size_t max_imported_digest_size = 64;
constexpr std::size_t max_imported_salt_size = 128;

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

struct SaltAndDigest {
  std::string salt;
  std::string digest;
};

std::optional<SaltAndDigest> salt_and_digest(std::string_view rest) {
  const auto end_of_salt = rest.find('$');
  if (end_of_salt == std::string_view::npos) return std::nullopt;
  auto salt = base64_standard.decode(rest.substr(0, end_of_salt));
  auto digest = base64_standard.decode(rest.substr(end_of_salt + 1));
  if (!salt || !digest) return std::nullopt;
  return SaltAndDigest{std::move(*salt), std::move(*digest)};
}

bool is_sound(const SaltAndDigest& values, std::size_t least_salt, std::size_t most_salt) noexcept {
  return values.salt.size() >= least_salt && values.salt.size() <= most_salt &&
         values.digest.size() >= min_imported_digest_size && values.digest.size() <= max_imported_digest_size;
}

HashString parse_argon2(std::string_view text) {
  std::string_view rest = text;
  const bool mixed = take(rest, argon2id_start);
  if (!mixed && !take(rest, argon2i_start)) return {};
  const auto memory = take_number(rest, min_argon2_memory_kib, max_argon2_memory_kib);
  if (!memory || !take(rest, ",t=")) return {};
  const auto passes = take_number(rest, 1, max_argon2_passes);
  if (!passes || !take(rest, ",p=")) return {};
  const auto lanes = take_number(rest, 1, max_argon2_lanes);
  if (!lanes || !take(rest, "$")) return {};
  auto values = salt_and_digest(rest);
  if (!values) return {};
  const bool ours =
      mixed && *lanes == 1 && values->salt.size() == argon2_salt_size && values->digest.size() == argon2_digest_size;
  if (ours) {
    return Argon2Hash{
        .memory_kib = *memory, .passes = *passes, .salt = std::move(values->salt), .digest = std::move(values->digest)};
  }
  const bool bearable = std::uint64_t{*memory} * *passes <= max_imported_argon2_work && *memory >= 8 * *lanes;
  if (!bearable || !is_sound(*values, 8, 64)) return {};
  return ImportedArgon2Hash{.mixed = mixed, .text = std::string{text}};
}

HashString parse_pbkdf2(std::string_view rest) {
  Pbkdf2Hash hash;
  if (take(rest, "$pbkdf2-sha1$i=")) {
    hash.digest_of = Digest::sha1;
  } else if (take(rest, "$pbkdf2-sha512$i=")) {
    hash.digest_of = Digest::sha512;
  } else if (!take(rest, "$pbkdf2-sha256$i=")) {
    return {};
  }
  const auto iterations = take_number(rest, 1, max_pbkdf2_iterations);
  if (!iterations || !take(rest, "$")) return {};
  auto values = salt_and_digest(rest);
  if (!values || !is_sound(*values, 1, max_imported_salt_size)) return {};
  hash.iterations = *iterations;
  hash.salt = std::move(values->salt);
  hash.digest = std::move(values->digest);
  return hash;
}

HashString parse_scrypt(std::string_view rest) {
  if (!take(rest, "$scrypt$ln=")) return {};
  const auto log_n = take_number(rest, 1, 31);
  if (!log_n || !take(rest, ",r=")) return {};
  const auto r = take_number(rest, 1, 1024);
  if (!r || !take(rest, ",p=")) return {};
  const auto p = take_number(rest, 1, 1024);
  if (!p || !take(rest, "$")) return {};
  const std::uint64_t memory = (std::uint64_t{128} << *log_n) * *r;
  // N is less than 2^(16 r): https://www.rfc-editor.org/rfc/rfc7914#section-2
  if (memory > max_scrypt_memory || memory * *p > max_scrypt_work || *log_n >= 16 * *r) return {};
  auto values = salt_and_digest(rest);
  if (!values || !is_sound(*values, 1, max_imported_salt_size)) return {};
  return ScryptHash{
      .log_n = *log_n, .r = *r, .p = *p, .salt = std::move(values->salt), .digest = std::move(values->digest)};
}

std::string_view word_of(Digest digest) noexcept {
  switch (digest) {
    case Digest::sha1:
      return "sha1";
    case Digest::sha512:
      return "sha512";
    default:
      return "sha256";
  }
}

}  // namespace

HashString parse_hash(std::string_view text) {
  if (text.starts_with("$2")) return parse_plain(text);
  if (text.starts_with("$b")) return parse_prehashed(text);
  if (text.starts_with("$p")) return parse_pbkdf2(text);
  if (text.starts_with("$s")) return parse_scrypt(text);
  return parse_argon2(text);
}

std::string to_string(const BcryptHash& hash) {
  if (hash.prehashed) return fmt::format("{}{}${}${}", prehashed_start, hash.rounds, hash.salt, hash.digest);
  return fmt::format("$2b${:02}${}{}", hash.rounds, hash.salt, hash.digest);
}

std::string to_string(const Argon2Hash& hash) {
  return fmt::format("{}{},t={},p=1${}${}", argon2id_start, hash.memory_kib, hash.passes,
                     base64_standard.encode(hash.salt), base64_standard.encode(hash.digest));
}

std::string to_string(const Pbkdf2Hash& hash) {
  return fmt::format("$pbkdf2-{}$i={}${}${}", word_of(hash.digest_of), hash.iterations,
                     base64_standard.encode(hash.salt), base64_standard.encode(hash.digest));
}

std::string to_string(const ScryptHash& hash) {
  return fmt::format("$scrypt$ln={},r={},p={}${}${}", hash.log_n, hash.r, hash.p, base64_standard.encode(hash.salt),
                     base64_standard.encode(hash.digest));
}

}  // namespace foyer::crypto
