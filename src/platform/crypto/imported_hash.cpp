#include "platform/crypto/imported_hash.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include "platform/crypto/base64.h"
#include "platform/crypto/encoding.h"
#include "platform/crypto/hash_string.h"

namespace foyer::crypto {
namespace {

using Spelling = std::optional<std::string>;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (auto end = text.find(separator); end != std::string_view::npos; end = text.find(separator)) {
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  parts.push_back(text);
  return parts;
}

/// Bounds are parse_hash's.
std::optional<unsigned> number(std::string_view text) {
  unsigned value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<unsigned> log2_of(std::string_view text) {
  const auto n = number(text);
  if (!n || !std::has_single_bit(*n)) return std::nullopt;
  return static_cast<unsigned>(std::countr_zero(*n));
}

std::optional<std::string> passlib_base64(std::string_view text) {
  std::string plus{text};
  std::ranges::replace(plus, '.', '+');
  return base64_standard.decode(plus);
}

std::optional<std::string> raw(std::string_view text) { return std::string{text}; }

std::optional<Digest> digest_named(std::string_view name) {
  if (name == "sha1") return Digest::sha1;
  if (name == "sha256") return Digest::sha256;
  if (name == "sha512") return Digest::sha512;
  return std::nullopt;
}

struct Pbkdf2Parts {
  std::optional<Digest> digest_of;
  std::optional<unsigned> iterations;
  std::optional<std::string> salt;
  std::optional<std::string> digest;
};

Spelling spelled(Pbkdf2Parts parts) {
  if (!parts.digest_of || !parts.iterations || !parts.salt || !parts.digest) return std::nullopt;
  return to_string(Pbkdf2Hash{.digest_of = *parts.digest_of,
                              .iterations = *parts.iterations,
                              .salt = std::move(*parts.salt),
                              .digest = std::move(*parts.digest)});
}

struct ScryptParts {
  std::optional<unsigned> log_n;
  std::optional<unsigned> r;
  std::optional<unsigned> p;
  std::optional<std::string> salt;
  std::optional<std::string> digest;
};

Spelling spelled(ScryptParts parts) {
  if (!parts.log_n || !parts.r || !parts.p || !parts.salt || !parts.digest) return std::nullopt;
  return to_string(ScryptHash{.log_n = *parts.log_n,
                              .r = *parts.r,
                              .p = *parts.p,
                              .salt = std::move(*parts.salt),
                              .digest = std::move(*parts.digest)});
}

Spelling from_passlib_pbkdf2(std::string_view text) {
  const auto parts = split(text, '$');
  if (parts.size() != 5) return std::nullopt;
  const std::string_view name = parts[1];
  const auto digest = name == "pbkdf2" ? Digest::sha1 : digest_named(name.substr(name.find('-') + 1));
  return spelled(Pbkdf2Parts{digest, number(parts[2]), passlib_base64(parts[3]), passlib_base64(parts[4])});
}

Spelling from_django_pbkdf2(std::string_view text) {
  const auto parts = split(text, '$');
  if (parts.size() != 4) return std::nullopt;
  const std::string_view name = parts[0].substr(std::string_view{"pbkdf2_"}.size());
  return spelled(Pbkdf2Parts{digest_named(name), number(parts[1]), raw(parts[2]), from_base64(parts[3])});
}

Spelling from_django_scrypt(std::string_view text) {
  const auto parts = split(text, '$');
  if (parts.size() != 6) return std::nullopt;
  return spelled(
      ScryptParts{log2_of(parts[1]), number(parts[3]), number(parts[4]), raw(parts[2]), from_base64(parts[5])});
}

Spelling from_werkzeug(std::string_view text) {
  const auto parts = split(text, '$');
  if (parts.size() != 3) return std::nullopt;
  const auto method = split(parts[0], ':');
  const auto digest = from_hex(parts[2]);
  if (method[0] == "pbkdf2" && method.size() == 3) {
    return spelled(Pbkdf2Parts{digest_named(method[1]), number(method[2]), raw(parts[1]), digest});
  }
  if (method[0] == "scrypt" && method.size() == 4) {
    return spelled(ScryptParts{log2_of(method[1]), number(method[2]), number(method[3]), raw(parts[1]), digest});
  }
  return std::nullopt;
}

struct Kind {
  std::string_view start;
  Spelling (*spell)(std::string_view text);
};

constexpr Kind kinds[] = {
    {"$2a$", &raw},
    {"$2b$", &raw},
    {"$2y$", &raw},
    {"$bcrypt-sha256$", &raw},
    {"bcrypt$$2", [](std::string_view text) { return raw(text.substr(7)); }},
    {"$argon2id$", &raw},
    {"$argon2i$", &raw},
    {"argon2$argon2", [](std::string_view text) { return raw(text.substr(6)); }},
    {"$pbkdf2-sha1$i=", &raw},
    {"$pbkdf2-sha256$i=", &raw},
    {"$pbkdf2-sha512$i=", &raw},
    {"$pbkdf2$", &from_passlib_pbkdf2},
    {"$pbkdf2-sha256$", &from_passlib_pbkdf2},
    {"$pbkdf2-sha512$", &from_passlib_pbkdf2},
    {"pbkdf2_sha256$", &from_django_pbkdf2},
    {"pbkdf2_sha1$", &from_django_pbkdf2},
    {"pbkdf2:", &from_werkzeug},
    {"$scrypt$", &raw},
    {"scrypt$", &from_django_scrypt},
    {"scrypt:", &from_werkzeug},
};

constexpr std::size_t longest = 1024;

}  // namespace

std::expected<std::string, std::string_view> imported_hash(std::string_view foreign) {
  const auto kind = std::ranges::find_if(kinds, [&](const Kind& one) { return foreign.starts_with(one.start); });
  if (kind == std::end(kinds)) return std::unexpected("the password hash is of no kind known here");
  auto text = foreign.size() <= longest ? kind->spell(foreign) : std::nullopt;
  if (!text || std::holds_alternative<std::monostate>(parse_hash(*text))) {
    return std::unexpected("the password hash is malformed or its cost is out of bounds");
  }
  return std::move(*text);
}

}  // namespace foyer::crypto
