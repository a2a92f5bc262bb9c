#include "platform/crypto/bcrypt_lanes.h"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string_view>

#include "platform/crypto/base64.h"

namespace foyer::crypto {
namespace {

constexpr std::uint32_t rounds_at_once = 32;
constexpr std::string_view plaintext = "OrpheanBeholderScryDoubt";

std::uint32_t big_endian(std::string_view four) {
  std::uint32_t word = 0;
  for (const char byte : four) word = word << 8 | static_cast<unsigned char>(byte);
  return word;
}

/// The key with its NUL, over and over.
void put_key(std::string_view key, Blowfish& state) {
  key = key.substr(0, std::min(key.find('\0'), bcrypt_key_limit));
  std::size_t next = 0;
  for (std::uint32_t& word : state.key) {
    for (int byte = 0; byte < 4; ++byte) {
      word = word << 8 | (next < key.size() ? static_cast<unsigned char>(key[next]) : 0U);
      next = next == key.size() ? 0 : next + 1;
    }
  }
}

void put_digest(const Blowfish& state, std::span<unsigned char> digest) {
  auto out = digest.begin();
  for (std::size_t at = 0; at < plaintext.size(); at += 8) {
    std::uint32_t words[] = {big_endian(plaintext.substr(at, 4)), big_endian(plaintext.substr(at + 4, 4))};
    encrypt_64_times(state, words[0], words[1]);
    for (const std::uint32_t word : words) {
      // The 24th byte is left out, as in the first bcrypt of all.
      for (int shift = 24; shift >= 0 && out != digest.end(); shift -= 8) {
        *out++ = static_cast<unsigned char>(word >> shift & 0xFF);
      }
    }
  }
}

}  // namespace

BcryptLanes::BcryptLanes() : states_{std::make_unique<Blowfish[]>(most)} {}

BcryptLanes::~BcryptLanes() { wipe(states_.get(), most * sizeof(Blowfish)); }

void BcryptLanes::enter(Ticket ticket, const BcryptInput& input) {
  const auto salt = base64_bcrypt.decode(input.salt);
  const bool in_bounds = input.rounds >= min_bcrypt_rounds && input.rounds <= max_bcrypt_rounds;
  if (!salt || salt->size() != bcrypt_salt_size || !in_bounds)
    throw std::invalid_argument("bcrypt takes no such salt or rounds");
  Blowfish& state = states_[taken_];
  for (std::size_t word = 0; word < std::size(state.salt); ++word) {
    state.salt[word] = big_endian(std::string_view{*salt}.substr(4 * word, 4));
  }
  put_key(input.key.reveal(), state);
  begin(state);
  progress_.at(taken_) = {ticket, std::uint32_t{1} << input.rounds};
  ++taken_;
}

boost::container::static_vector<BcryptLanes::Ended, BcryptLanes::most> BcryptLanes::advance() noexcept {
  boost::container::static_vector<Ended, most> ended;
  if (taken_ == 0) return ended;
  std::uint32_t rounds = rounds_at_once;
  for (std::size_t lane = 0; lane < taken_; ++lane) rounds = std::min(rounds, progress_.at(lane).rounds_left);
  stir(states_.get(), taken_, rounds);
  // From the last lane on, since the last one moves to where one leaves.
  for (std::size_t lane = taken_; lane-- > 0;) {
    progress_.at(lane).rounds_left -= rounds;
    if (progress_.at(lane).rounds_left == 0) ended.push_back(leave(lane));
  }
  return ended;
}

BcryptLanes::Ended BcryptLanes::leave(std::size_t lane) noexcept {
  Ended ended{.ticket = progress_.at(lane).ticket, .digest = {}};
  put_digest(states_[lane], ended.digest);
  --taken_;
  states_[lane] = states_[taken_];
  progress_.at(lane) = progress_.at(taken_);
  wipe(&states_[taken_], sizeof(Blowfish));
  return ended;
}

}  // namespace foyer::crypto
