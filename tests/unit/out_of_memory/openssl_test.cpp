// OpenSSL's n-th allocation fails, for every n: no false answer, and nothing that only its failure would ask for. A
// program of its own, since OpenSSL takes an allocator before its first allocation only.
#include <gtest/gtest.h>
#include <openssl/crypto.h>

#include <algorithm>
#include <cstdlib>
#include <new>
#include <utility>

#include "platform/crypto/digest.h"
#include "platform/crypto/jws.h"
#include "platform/crypto/random.h"

namespace {

std::size_t left = 0;  // allocations of OpenSSL up to the one that fails; 0: none does
std::size_t largest = 0;

void* allocate(std::size_t size, const char*, int) { return left != 0 && --left == 0 ? nullptr : std::malloc(size); }
void* reallocate(void* old, std::size_t size, const char*, int) {
  return left != 0 && --left == 0 ? nullptr : std::realloc(old, size);
}
void release(void* what, const char*, int) { std::free(what); }

const bool allocator_is_ours = CRYPTO_set_mem_functions(&allocate, &reallocate, &release) == 1;

}  // namespace

void* operator new(std::size_t size) {
  largest = std::max(largest, size);
  if (void* const place = std::malloc(size)) return place;
  throw std::bad_alloc{};
}
void operator delete(void* what) noexcept { std::free(what); }
void operator delete(void* what, std::size_t) noexcept { std::free(what); }

namespace foyer::crypto {
namespace {

constexpr std::size_t far_more_than_any_signature = 64 * 1024;

/// How many of `call`'s allocations were made to fail, each in a call of its own.
template <class Call>
std::size_t each_fails(Call call) {
  for (std::size_t n = 1;; ++n) {
    left = n;
    call(n);
    if (std::exchange(left, 0) != 0) return n - 1;
  }
}

class WithoutMemory : public testing::TestWithParam<Algorithm> {
 protected:
  WithoutMemory() {
    EXPECT_TRUE(allocator_is_ours);
    EXPECT_TRUE(key_->verify(input_, signature_));
    largest = 0;
  }

  const std::shared_ptr<const SigningKey> key_ = SigningKey::generate(GetParam());
  const std::string input_ = "header.claims";
  const std::string signature_ = key_->sign(input_);
};

TEST_P(WithoutMemory, J1ASignatureIsGenuineOrNone) {
  const std::size_t failed = each_fails([&](std::size_t n) {
    std::string made;
    try {
      made = key_->sign(input_);
    } catch (const std::exception&) {
      return;
    }
    const std::size_t rest = std::exchange(left, 0);
    EXPECT_TRUE(key_->verify(input_, made)) << n;
    left = rest;
  });
  EXPECT_GT(failed, 0U);
  EXPECT_LT(largest, far_more_than_any_signature);
}

TEST_P(WithoutMemory, J1AGenuineSignatureIsNotTakenForAForgedOne) {
  const std::size_t failed = each_fails([&](std::size_t n) {
    try {
      EXPECT_TRUE(key_->verify(input_, signature_)) << n;
    } catch (const std::exception&) {
      return;  // it says so
    }
  });
  EXPECT_GT(failed, 0U);
}

TEST(KeyWithoutMemory, K1AGoodKeyIsNotTakenForABrokenOne) {
  const Secret material = SigningKey::generate(Algorithm::es256)->material();
  const std::size_t failed = each_fails([&](std::size_t n) {
    try {
      EXPECT_NE(SigningKey::load(Algorithm::es256, material), nullptr) << n;
    } catch (const std::exception&) {
      return;
    }
  });
  EXPECT_GT(failed, 0U);
}

TEST(SealWithoutMemory, K1WhatIsSealedIsNotTakenForBroken) {
  const Secret key{std::string(32, 'k')};
  SystemRandom random;
  const std::string sealed = seal(key, "plain", "context", random);
  const std::size_t failed = each_fails([&](std::size_t n) {
    try {
      EXPECT_TRUE(unseal(key, sealed, "context")) << n;
    } catch (const std::exception&) {
      return;
    }
  });
  EXPECT_GT(failed, 0U);
}

INSTANTIATE_TEST_SUITE_P(Each, WithoutMemory,
                         testing::Values(Algorithm::hs256, Algorithm::es256, Algorithm::eddsa, Algorithm::rs256),
                         [](const auto& info) { return std::string{name_of(info.param)}; });

}  // namespace
}  // namespace foyer::crypto
