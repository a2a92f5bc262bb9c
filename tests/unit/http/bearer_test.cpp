// J6: the access token comes from one Authorization field and from nowhere else.
#include "platform/http/bearer.h"

#include <gtest/gtest.h>

#include <string>

namespace foyer::http {
namespace {

std::string token_of(std::vector<Field> fields) {
  const Request request{.fields = std::move(fields)};
  const auto token = bearer_token(request);
  return std::string{token ? *token : code_of(token.error().code)};
}

TEST(J6, ABearerTokenIsTakenAsItIs) {
  EXPECT_EQ(token_of({{"Authorization", "Bearer abc.def.ghi"}}), "abc.def.ghi");
  EXPECT_EQ(token_of({{"Host", "x"}, {"AUTHORIZATION", "bearer abc"}}), "abc");
  EXPECT_EQ(token_of({{"authorization", "BEARER abc"}}), "abc");
}

TEST(J6, AnythingElseIsNotAuthenticated) {
  for (const char* value : {"", "Bearer", "Bearer ", "bearer", "Basic b2xlbmE6eA==", "Bearerabc", "Token abc",
                            "abc.def.ghi", " Bearer abc", "Bearer\tabc", "Bearer=abc"}) {
    EXPECT_EQ(token_of({{"Authorization", value}}), "not_authenticated") << value;
  }
  EXPECT_EQ(token_of({}), "not_authenticated");
}

TEST(J6, SeveralAuthorizationFieldsAreRefusedEvenIfEqual) {
  EXPECT_EQ(token_of({{"Authorization", "Bearer abc"}, {"authorization", "Bearer abc"}}), "bad_request");
  EXPECT_EQ(token_of({{"Authorization", "Bearer abc"}, {"Authorization", ""}}), "bad_request");
}

TEST(J6, OtherFieldsCarryNoToken) {
  EXPECT_EQ(
      token_of(
          {{"Cookie", "access_token=abc"}, {"X-Authorization", "Bearer abc"}, {"Proxy-Authorization", "Bearer abc"}}),
      "not_authenticated");
  const Request in_the_query{.query = "access_token=abc", .body = "access_token=abc"};
  EXPECT_FALSE(bearer_token(in_the_query));
}

}  // namespace
}  // namespace foyer::http
