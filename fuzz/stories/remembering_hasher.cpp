#include "fuzz/stories/remembering_hasher.h"

#include <functional>

namespace foyer::fuzz {
namespace {

constexpr std::size_t hashes_of_a_password = 64;

}  // namespace

crypto::Hashing<std::string> RememberingHasher::begin_hash(const Secret& password) {
  return {std::nullopt, [this, password = password.copy()](std::string_view) { return hash_of(password); }};
}

crypto::Hashing<bool> RememberingHasher::begin_verify(const Secret& password, std::string_view hash) {
  return {std::nullopt, [this, password = password.copy(), hash = std::string{hash}](std::string_view) {
            return fits(password, hash);
          }};
}

std::string RememberingHasher::hash_of(const Secret& password) {
  const std::lock_guard lock{mutex_};
  Hashes& known = hashes_[std::string{password.reveal()}];
  if (known.all.size() < hashes_of_a_password) return known.all.emplace_back(real_.hash(password));
  return known.all[known.next++ % hashes_of_a_password];
}

bool RememberingHasher::fits(const Secret& password, const std::string& hash) {
  const std::lock_guard lock{mutex_};
  const auto [verdict, is_new] = verdicts_.try_emplace({std::string{password.reveal()}, hash}, false);
  if (is_new) verdict->second = real_.verify(password, hash);
  return verdict->second;
}

}  // namespace foyer::fuzz
