// OpenSSL's n-th allocation fails, or all from it on, for every n: no false answer, and nothing that only a failure
// would ask for. A program of its own, since OpenSSL takes an allocator before its first allocation only.
#include <gtest/gtest.h>
#include <openssl/crypto.h>

#include <cstdlib>
#include <exception>

#include "platform/crypto/digest.h"
#include "platform/crypto/jws.h"
#include "platform/crypto/random.h"
#include "tests/unit/out_of_memory/largest_allocation.h"

namespace {

struct Memory {
  std::size_t left = 0;  ///< allocations of OpenSSL up to the one that fails; 0: none does
  bool lasts = false;    ///< what comes after it fails too
  bool failed = false;

  bool lacks() {
    const bool now = left == 1;
    left -= left == 0 ? 0 : 1;
    failed = failed || now;
    return now || (failed && lasts);
  }
} memory;

void* allocate(std::size_t size, const char*, int) { return memory.lacks() ? nullptr : std::malloc(size); }
void* reallocate(void* old, std::size_t size, const char*, int) {
  return memory.lacks() ? nullptr : std::realloc(old, size);
}
void release(void* what, const char*, int) { std::free(what); }

const bool allocator_is_ours = CRYPTO_set_mem_functions(&allocate, &reallocate, &release) == 1;

}  // namespace

namespace foyer::crypto {
namespace {

constexpr std::size_t far_more_than_any_signature = std::size_t{64} * 1024;

/// What `ask` gives with each allocation failing in turn goes to `check`, unless it throws, which says so.
template <class Ask, class Check>
void each_fails(Ask ask, Check check) {
  EXPECT_TRUE(allocator_is_ours);
  for (const bool lasts : {false, true}) {
    bool failed = true;
    std::size_t n = 0;
    while (failed) {
      memory = {.left = ++n, .lasts = lasts};
      try {
        auto answer = ask();
        failed = memory.failed;
        memory = {};
        EXPECT_TRUE(check(answer)) << n << (lasts ? " and all after it" : "");
      } catch (const std::exception&) {
        failed = memory.failed;
        memory = {};
      }
    }
    EXPECT_GT(n, 1U);
  }
}

class WithoutMemory : public testing::TestWithParam<Algorithm> {
 protected:
  const std::shared_ptr<const SigningKey> key_ = SigningKey::generate(GetParam());
  const std::string input_ = "header.claims";
  const std::string signature_ = key_->sign(input_);
};

TEST_P(WithoutMemory, J1ASignatureIsGenuineOrNone) {
  test::largest_allocation = 0;
  each_fails([&] { return key_->sign(input_); }, [&](const std::string& made) { return key_->verify(input_, made); });
  EXPECT_LT(test::largest_allocation, far_more_than_any_signature);
}

TEST_P(WithoutMemory, J1AGenuineSignatureIsNotTakenForAForgedOne) {
  each_fails([&] { return key_->verify(input_, signature_); }, [](bool genuine) { return genuine; });
}

INSTANTIATE_TEST_SUITE_P(Each, WithoutMemory,
                         testing::Values(Algorithm::hs256, Algorithm::es256, Algorithm::eddsa, Algorithm::rs256),
                         [](const auto& info) { return std::string{name_of(info.param)}; });

TEST(KeyWithoutMemory, K1AGoodKeyIsNotTakenForABrokenOne) {
  const Secret material = SigningKey::generate(Algorithm::es256)->material();
  each_fails([&] { return SigningKey::load(Algorithm::es256, material); },
             [](const auto& key) { return key != nullptr; });
}

TEST(SealWithoutMemory, K1WhatIsSealedIsNotTakenForBroken) {
  const Secret key{std::string(32, 'k')};
  SystemRandom random;
  const std::string sealed = seal(key, "plain", "context", random);
  each_fails([&] { return unseal(key, sealed, "context"); }, [](const auto& opened) { return opened.has_value(); });
}

}  // namespace
}  // namespace foyer::crypto
