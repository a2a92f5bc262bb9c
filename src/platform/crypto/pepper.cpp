#include "platform/crypto/pepper.h"

#include "platform/crypto/digest.h"
#include "platform/crypto/encoding.h"

namespace foyer::crypto {
namespace {

constexpr std::string_view start = "$foyer-pepper$v=1,k=";
constexpr std::string_view place = "foyer/password-hash";  // what the sealing is bound to
constexpr std::size_t id_size = 8;

}  // namespace

bool is_peppered(std::string_view hash) noexcept { return hash.starts_with(start); }

PepperedHasher::PepperedHasher(PasswordHasher& inner, std::vector<Secret> peppers, Random& random)
    : inner_{inner}, random_{random} {
  for (const Secret& pepper : peppers) {
    Secret key = derive_key(pepper, "foyer/pepper");
    std::string id = to_hex(sha256(key.reveal()).substr(0, id_size / 2));
    peppers_.push_back({std::move(id), std::move(key)});
  }
  decoy_ = seal_up(inner_.decoy());
}

Hashing<std::string> PepperedHasher::begin_hash(const Secret& password) {
  Hashing<std::string> inner = inner_.begin_hash(password);
  return {std::move(inner.bcrypt), [this, finish = std::move(inner.finish)](std::string_view digest) mutable {
            return seal_up(finish(digest));
          }};
}

Hashing<bool> PepperedHasher::begin_verify(const Secret& password, std::string_view hash) {
  if (!is_peppered(hash)) return inner_.begin_verify(password, hash);
  const auto opened = open(hash);
  Hashing<bool> inner = inner_.begin_verify(password, opened ? opened->reveal() : inner_.decoy());
  if (opened) return inner;
  return {std::move(inner.bcrypt), [finish = std::move(inner.finish)](std::string_view digest) mutable {
            finish(digest);
            return false;
          }};
}

bool PepperedHasher::is_outdated(std::string_view hash) const {
  const auto opened = open(hash);
  const bool newest = opened && hash.substr(start.size(), id_size) == peppers_.front().id;
  return !newest || inner_.is_outdated(opened->reveal());
}

bool PepperedHasher::opens(std::string_view hash) const { return open(hash).has_value(); }

std::string PepperedHasher::seal_up(std::string_view hash) const {
  const Pepper& newest = peppers_.front();
  std::string out{start};
  out += newest.id;
  out += '$';
  out += to_base64url(seal(newest.key, hash, place, random_));
  return out;
}

std::optional<Secret> PepperedHasher::open(std::string_view hash) const {
  if (!is_peppered(hash) || hash.size() <= start.size() + id_size) return std::nullopt;
  const std::string_view id = hash.substr(start.size(), id_size);
  const auto sealed = from_base64url(hash.substr(start.size() + id_size + 1));
  for (const Pepper& pepper : peppers_) {
    if (sealed && pepper.id == id) return unseal(pepper.key, *sealed, place);
  }
  return std::nullopt;
}

}  // namespace foyer::crypto
