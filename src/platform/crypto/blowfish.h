#pragma once
// Blowfish (Schneier, 1994, https://www.schneier.com/academic/archives/1994/09/description_of_a_new.html) with the key
// schedule of bcrypt (Provos and Mazières, 1999, https://www.usenix.org/legacy/events/usenix99/provos.html), for
// several states side by side. Private to the room.

#include <cstddef>
#include <cstdint>

namespace foyer::crypto {

inline constexpr std::size_t blowfish_subkeys = 18;

/// Plain arrays and one piece of memory: the states of several hashes are found through one register.
struct Blowfish {
  std::uint32_t p[blowfish_subkeys];
  std::uint32_t s[1024];
  std::uint32_t key[blowfish_subkeys];  ///< what it is stirred with, repeated to this length
  std::uint32_t salt[4];
};

inline constexpr std::size_t most_blowfish = 6;

/// EksBlowfishSetup before its rounds: from the digits of pi, the key and the salt, both already in their places.
void begin(Blowfish&);
/// Lets each of `count` states, at most most_blowfish, go through that many rounds of key and salt.
void stir(Blowfish* states, std::size_t count, std::uint32_t rounds);
/// In place, 64 times over: the last step of bcrypt.
void encrypt_64_times(const Blowfish&, std::uint32_t& left, std::uint32_t& right);

}  // namespace foyer::crypto
