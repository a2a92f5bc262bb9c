// R2: addresses outside ASCII through the API; P3: what the operator's rules refuse.
#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

class International : public Cinema {
 protected:
  Answer sign_up(const std::string& email, const std::string& password = good_password) {
    return post("/api/v1/auth/register", R"({"email":")" + email + R"(","password":")" + password + R"("})");
  }
};

TEST_F(International, R2EverySpellingOfADomainIsOneAccount) {
  EXPECT_EQ(sign_up("olena@приклад.укр").status, 200U);
  EXPECT_EQ(sign_up("OLENA@xn--80aikifvh.xn--j1amh").status, 200U);
  EXPECT_EQ(sign_up("ｏlena＠ПРИКЛАД。укр").status, 200U);
  EXPECT_EQ(count("users"), 1);
  EXPECT_FALSE(mailed_token("olena@xn--80aikifvh.xn--j1amh").empty());
}

TEST_F(International, R2ALocalPartOutsideAsciiIsRefusedUnlessTheOperatorTakesIt) {
  const Answer refused = sign_up("олена@example.com");
  EXPECT_EQ(refused.status, 422U);
  EXPECT_EQ(refused.field_errors(), "email:value_error");
  EXPECT_TRUE(refused.text.contains("ASCII only before the @-sign"));
  EXPECT_EQ(count("users"), 0);
}

TEST_F(International, R2ALocalPartOutsideAsciiIsOneAccountWhereItIsTaken) {
  settings().allow_smtputf8 = true;
  EXPECT_EQ(sign_up("Олена@example.com").status, 200U);
  EXPECT_EQ(sign_up("ОЛЕНА@EXAMPLE.com").status, 200U);
  EXPECT_EQ(count("users"), 1);
}

TEST_F(International, P3CommonPasswordsAndTheNameOfTheServiceAreRefused) {
  EXPECT_EQ(sign_up("olena@example.com", "Sunshine2024!").field_errors(), "password:password_too_common");
  EXPECT_EQ(sign_up("olena@example.com", "Foyer2024!").field_errors(), "password:password_too_personal");
  EXPECT_FALSE(sign_up("olena@example.com", "Sunshine2024!").text.contains("Sunshine2024"));
  EXPECT_EQ(count("users"), 0);
}

}  // namespace
}  // namespace foyer::test
