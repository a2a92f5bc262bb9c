#include "platform/crypto/password_hash.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <set>
#include <stdexcept>

#include "tests/unit/crypto/counting_random.h"

namespace foyer::crypto {
namespace {

using std::string_literals::operator""s;

constexpr HashCost cheap{.bcrypt_rounds = 4};
constexpr HashCost argon2{.scheme = PasswordScheme::argon2id};

class PasswordHash : public testing::Test {
 protected:
  bool verifies(std::string_view password, std::string_view hash) { return hasher_.verify(Secret{password}, hash); }

  SystemRandom random_;
  SystemPasswordHasher hasher_{cheap, random_};
};

TEST_F(PasswordHash, VerifiesWhatItMade) {
  for (const std::string& password :
       {"Correct-horse-1"s, ""s, "p\xc3\xa4ssw\xc3\xb6rd"s, std::string(1024, 'x'), "nul\0inside"s}) {
    const std::string hash = hasher_.hash(Secret{password});
    EXPECT_TRUE(verifies(password, hash));
    EXPECT_FALSE(verifies(password + 'x', hash));
    EXPECT_FALSE(verifies(password + '\0', hash));
  }
}

TEST_F(PasswordHash, NamesSchemeAndCost) {
  const std::string hash = hasher_.hash(Secret{"Correct-horse-1"s});
  EXPECT_TRUE(hash.starts_with("$bcrypt-sha256$v=2,t=2b,r=4$"));
  EXPECT_EQ(hash.size(), 28u + 22 + 1 + 31);
}

// https://passlib.readthedocs.io/en/stable/lib/passlib.hash.bcrypt_sha256.html#format shows the first; passlib 1.7.4
// computed the others.
TEST_F(PasswordHash, MatchesPasslibsBcryptSha256) {
  const std::pair<std::string, std::string_view> vectors[] = {
      {"password", "$bcrypt-sha256$v=2,t=2b,r=12$n79VH.0Q2TMWmt3Oqt9uku$Kq4Noyk3094Y2QlB8NdRT8SvGiI4ft2"},
      {"password", "$bcrypt-sha256$v=2,t=2b,r=4$n79VH.0Q2TMWmt3Oqt9uku$sdU2s51xApBVBMVw4RZiJY.7FC1fevu"},
      {"", "$bcrypt-sha256$v=2,t=2b,r=4$n79VH.0Q2TMWmt3Oqt9uku$OCcex9ilTIPh5Byenoa0hw8nirQ8h5W"},
      {"p\xc3\xa4ssw\xc3\xb6rd \xe2\x82\xac",
       "$bcrypt-sha256$v=2,t=2b,r=4$n79VH.0Q2TMWmt3Oqt9uku$RiCbhU0YflRhBZflAjdsyxdjm00d0Ve"},
      {std::string(72, 'x'), "$bcrypt-sha256$v=2,t=2b,r=4$n79VH.0Q2TMWmt3Oqt9uku$2SJooP3RRTM5BIugitqPJDASxl1prsW"},
      {std::string(73, 'x'), "$bcrypt-sha256$v=2,t=2b,r=4$n79VH.0Q2TMWmt3Oqt9uku$cfRligbSD/Z9eu8eOfDyYd8Qa54l0Ey"},
      {std::string(1024, 'x'), "$bcrypt-sha256$v=2,t=2b,r=4$n79VH.0Q2TMWmt3Oqt9uku$ULRxl0DMasvjJbvM3anl4468dOnqTj."},
      {"\xff\xa3\0tail"s, "$bcrypt-sha256$v=2,t=2b,r=4$n79VH.0Q2TMWmt3Oqt9uku$H4T6GcWDTz1OxU2JMM9dHk5WOQMUd.6"},
  };
  for (const auto& [password, hash] : vectors) {
    EXPECT_TRUE(verifies(password, hash)) << hash;
    EXPECT_FALSE(verifies(password + '.', hash)) << hash;
  }
}

// Computed with Python's bcrypt 4.0.1
TEST_F(PasswordHash, VerifiesImportedBcrypt) {
  const std::pair<std::string, std::string> vectors[] = {
      {"password", "04$Kq4Noyk3094Y2QlB8NdR8e8IhOwk2UG157iDLKwkRXgBrMTn94pi2"},
      {"", "04$Kq4Noyk3094Y2QlB8NdR8enCk0WDwnbtOr63XTKcA4pBuSwjhvXY6"},
      {"\xff\xff\xa3", "04$Kq4Noyk3094Y2QlB8NdR8e5VH9mHDz4/BA9Ra.kGcSeq4CJDPN25C"},
      {"\xa3", "04$Kq4Noyk3094Y2QlB8NdR8eZ9U1nlZM5wyz8pBYk3dNkbVeGL5uU2."},
      {std::string(72, 'x'), "04$Kq4Noyk3094Y2QlB8NdR8epH34qxowMiddPVl5buKPefVQQGnBTny"},
  };
  for (const std::string prefix : {"$2a$", "$2b$", "$2y$"}) {
    for (const auto& [password, hash] : vectors) {
      EXPECT_TRUE(verifies(password, prefix + hash)) << prefix + hash;
      EXPECT_FALSE(verifies("Password", prefix + hash)) << prefix + hash;
    }
  }
}

TEST_F(PasswordHash, P2WhatImportedBcryptDoesNotReadIsNotProven) {
  const std::string_view hash = "$2b$04$Kq4Noyk3094Y2QlB8NdR8epH34qxowMiddPVl5buKPefVQQGnBTny";
  EXPECT_FALSE(verifies(std::string(71, 'x'), hash));
  EXPECT_TRUE(verifies(std::string(72, 'x'), hash));
  EXPECT_FALSE(verifies(std::string(72, 'x') + "tail", hash));
  EXPECT_FALSE(verifies(std::string(1024, 'x'), hash));
}

TEST_F(PasswordHash, ANulDoesNotEndAPassword) {
  const std::string_view imported = "$2b$04$Kq4Noyk3094Y2QlB8NdR8e8IhOwk2UG157iDLKwkRXgBrMTn94pi2";
  EXPECT_TRUE(verifies("password", imported));
  EXPECT_FALSE(verifies("password\0"s, imported));
  EXPECT_FALSE(verifies("password\0anything"s, imported));
  EXPECT_FALSE(verifies("password\0"s, hasher_.hash(Secret{"password"s})));
}

TEST_F(PasswordHash, MalformedStringsVerifyNothing) {
  const std::string salt = "Kq4Noyk3094Y2QlB8NdR8e";
  const std::string digest = "8IhOwk2UG157iDLKwkRXgBrMTn94pi2";
  const std::string prehashed = "$bcrypt-sha256$v=2,t=2b,r=4$n79VH.0Q2TMWmt3Oqt9uku$sdU2s51xApBVBMVw4RZiJY.7FC1fevu";
  ASSERT_TRUE(verifies("password", fmt::format("$2b$04${}{}", salt, digest)));
  ASSERT_TRUE(verifies("password", prehashed));
  for (const std::string& hash :
       {""s,
        "!"s,
        "*"s,
        "*0"s,
        "$"s,
        "$$"s,
        "$2"s,
        "$2b"s,
        "$2b$"s,
        "$2b$04"s,
        "$2b$04$"s,
        "$2b$04$" + salt,
        "password"s,
        fmt::format("$2x$04${}{}", salt, digest),
        fmt::format("$2$04${}{}", salt, digest),
        fmt::format("$2c$04${}{}", salt, digest),
        fmt::format("2b$04${}{}", salt, digest),
        fmt::format("$2b$4${}{}", salt, digest),
        fmt::format("$2b$004${}{}", salt, digest),
        fmt::format("$2b$ 4${}{}", salt, digest),
        fmt::format("$2b$+4${}{}", salt, digest),
        fmt::format("$2b$00${}{}", salt, digest),
        fmt::format("$2b$03${}{}", salt, digest),
        fmt::format("$2b$17${}{}", salt, digest),
        fmt::format("$2b$31${}{}", salt, digest),
        fmt::format("$2b$99${}{}", salt, digest),
        fmt::format("$2b$04${}{}2", salt, digest),
        fmt::format("$2b$04${}{}{}", salt, digest, '\0'),
        fmt::format("$2b$04${}{}\n", salt, digest),
        fmt::format(" $2b$04${}{}", salt, digest),
        fmt::format("$2b$04${}{}", salt, digest.substr(1)),
        fmt::format("$2b$04${}*{}", salt.substr(1), digest),
        fmt::format("$2b$04${}{}-", salt, digest.substr(1)),
        fmt::format("$2B$04${}{}", salt, digest),
        "$bcrypt-sha256$"s,
        "$bcrypt-sha256$v=2,t=2b,r=4$"s,
        prehashed + '$',
        prehashed.substr(0, prehashed.size() - 1),
        "$bcrypt-sha256$v=1,t=2b,r=4$n79VH.0Q2TMWmt3Oqt9uku$sdU2s51xApBVBMVw4RZiJY.7FC1fevu"s,
        "$bcrypt-sha256$v=2,t=2a,r=4$n79VH.0Q2TMWmt3Oqt9uku$sdU2s51xApBVBMVw4RZiJY.7FC1fevu"s,
        "$bcrypt-sha256$v=2,t=2b,r=04$n79VH.0Q2TMWmt3Oqt9uku$sdU2s51xApBVBMVw4RZiJY.7FC1fevu"s,
        "$bcrypt-sha256$v=2,t=2b,r=17$n79VH.0Q2TMWmt3Oqt9uku$sdU2s51xApBVBMVw4RZiJY.7FC1fevu"s,
        "$bcrypt-sha256$v=2,t=2b,r=4294967300$n79VH.0Q2TMWmt3Oqt9uku$sdU2s51xApBVBMVw4RZiJY.7FC1fevu"s,
        "$bcrypt-sha256$v=2,t=2b,r=-4$n79VH.0Q2TMWmt3Oqt9uku$sdU2s51xApBVBMVw4RZiJY.7FC1fevu"s,
        "$bcrypt-sha256$v=2,t=2b,r=4$n79VH.0Q2TMWmt3Oqt9uku$"s,
        "$1$salt$qJH7.N4xYta3aEG/dfqo/0"s,
        "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO/O817G3uBnIFNjnQJuesI68OTLiBFdcbYEdFCoEOfaS35inz1"s,
        "$5$rounds=1$x$y"s,
        "_J9..rasmBYk8r9AiWNc"s,
        "ab01FAX.bQRSU"s,
        "$y$j9T$salt$hash"s,
        std::string(100'000, '$')}) {
    EXPECT_FALSE(verifies("password", hash)) << hash;
    EXPECT_FALSE(verifies("", hash)) << hash;
    EXPECT_TRUE(hasher_.is_outdated(hash)) << hash;
  }
}

// The last of 22 salt letters carries two bits only; libxcrypt would take four letters for one salt.
TEST_F(PasswordHash, RefusesSaltsAndDigestsWithSpareBits) {
  const std::string digest = "8IhOwk2UG157iDLKwkRXgBrMTn94pi2";
  for (const char last : {'f', 'g', 't', '9'}) {
    EXPECT_FALSE(verifies("password", "$2b$04$Kq4Noyk3094Y2QlB8NdR8"s + last + digest));
  }
  EXPECT_FALSE(verifies("password", "$2b$04$Kq4Noyk3094Y2QlB8NdR8e8IhOwk2UG157iDLKwkRXgBrMTn94pi3"));
}

TEST_F(PasswordHash, ChangingAnyLetterOfAHashBreaksIt) {
  const std::string hash = hasher_.hash(Secret{"password"s});
  for (std::size_t i = 0; i < hash.size(); ++i) {
    std::string broken = hash;
    broken[i] = broken[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(verifies("password", broken)) << broken;
  }
}

TEST_F(PasswordHash, SaltsAreFreshAndCanonical) {
  std::set<std::string> salts;
  for (int i = 0; i < 50; ++i) {
    const std::string hash = hasher_.hash(Secret{"password"s});
    const std::string salt = hash.substr(28, 22);
    EXPECT_NE(".Oeu"s.find(salt.back()), std::string::npos) << salt;
    salts.insert(salt);
  }
  EXPECT_EQ(salts.size(), 50u);
}

TEST_F(PasswordHash, IsOutdatedWhenSchemeOrCostDiffer) {
  SystemPasswordHasher dearer{HashCost{.bcrypt_rounds = 5}, random_};
  SystemPasswordHasher other{argon2, random_};
  const std::string hash = hasher_.hash(Secret{"password"s});
  EXPECT_FALSE(hasher_.is_outdated(hash));
  EXPECT_TRUE(dearer.is_outdated(hash));
  EXPECT_TRUE(other.is_outdated(hash));
  EXPECT_FALSE(dearer.is_outdated(dearer.hash(Secret{"password"s})));
  EXPECT_TRUE(hasher_.is_outdated(dearer.hash(Secret{"password"s})));
  EXPECT_TRUE(hasher_.is_outdated("$2b$04$Kq4Noyk3094Y2QlB8NdR8e8IhOwk2UG157iDLKwkRXgBrMTn94pi2"));
  EXPECT_TRUE(hasher_.is_outdated("!"));
}

TEST_F(PasswordHash, TheDecoyHasTodaysCostAndVerifiesNothing) {
  SystemPasswordHasher with_argon2{argon2, random_};
  for (SystemPasswordHasher* const hasher : {&hasher_, &with_argon2}) {
    EXPECT_FALSE(hasher->is_outdated(hasher->decoy())) << hasher->decoy();
    for (const std::string& password : {"password"s, ""s, hasher->decoy()}) {
      EXPECT_FALSE(hasher->verify(Secret{password}, hasher->decoy()));
    }
  }
  EXPECT_NE(hasher_.decoy(), SystemPasswordHasher(cheap, random_).decoy());
}

TEST_F(PasswordHash, Argon2VerifiesWhatItMade) {
  SystemPasswordHasher hasher{argon2, random_};
  const std::string hash = hasher.hash(Secret{"nul\0inside"s});
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
  EXPECT_TRUE(hasher.verify(Secret{"nul\0inside"s}, hash));
  EXPECT_FALSE(hasher.verify(Secret{"nul"s}, hash));
  EXPECT_TRUE(verifies("nul\0inside"s, hash));
  EXPECT_NE(hasher.hash(Secret{"nul\0inside"s}), hash);
  EXPECT_FALSE(hasher.is_outdated(hash));
  EXPECT_TRUE(SystemPasswordHasher(HashCost{.scheme = PasswordScheme::argon2id, .argon2_passes = 3}, random_)
                  .is_outdated(hash));
  EXPECT_TRUE(SystemPasswordHasher(HashCost{.scheme = PasswordScheme::argon2id, .argon2_memory_kib = 20'000}, random_)
                  .is_outdated(hash));
}

// Computed with the reference implementation (argon2-cffi)
TEST_F(PasswordHash, MatchesTheReferenceArgon2id) {
  const std::string hash =
      "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$K13EBUiG7JV+9ZxztmHFTdb7J0WQsnj2V8bZaqyPptE";
  EXPECT_TRUE(verifies("password", hash));
  EXPECT_FALSE(verifies("Password", hash));
  EXPECT_TRUE(verifies(
      "password", "$argon2id$v=19$m=64,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$55PWTvddWPUD1GMbKxSff4ASfF85k9ibHJt4HlHQtBM"));
}

TEST_F(PasswordHash, MalformedArgon2StringsVerifyNothing) {
  const std::string salt = "c29tZXNhbHRzb21lc2FsdA";
  const std::string digest = "55PWTvddWPUD1GMbKxSff4ASfF85k9ibHJt4HlHQtBM";
  const std::string tail = fmt::format("${}${}", salt, digest);
  ASSERT_TRUE(verifies("password", "$argon2id$v=19$m=64,t=1,p=1" + tail));
  for (const std::string& hash : {"$argon2id$"s,
                                  "$argon2id$v=19$m=64,t=1,p=1$"s,
                                  "$argon2id$v=19$m=64,t=1,p=1$" + salt,
                                  fmt::format("$argon2id$v=19$m=64,t=1,p=1${}$", salt),
                                  "$argon2id$v=19$m=64,t=1,p=1$$" + digest,
                                  "$argon2id$v=19$m=64,t=1,p=2" + tail,
                                  "$argon2id$v=16$m=64,t=1,p=1" + tail,
                                  "$argon2i$v=19$m=64,t=1,p=1" + tail,
                                  "$argon2d$v=19$m=64,t=1,p=1" + tail,
                                  "$argon2id$v=19$m=064,t=1,p=1" + tail,
                                  "$argon2id$v=19$m=7,t=1,p=1" + tail,
                                  "$argon2id$v=19$m=0,t=1,p=1" + tail,
                                  "$argon2id$v=19$m=64,t=0,p=1" + tail,
                                  "$argon2id$v=19$m=4294967295,t=1,p=1" + tail,
                                  "$argon2id$v=19$m=99999999999999999999,t=1,p=1" + tail,
                                  "$argon2id$v=19$m=64,t=4294967295,p=1" + tail,
                                  "$argon2id$v=19$t=1,m=64,p=1" + tail,
                                  fmt::format("$argon2id$v=19$m=64,t=1,p=1{}=", tail),
                                  fmt::format("$argon2id$v=19$m=64,t=1,p=1${}${}", salt, digest.substr(1)),
                                  fmt::format("$argon2id$v=19$m=64,t=1,p=1${}${}", salt.substr(4), digest)}) {
    EXPECT_FALSE(verifies("password", hash)) << hash;
    EXPECT_TRUE(hasher_.is_outdated(hash)) << hash;
  }
}

TEST_F(PasswordHash, CostsOutOfBoundsAreNotTaken) {
  for (const HashCost& cost :
       {HashCost{.bcrypt_rounds = 3}, HashCost{.bcrypt_rounds = 17}, HashCost{.argon2_memory_kib = 19 * 1024 - 1},
        HashCost{.argon2_memory_kib = 1024 * 1024 + 1}, HashCost{.argon2_passes = 1}, HashCost{.argon2_passes = 65}}) {
    EXPECT_THROW(SystemPasswordHasher(cost, random_), std::invalid_argument);
  }
}

TEST(PasswordHashRandom, TakesSaltsFromTheRandomItWasGiven) {
  CountingRandom one;
  CountingRandom other;
  SystemPasswordHasher first{cheap, one};
  SystemPasswordHasher second{cheap, other};
  EXPECT_EQ(first.decoy(), second.decoy());
  EXPECT_EQ(first.hash(Secret{"password"s}), second.hash(Secret{"password"s}));
}

}  // namespace
}  // namespace foyer::crypto
