// H4: methods by list, paths decoded once and matched exactly.

#include <gtest/gtest.h>

#include "platform/async/block_on.h"
#include "platform/http/uri.h"
#include "tests/contract/http/serving.h"

namespace foyer::http::test {
namespace {

TEST(H4, PathsTwoReadersCouldSeeDifferentlyAre400) {
  const Serving serving;
  for (const std::string path :
       {"/a%2Fb",      "/a%2fb",    "/%2e",    "/.",      "/..",   "/x/../hello", "/x/./hello", "/%2e%2e/hello",
        "/.%2e/hello", "/hello%00", "/%0d%0a", "/a%5cb",  "/a\\b", "/%7f",        "/%",         "/%4",
        "/%zz",        "/%ff",      "/%c0%af", "/hello#x"})
    EXPECT_EQ(serving.get(path).status, 400) << path;
}

TEST(H4, OtherSpellingsOfAPathAreNotThatPath) {
  const Serving serving;
  for (const std::string path :
       {"//hello", "/hello/", "/hello//", "//", "/HELLO", "/%2568ello", "/hello;x", "/hello%20"})
    EXPECT_EQ(serving.get(path).status, 404) << path;
}

TEST(H4, PathIsDecodedOnceAndTheQueryNot) {
  const Serving serving;
  EXPECT_EQ(serving.get("/%68ello").body, R"("hello")");
  EXPECT_EQ(serving.get("/a%20b?c%20d=%2F").body, "/a b?c%20d=%2F");
  EXPECT_EQ(serving.get("/?a?b").body, "/?a?b");
}

TEST(H4, WrongMethodIs405WithAllow) {
  const Serving serving;
  const RawAnswer answer = serving.ask("DELETE /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.status, 405);
  EXPECT_EQ(answer.header("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(answer.body, R"({"detail":"Method not allowed","code":"method_not_allowed"})");
}

TEST(H4, TraceAndConnectAre405WithAllow) {
  const Serving serving;
  const RawAnswer trace = serving.ask("TRACE /hello HTTP/1.1\r\nHost: a\r\nX-Secret: s\r\n\r\n");
  EXPECT_EQ(trace.status, 405);
  EXPECT_EQ(trace.header("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(trace.body.find("X-Secret"), std::string::npos);
  const RawAnswer tunnel = serving.ask("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(tunnel.status, 405);
  EXPECT_NE(tunnel.header("Allow"), "");
}

TEST(H4, UnknownMethodsAreNotAllowed) {
  const Serving serving;
  for (const std::string method : {"BREW", "get", "GETT", "M-SEARCH"})
    EXPECT_EQ(serving.ask(method + " /hello HTTP/1.1\r\nHost: a\r\n\r\n").status, 405) << method;
  EXPECT_EQ(serving.ask(std::string(33, 'A') + " /hello HTTP/1.1\r\nHost: a\r\n\r\n").status, 405);
}

TEST(H4, OptionsNamesTheMethods) {
  const Serving serving;
  const RawAnswer one = serving.ask("OPTIONS /echo HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(one.status, 204);
  EXPECT_EQ(one.header("Allow"), "POST, OPTIONS");
  EXPECT_EQ(one.count("Content-Length"), 0U);
  EXPECT_EQ(serving.ask("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n").status, 204);
  EXPECT_EQ(serving.ask("OPTIONS /nowhere HTTP/1.1\r\nHost: a\r\n\r\n").status, 404);
}

TEST(Router, UnknownPathsAndNoOthersHaveAnAnswerOfTheirOwn) {
  Router router;
  router.add(Method::post, "/x", hello);
  router.otherwise([](const Request&) -> Task<Response> { co_return Response{.status = 404, .body = "lost"}; });
  EXPECT_EQ(block_on(router.handle({.path = "/y"})).body, "lost");
  EXPECT_EQ(block_on(router.handle({.method = Method::options, .path = "/y"})).body, "lost");
  EXPECT_EQ(block_on(router.handle({.path = "/x"})).status, 405U);
  EXPECT_EQ(block_on(router.handle({.method = Method::options, .path = "*"})).status, 204U);
}

TEST(Router, RefusesTheSameRouteTwice) {
  Router router;
  router.add(Method::get, "/x", hello);
  router.add(Method::post, "/x", hello);
  EXPECT_THROW(router.add(Method::get, "/x", hello), std::logic_error);
}

using Pairs = std::vector<std::pair<std::string, std::string>>;

TEST(Uri, FormsKeepOrderAndRepeats) {
  EXPECT_EQ(parse_form("a=1&b=%C3%A9+x&a=&c&=d&&e=f=g"),
            (Pairs{{"a", "1"}, {"b", "\xC3\xA9 x"}, {"a", ""}, {"c", ""}, {"", "d"}, {"e", "f=g"}}));
  EXPECT_EQ(parse_form(""), Pairs{});
}

TEST(Uri, FormsRefuseBrokenText) {
  for (const auto* broken : {"a=%", "%zz=1", "a=%ff", "a=%00", "%00=a", "a=%c0%80", "a=%ed%a0%80"})
    EXPECT_EQ(parse_form(broken), std::nullopt) << broken;
  std::string many;
  for (int i = 0; i < 101; ++i) many += "a=b&";
  EXPECT_EQ(parse_form(many), std::nullopt);
}

}  // namespace
}  // namespace foyer::http::test
