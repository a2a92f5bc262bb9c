// From bytes to arguments: media types, forms, queries, and who is asked first.
#include <gtest/gtest.h>

#include "platform/async/block_on.h"
#include "tests/unit/http/ticket_office.h"

namespace foyer::http {
namespace {

class Input : public testing::Test {
 protected:
  Input() { office_.api().install(router_); }

  std::string answer(const Request& request) {
    const Response response = block_on(router_.handle(request));
    return std::to_string(response.status) + " " + std::string{response.content()};
  }
  std::string order(std::string_view type, std::string_view body) {
    return answer(
        {.method = Method::post, .path = "/api/v1/tickets", .fields = {{"Content-Type", type}}, .body = body});
  }
  unsigned status(std::string_view type, std::string_view body) {
    return static_cast<unsigned>(std::stoi(order(type, body)));
  }

  static constexpr std::string_view json_ = R"({"email":"olena@example.com","seat":"B7"})";
  static constexpr std::string_view form_ = "application/x-www-form-urlencoded";

 private:
  OpenOffice office_;
  Router router_;
};

TEST_F(Input, JsonIsTakenUnderEverySpellingOfItsType) {
  for (const char* type : {"application/json", "APPLICATION/JSON", "application/json;charset=utf-8",
                           "application/json ; charset=utf-8", "application/json\t"}) {
    EXPECT_EQ(order(type, json_), R"(200 {"seat":"olena@example.com B7"})") << type;
  }
}

TEST_F(Input, H3OtherTypesAre415) {
  for (const char* type : {"", "text/plain", "text/json", "application/jsonp", "application/json5", "json",
                           "multipart/form-data; boundary=x", "application/json, text/plain"}) {
    EXPECT_EQ(status(type, json_), 415U) << type;
  }
}

TEST_F(Input, JsonThatIsCalledAFormIsToldItsType) {
  const std::string answer = order(form_, json_);
  EXPECT_TRUE(answer.starts_with("415 ")) << answer;
  EXPECT_TRUE(answer.contains("Send JSON as application/json")) << answer;
}

TEST_F(Input, H3EncodedBodiesAre415) {
  const auto with_coding = [&](std::string_view coding) {
    return answer({.method = Method::post,
                   .path = "/api/v1/tickets",
                   .fields = {{"Content-Type", "application/json"}, {"Content-Encoding", coding}},
                   .body = json_});
  };
  for (const char* coding : {"gzip", "br", "identity, gzip"})
    EXPECT_TRUE(with_coding(coding).starts_with("415 ")) << coding;
  EXPECT_TRUE(with_coding("Identity").starts_with("200 "));
}

TEST_F(Input, H3AFieldBehindTheFirstIsNotOverlooked) {
  const auto with_one_more = [&](std::string_view name, std::string_view value) {
    return answer({.method = Method::post,
                   .path = "/api/v1/tickets",
                   .fields = {{"Content-Type", "application/json"}, {"Content-Encoding", "identity"}, {name, value}},
                   .body = json_});
  };
  EXPECT_TRUE(with_one_more("content-encoding", "gzip").starts_with("415 "));
  EXPECT_TRUE(with_one_more("content-type", "text/html").starts_with("415 "));
  EXPECT_TRUE(with_one_more("Content-Type", "application/json").starts_with("415 "));
  EXPECT_TRUE(with_one_more("Content-Encoding", "identity").starts_with("200 "));
}

TEST_F(Input, ABodyThatIsMissingIsAFieldError) {
  const std::string missing = answer({.method = Method::post, .path = "/api/v1/tickets"});
  EXPECT_TRUE(missing.starts_with("422 ")) << missing;
  EXPECT_TRUE(missing.contains(R"("loc":["body"])")) << missing;
  EXPECT_EQ(status("application/json", ""), 422U);
  EXPECT_EQ(status("application/json", "{"), 422U);
  EXPECT_EQ(status("application/json", "[]"), 422U);
}

TEST_F(Input, AFormIsTakenUnderItsOwnNames) {
  EXPECT_EQ(order(form_, "username=Olena%40example.com&seat=B7"), R"(200 {"seat":"olena@example.com B7"})");
  EXPECT_EQ(order(form_, "grant_type=password&username=olena@example.com"), R"(200 {"seat":"olena@example.com any"})");
}

TEST_F(Input, AFormIsNotTakenUnderTheNamesOfTheJson) {
  EXPECT_EQ(status(form_, "email=olena@example.com&seat=B7"), 422U);
  EXPECT_EQ(order(form_, "email=eve@example.com&username=olena@example.com&seat=B7"),
            R"(200 {"seat":"olena@example.com B7"})");
}

TEST_F(Input, AFormsErrorsNameTheMember) {
  const std::string missing = order(form_, "seat=B7");
  EXPECT_TRUE(missing.starts_with("422 ")) << missing;
  EXPECT_TRUE(missing.contains(R"(["body","email"])")) << missing;
  EXPECT_EQ(status(form_, "username=%zz"), 400U);
  EXPECT_EQ(status(form_, "username=%00olena@example.com"), 400U);
  EXPECT_EQ(status(form_, "username=olena@example.com&seat=%C0%AF"), 400U);
}

TEST_F(Input, AQueryIsBoundLikeABody) {
  const auto check = [&](std::string_view query) {
    return answer({.method = Method::get, .path = "/api/v1/tickets/check", .query = query});
  };
  EXPECT_EQ(check("number=A%201"), R"(200 {"seat":"A 1"})");
  EXPECT_EQ(check("number=A+1&unknown=x"), R"(200 {"seat":"A 1"})");
  EXPECT_TRUE(check("").contains(R"(["query","number"])")) << check("");
  EXPECT_TRUE(check("number=" + std::string(17, 'x')).starts_with("422 "));
  EXPECT_TRUE(check("number=%").starts_with("400 "));
}

TEST_F(Input, WhoIsAskedBeforeAnythingElse) {
  const auto mine = [&](std::string_view path, std::string_view authorization) {
    return answer({.method = Method::get, .path = path, .fields = {{"Authorization", authorization}}});
  };
  for (const char* path : {"/api/v1/tickets/mine", "/api/v1/mine"}) {
    EXPECT_EQ(mine(path, "Bearer olena's"), R"(200 {"seat":"7"})") << path;
    EXPECT_TRUE(mine(path, "Bearer eve's").starts_with("401 ")) << path;
    EXPECT_TRUE(mine(path, "").starts_with("401 ")) << path;
  }
}

}  // namespace
}  // namespace foyer::http
