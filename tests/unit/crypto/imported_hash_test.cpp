#include "platform/crypto/imported_hash.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "platform/crypto/password_hash.h"
#include "platform/crypto/pepper.h"

namespace foyer::crypto {
namespace {

using std::string_literals::operator""s;

constexpr std::string_view plain = "Popcorn&Velvet7";
constexpr std::string_view international = "пароль-Ü€7";

struct Vector {
  std::string_view made_by;
  std::string_view password;
  std::string_view hash;
};

// Computed by Django 5.2.19, passlib 1.7.4 with bcrypt 4.0.1, Werkzeug 3.1.9 and argon2-cffi 25.1.0.
constexpr Vector vectors[] = {
    {"django pbkdf2_sha256", plain, "pbkdf2_sha256$1000$seasalt$WImYcRn7Xdqh5pl6UgMDpU5dllhZUM4vviXGmzfdVFI="},
    {"django pbkdf2_sha256", international,
     "pbkdf2_sha256$1000$WmBqAWPVOVGvY1IXSYlYqO$VSopZM4DND4xsIZ5Rkd1OVFq0f7QJxal0MNE6+AV2TM="},
    {"django pbkdf2_sha256", plain, "pbkdf2_sha256$1000000$kqJtbWQzK0Oq$M+DER7XZwKck8k17g5W7lD6RChIJdh8XeQfDy56+PWk="},
    {"django pbkdf2_sha1", plain, "pbkdf2_sha1$1000$seasalt$5VCcCkCOBIYXUAg3FuKcoW7G7N0="},
    {"django scrypt", plain,
     "scrypt$1024$seasalt$8$5$iHJEXJKctxcluVUowX3in4LlH6Oi1DNyNX8WGhDyHFYCfX3XA+dS5p/"
     "RohaQKR3XTByRjwAHAFqkSCwy8PTG7Q=="},
    {"django scrypt", international,
     "scrypt$1024$seasalt$8$1$t2DCSTIlBoWAxWuD680Cb3aeDG3F806HvFgBtIiw99nEWuH4OCxnyqJ39FmOe0ZtcGMhMe12olBsM6Wjw/"
     "n0pg=="},
    {"django argon2", plain,
     "argon2$argon2id$v=19$m=64,t=2,p=2$c2Vhc2FsdDg$qPxaFcEDm8tmm3fWuNbj2Qu2aKLOkUtIz8TZo+l200Y"},
    {"django bcrypt", plain, "bcrypt$$2b$04$cxoJ4ujVB3yQyhTF37sQ8Ov4M2FmZSUnhyrSZMb9cnRqdBoqbADtu"},
    {"passlib pbkdf2", plain, "$pbkdf2$1000$Rsj5vzdGyJnTmrO2di5lLA$9xQ/zhC0AtjJYMdsmPhjdQRVTe0"},
    {"passlib pbkdf2-sha256", plain,
     "$pbkdf2-sha256$1000$MUaIMcZ4TynFuDcmZOxdaw$btEzXnSaBXwLlPkwR59V9ekcQGCsbqiEAun0v/fFu50"},
    {"passlib pbkdf2-sha256", international,
     "$pbkdf2-sha256$1000$bK31fg.B8F4rBUAopXSudQ$oEyEXLoJ18a4YPoxjM5GqIe5mnjIXwnQfsxLnfj84L4"},
    {"passlib pbkdf2-sha512", plain,
     "$pbkdf2-sha512$1000$/79XSql1bs3ZmzNmbK117g$6j8qHV.OLxrEP6tXgz/ouOSwqb/kMLmrticO9OP/"
     "cXtsWErqjdIw3HJhjlt9qZfNJOZBeNBEcOVSyc99JPZ/xw"},
    {"passlib pbkdf2-sha512", international,
     "$pbkdf2-sha512$1000$oRSCsLaWcg7hPAdA6F3LGQ$"
     "oquMf03ceIVk0rWk9LV6cMAA8qMXo1080QAQ1VYkLZSWeGiAWMKe9o9O4RYin0tuvoKp4f13eL67cbalO70Ltw"},
    {"passlib scrypt", plain,
     "$scrypt$ln=10,r=8,p=1$IgRg7N07J4RQag3h/H9vDQ$lY6YpfeBdXWs0t3j+c4SvrEWaDxx/bXkVEzAB2KnJQE"},
    {"passlib scrypt", international,
     "$scrypt$ln=8,r=4,p=3$7/1/z1lLaU1JKQUgZEwpBQ$JB9gDX6pgDq8Gu4uiO4p0W76ks/CCxtdQdOnawpQsww"},
    {"passlib bcrypt", plain, "$2b$04$i0HJgMju504tF5N8MC/nqetpivowgD2fHLf/XPOexrVABlsxNxDmO"},
    {"passlib bcrypt 2y", international, "$2y$04$gi4OEaXlHHRpDXGcQ6zGhOpGUvZFnZYv3GLXiNcfxTZATqsBS4XsC"},
    {"bcrypt 2a", plain, "$2a$04$iubD0.R.z3p81g39zWnmNOXQHTeRzcCPMsfNKfL48mx4R95RO1uaa"},
    {"werkzeug scrypt", plain,
     "scrypt:32768:8:1$WDJ6qBdnbhh6En3u$"
     "db7688925a314fbe26b973662299e0c923c6d17a2cb96a856212a735e387b0a342f7177b40f62b00f8108951d28f2c6c33f97013868abba9f"
     "64f54cbd99d8872"},
    {"werkzeug scrypt:1024:8:1", plain,
     "scrypt:1024:8:1$iiJwKYihquePjgWK$"
     "75b47c8b5be676f74e998cb9d4590337204967304d6ad02b79a7ce6427bc6188818076cebc7d4658bcdfd443c5e9be6a4f4737d59c163d11c"
     "a1131c1da4067fb"},
    {"werkzeug pbkdf2:sha256:1000", plain,
     "pbkdf2:sha256:1000$IE9kLZeu8FxSjqsr$885990783aa12e5bffbfeaca8d276813dd88ce72e07ec422b68ee2e39362c8b3"},
    {"werkzeug pbkdf2:sha512:1000", plain,
     "pbkdf2:sha512:1000$VncO93yi15aiUJqr$"
     "b0bfcfcffd38ce64c7fea2c702e75cd790d8ea7d31c69beed2321a4d7f309edf72ec8cb5e3d9c9b8090a722131f58e367b76233663b9b899c"
     "cf4f41810acf6e3"},
    {"werkzeug pbkdf2:sha1:1000", plain, "pbkdf2:sha1:1000$5M7lfdAJ4KAxZBcJ$189c55f7dc7ed7f6c00cd74519f3d9e0255eeeb4"},
    {"werkzeug", international,
     "scrypt:1024:8:2$qWN5EcDaj2ibHb4n$"
     "101839d602739bf69468bcab0968290f6bafa831da735b6122e02f01b2e3542a6e5d8d8014375af2339c2124122e220dfe8fa4138f2cd1f6c"
     "4259048a7f050ed"},
    {"argon2-cffi", plain,
     "$argon2id$v=19$m=65536,t=3,p=4$UQVgCGp7neOxVHh17qz+5Q$kBzukr96HiB0A/LQPLtd5bZTA5xwxl3wnRe2LALPVas"},
    {"argon2-cffi", plain, "$argon2id$v=19$m=64,t=1,p=1$BK5OuZHdmyp7pl1fOPjrVQ$s1Hu5zImS4rxmrRWutEyLA"},
    {"argon2-cffi", plain,
     "$argon2id$v=19$m=128,t=2,p=4$JCeHIYTuLz4$ru4PESJ/07jHbL4yn7v3e/VquHa6GWJ0P/"
     "KgjlsDjTXGEv69Xe08v3fdS127plF9inJAab7tMgMYmfVgrii2Qw"},
    {"argon2-cffi", plain,
     "$argon2i$v=19$m=64,t=3,p=1$r6Q6bexPoK8D9pQQyIL/7Q$EuBGt2u/Gufyi4OtElaTFyCMEko7d8yqb282+SpKlkE"},
    {"argon2-cffi", plain,
     "$argon2i$v=19$m=64,t=1,p=2$FPB3TuSjvyxBe+92NX7dzA$4BvIYKCtiT3Q1/teOKTClwCl48QbW3Kfjyh3fyYCVl0"},
    {"argon2-cffi", international,
     "$argon2id$v=19$m=64,t=1,p=2$p1yUAiYPhAUU0ajaNTJMtA$mgGcqXBbgIB3zJjIoX4w0t0XtNWXaXXJQWKHzl2oMkM"},
};

class ImportedHash : public testing::Test {
 protected:
  bool verifies(std::string_view password, std::string_view hash) { return hasher_.verify(Secret{password}, hash); }
  static std::string imported(std::string_view foreign) { return imported_hash(foreign).value_or("refused"); }

