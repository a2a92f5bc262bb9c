#include "platform/crypto/blowfish.h"

#include <algorithm>
#include <array>
#include <utility>

#include "platform/crypto/pi.h"

namespace foyer::crypto {
namespace {

template <std::size_t N>
struct Blocks {
  std::uint32_t left[N] = {};
  std::uint32_t right[N] = {};
};

/// One of the sixteen steps. Its four loads wait for x, and the next step's for y.
template <std::size_t N>
[[clang::always_inline]] inline void step(const Blowfish& state, std::uint32_t subkey, std::uint32_t x,
                                          std::uint32_t& y) {
  y ^= subkey;
  // Left to itself the compiler puts the subkey into the chain of what waits: 6 % of a lone hash.
  if constexpr (N == 1) asm("" : "+r"(y));
  const std::uint32_t* const s = state.s;
  y ^= ((s[x >> 24] + s[256 + (x >> 16 & 0xFF)]) ^ s[512 + (x >> 8 & 0xFF)]) + s[768 + (x & 0xFF)];
}

template <std::size_t N>
[[clang::always_inline]] inline void encrypt(const Blowfish* states, Blocks<N>& blocks) {
  auto& [left, right] = blocks;
  for (std::size_t i = 0; i < N; ++i) left[i] ^= states[i].p[0];
#pragma clang loop unroll(full)
  for (std::size_t k = 1; k < blowfish_subkeys - 1; k += 2) {
#pragma clang loop unroll(full)
    for (std::size_t i = 0; i < N; ++i) step<N>(states[i], states[i].p[k], left[i], right[i]);
#pragma clang loop unroll(full)
    for (std::size_t i = 0; i < N; ++i) step<N>(states[i], states[i].p[k + 1], right[i], left[i]);
  }
  for (std::size_t i = 0; i < N; ++i) {
    std::swap(left[i], right[i]);
    left[i] ^= states[i].p[blowfish_subkeys - 1];
  }
}

/// Replaces subkeys and S-boxes by the encryption of nothing with themselves.
template <std::size_t N>
void renew(Blowfish* states) {
  Blocks<N> blocks;
  const auto renew_all = [&](auto part, std::size_t size) {
    for (std::size_t k = 0; k < size; k += 2) {
      encrypt(states, blocks);
      for (std::size_t i = 0; i < N; ++i) {
        (states[i].*part)[k] = blocks.left[i];
        (states[i].*part)[k + 1] = blocks.right[i];
      }
    }
  };
  renew_all(&Blowfish::p, std::size(states->p));
  renew_all(&Blowfish::s, std::size(states->s));
}

template <std::size_t N>
void stir_all(Blowfish* states, std::uint32_t rounds) {
  for (; rounds != 0; --rounds) {
    for (std::size_t i = 0; i < N; ++i) {
      for (std::size_t k = 0; k < blowfish_subkeys; ++k) states[i].p[k] ^= states[i].key[k];
    }
    renew<N>(states);
    for (std::size_t i = 0; i < N; ++i) {
      for (std::size_t k = 0; k < blowfish_subkeys; ++k) states[i].p[k] ^= states[i].salt[k % 4];
    }
    renew<N>(states);
  }
}

}  // namespace

void begin(Blowfish& state) {
  const auto rest = std::ranges::copy_n(pi_fraction.begin(), blowfish_subkeys, state.p).in;
  std::ranges::copy(rest, pi_fraction.end(), state.s);
  for (std::size_t k = 0; k < blowfish_subkeys; ++k) state.p[k] ^= state.key[k];
  Blocks<1> block;
  std::size_t word = 0;
  const auto renew_with_salt = [&](std::uint32_t& left, std::uint32_t& right) {
    block.left[0] ^= state.salt[word];
    block.right[0] ^= state.salt[word + 1];
    word ^= 2;
    encrypt(&state, block);
    left = block.left[0];
    right = block.right[0];
  };
  for (std::size_t k = 0; k < std::size(state.p); k += 2) renew_with_salt(state.p[k], state.p[k + 1]);
  for (std::size_t k = 0; k < std::size(state.s); k += 2) renew_with_salt(state.s[k], state.s[k + 1]);
}

void stir(Blowfish* states, std::size_t count, std::uint32_t rounds) {
  static constexpr std::array by_count{&stir_all<1>, &stir_all<2>, &stir_all<3>,
                                       &stir_all<4>, &stir_all<5>, &stir_all<6>};
  static_assert(by_count.size() == most_blowfish);
  by_count.at(count - 1)(states, rounds);
}

void encrypt_64_times(const Blowfish& state, std::uint32_t& left, std::uint32_t& right) {
  Blocks<1> block{{left}, {right}};
  for (int i = 0; i < 64; ++i) encrypt(&state, block);
  left = block.left[0];
  right = block.right[0];
}

}  // namespace foyer::crypto
