// Stored and imported password hashes: what is taken has one spelling and a bounded cost. None is computed here.

#include "platform/crypto/hash_string.h"
#include "fuzz/check.h"
#include "platform/crypto/imported_hash.h"

namespace {

using foyer::fuzz::check;

void check_parsed(std::string_view text) {
  const auto parsed = foyer::crypto::parse_hash(text);
  const auto same = [text](const auto& hash) {
    using Hash = std::decay_t<decltype(hash)>;
    if constexpr (std::is_same_v<Hash, foyer::crypto::BcryptHash>) {
      check(hash.rounds >= foyer::crypto::min_bcrypt_rounds && hash.rounds <= foyer::crypto::max_bcrypt_rounds);
    } else if constexpr (std::is_same_v<Hash, foyer::crypto::Argon2Hash>) {
      check(to_string(hash) == text && hash.memory_kib <= foyer::crypto::max_argon2_memory_kib);
    } else if constexpr (std::is_same_v<Hash, foyer::crypto::Pbkdf2Hash>) {
      check(to_string(hash) == text && hash.iterations <= foyer::crypto::max_pbkdf2_iterations);
    } else if constexpr (std::is_same_v<Hash, foyer::crypto::ScryptHash>) {
      check(to_string(hash) == text);
    }
  };
  std::visit(same, parsed);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = foyer::fuzz::text_of(data, size);
  check_parsed(text);
  if (const auto stored = foyer::crypto::imported_hash(text)) {
    check(!std::holds_alternative<std::monostate>(foyer::crypto::parse_hash(*stored)));
    check(foyer::crypto::imported_hash(*stored) == *stored);
  }
  return 0;
}