  SystemRandom random_;
  SystemPasswordHasher hasher_{HashCost{.bcrypt_rounds = 4}, random_};
};

TEST_F(ImportedHash, P4VerifiesWhatOtherSystemsMadeAndWantsItUpgraded) {
  for (const Vector& vector : vectors) {
    const auto stored = imported_hash(vector.hash);
    ASSERT_TRUE(stored) << vector.made_by << ": " << stored.error();
    EXPECT_TRUE(stored->starts_with('$')) << *stored;
    EXPECT_TRUE(verifies(vector.password, *stored)) << vector.made_by;
    EXPECT_FALSE(verifies(std::string{vector.password} + 'x', *stored)) << vector.made_by;
    EXPECT_FALSE(verifies("", *stored)) << vector.made_by;
    EXPECT_TRUE(hasher_.is_outdated(*stored)) << vector.made_by;
    EXPECT_EQ(imported(*stored), *stored) << vector.made_by;
  }
}

// Computed by Python's hashlib.
TEST_F(ImportedHash, P2NoByteOfAPasswordIsCutOff) {
  const std::string pbkdf2 = "$pbkdf2-sha256$i=1000$c2FsdA$BUvhmfK1Wa3zM0TivaHwWYdBbow";
  const std::string scrypt = "$scrypt$ln=4,r=8,p=1$c2FsdA$y/6U9EhUMdHhgd0wTVWvf/vGQMPyl2g3rf9wnTG/ziI";
  for (const std::string& hash : {pbkdf2, scrypt}) {
    EXPECT_TRUE(verifies("nul\0inside"s, hash)) << hash;
    EXPECT_FALSE(verifies("nul", hash)) << hash;
    EXPECT_FALSE(verifies("nul\0inside\0"s, hash)) << hash;
  }
  EXPECT_TRUE(verifies("", "$scrypt$ln=4,r=8,p=1$c2FsdA$vNpstsONZFnDM2iMSYNw9HTPNqBG5JQw2CxxeJP3Fr8"));
  EXPECT_TRUE(verifies("", "$pbkdf2-sha1$i=1$c2FsdA$oz3dwwR4GFUVMR+HUoldNupDY6I"));
}

TEST_F(ImportedHash, RefusesCostsThatWouldStopTheServer) {
  const std::string tail = "$c2FsdHNhbHQ$55PWTvddWPUD1GMbKxSff4ASfF85k9ibHJt4HlHQtBM";
  for (const std::string& hash :
       {"$argon2id$v=19$m=1048577,t=1,p=2" + tail, "$argon2id$v=19$m=4294967295,t=1,p=1" + tail,
        "$argon2id$v=19$m=1048576,t=9,p=2" + tail, "$argon2id$v=19$m=64,t=65,p=2" + tail,
        "$argon2id$v=19$m=4096,t=1,p=65" + tail, "$argon2i$v=19$m=1048577,t=3,p=1" + tail,
        "$2b$31$gi4OEaXlHHRpDXGcQ6zGhOpGUvZFnZYv3GLXiNcfxTZATqsBS4XsC"s,
        "pbkdf2_sha256$10000001$seasalt$WImYcRn7Xdqh5pl6UgMDpU5dllhZUM4vviXGmzfdVFI="s,
        "pbkdf2_sha256$99999999999$seasalt$WImYcRn7Xdqh5pl6UgMDpU5dllhZUM4vviXGmzfdVFI="s,
        "$scrypt$ln=24,r=8,p=1" + tail, "$scrypt$ln=31,r=1024,p=1024" + tail, "$scrypt$ln=20,r=8,p=5" + tail,
        "$scrypt$ln=16,r=1,p=1" + tail, "scrypt:2147483648:8:1$salt$db7688925a314fbe26b973662299e0c9"s}) {
    const auto stored = imported_hash(hash);
    ASSERT_FALSE(stored) << hash;
    EXPECT_EQ(stored.error(), "the password hash is malformed or its cost is out of bounds") << hash;
    EXPECT_FALSE(verifies("password", hash)) << hash;
  }
}

TEST_F(ImportedHash, RefusesWhatNobodyCouldVerify) {
  for (const std::string& hash :
       {""s, "!"s, "password"s, "5f4dcc3b5aa765d61d8327deb882cf99"s, "$1$salt$qJH7.N4xYta3aEG/dfqo/0"s,
        "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjlO"s, "$argon2d$v=19$m=64,t=1,p=1$c2FsdHNhbHQ$c2FsdHNhbHQ"s,
        "sha1$salt$digest"s, "$foyer-pepper$v=1,k=00000000$AAAA"s}) {
    const auto stored = imported_hash(hash);
    ASSERT_FALSE(stored) << hash;
    EXPECT_EQ(stored.error(), "the password hash is of no kind known here") << hash;
  }
  for (const std::string& hash :
       {"$argon2id$v=16$m=64,t=1,p=2$c2FsdHNhbHQ$55PWTvddWPUD1GMbKxSff4ASfF85k9ibHJt4HlHQtBM"s,
        "$argon2id$v=19$m=8,t=1,p=2$c2FsdHNhbHQ$55PWTvddWPUD1GMbKxSff4ASfF85k9ibHJt4HlHQtBM"s,
        "$argon2id$v=19$m=64,t=1,p=2$c2FsdHNhbHQ$AAAA"s,
        "$argon2id$v=19$m=64,t=1,p=2$c2Fs$55PWTvddWPUD1GMbKxSffw"s,
        "pbkdf2_sha256$1000$seasalt$WImYcRn7Xdqh5pl6UgMDpU5dllhZUM4vviXGmzfdVFI"s,
        "pbkdf2_sha256$1000$seasalt$"s,
        "pbkdf2_sha256$1000$$WImYcRn7Xdqh5pl6UgMDpU5dllhZUM4vviXGmzfdVFI="s,
        "pbkdf2_sha256$0$seasalt$WImYcRn7Xdqh5pl6UgMDpU5dllhZUM4vviXGmzfdVFI="s,
        "pbkdf2_sha256$-1$seasalt$WImYcRn7Xdqh5pl6UgMDpU5dllhZUM4vviXGmzfdVFI="s,
        "pbkdf2_sha256$1000$sea$salt$WImYcRn7Xdqh5pl6UgMDpU5dllhZUM4vviXGmzfdVFI="s,
        "pbkdf2_md5$1000$seasalt$AA=="s,
        "pbkdf2:md5:1000$salt$885990783aa12e5bffbfeaca8d276813"s,
        "pbkdf2:sha256$salt$885990783aa12e5bffbfeaca8d276813"s,
        "scrypt:1000:8:1$salt$885990783aa12e5bffbfeaca8d276813"s,
        "scrypt:1:8:1$salt$885990783aa12e5bffbfeaca8d276813"s,
        "scrypt:1024:8$salt$885990783aa12e5bffbfeaca8d276813"s,
        "scrypt:1024:8:1$salt$88599078"s,
        "scrypt$"s,
        "scrypt:1024:x:1$salt$885990783aa12e5bffbfeaca8d276813"s,
        "scrypt:1024:8:1x$salt$885990783aa12e5bffbfeaca8d276813"s,
        "scrypt:1024x:8:1$salt$885990783aa12e5bffbfeaca8d276813"s,
        "scrypt:x:8:1$salt$885990783aa12e5bffbfeaca8d276813"s,
        "scrypt:1024:8:1$salt$not hexadecimal"s,
        "scrypt:1024:8:1$885990783aa12e5bffbfeaca8d276813"s,
        "scrypt:1024:8:1$$885990783aa12e5bffbfeaca8d276813"s,
        "pbkdf2_sha256$1000x$seasalt$WImYcRn7Xdqh5pl6UgMDpU5dllhZUM4vviXGmzfdVFI="s,
        "$pbkdf2-sha256$1000$sa!t$WImYcRn7Xdqh5pl6UgMDpU5dllhZUM4vviXGmzfdVFI"s,
        "$pbkdf2-sha256$i=1000"s,
        "$pbkdf2-sha256$i=x$c2FsdA$BUvhmfK1Wa3zM0TivaHwWYdBbow"s,
        "$pbkdf2-sha256$i=1000$c2FsdA"s,
        "$pbkdf2-sha256$i=1000$c2F!$BUvhmfK1Wa3zM0TivaHwWYdBbow"s,
        "$pbkdf2-sha256$i=1000$c2FsdA$!!!"s,
        "$scrypt$ln=4"s,
        "$scrypt$ln=x,r=8,p=1$c2FsdA$y/6U9EhUMdHhgd0wTVWvf/vGQMPyl2g3rf9wnTG/ziI"s,
        "$scrypt$ln=4,r=x,p=1$c2FsdA$y/6U9EhUMdHhgd0wTVWvf/vGQMPyl2g3rf9wnTG/ziI"s,
        "$scrypt$ln=4,r=8"s,
        "$scrypt$ln=4,r=8,p=x$c2FsdA$y/6U9EhUMdHhgd0wTVWvf/vGQMPyl2g3rf9wnTG/ziI"s,
        "$scrypt$ln=4,r=8,p=1"s,
        "$scrypt$ln=4,r=8,p=1$c2FsdA"s,
        "$scrypt$ln=4,r=8,p=1$c2F!$y/6U9EhUMdHhgd0wTVWvf/vGQMPyl2g3rf9wnTG/ziI"s,
        "$scrypt$r=8,p=1$c2FsdA$y/6U9EhUMdHhgd0wTVWvf/vGQMPyl2g3rf9wnTG/ziI"s,
        "$argon2id$v=19$m=64"s,
        "$argon2id$v=19$m=64,t=1"s,
        "$argon2id$v=19$m=64,t=1,p=2"s,
        "$argon2id$v=19$m=64,t=1,p=2$" + std::string(100, 'A') + "$55PWTvddWPUD1GMbKxSff4ASfF85k9ibHJt4HlHQtBM",
        "$argon2id$v=19$m=64,t=1,p=2$c2FsdHNhbHQ$" + std::string(400, 'A'),
        "scrypt$1024$seasalt$8$5$iHJEXJKctxcluVUowX3i"s,
        "$pbkdf2-sha256$1000$salt"s,
        "bcrypt$$2b$04$short"s,
        "argon2$argon2id$"s,
        "$2b$04$" + std::string(2'000, 'x')}) {
    EXPECT_FALSE(imported_hash(hash)) << hash << " became " << imported(hash);
    EXPECT_FALSE(verifies("password", hash)) << hash;
  }
}

TEST_F(ImportedHash, ChangingAnyLetterOfADigestBreaksIt) {
  for (const Vector& vector : vectors) {
    if (vector.hash.contains("m=65536") || vector.hash.contains("000000") || vector.hash.contains("32768")) continue;
    std::string broken = imported(vector.hash);
    const std::size_t at = broken.size() - 3;
    broken[at] = broken[at] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(verifies(vector.password, broken)) << broken;
  }
}

TEST_F(ImportedHash, APepperSealsItAndAnUpgradeIsStillWanted) {
  std::vector<Secret> peppers;
  peppers.emplace_back("a pepper of more than thirty-two bytes"s);
  PepperedHasher peppered{hasher_, std::move(peppers), random_};
  const std::string hash = imported(vectors[0].hash);
  const std::string sealed = peppered.seal_up(hash);
  EXPECT_TRUE(is_peppered(sealed));
  EXPECT_FALSE(sealed.contains("pbkdf2"));
  EXPECT_TRUE(peppered.opens(sealed));
  EXPECT_TRUE(peppered.verify(Secret{plain}, sealed));
  EXPECT_FALSE(peppered.verify(Secret{international}, sealed));
  EXPECT_TRUE(peppered.is_outdated(sealed));
}

}  // namespace
}  // namespace foyer::crypto
