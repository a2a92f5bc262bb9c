// H5 and H6: what answers look like.

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>

#include "platform/http/accept.h"
#include "platform/http/client_facts.h"
#include "platform/http/writer.h"
#include "tests/contract/http/serving.h"

namespace foyer::http::test {
namespace {

TEST(H5, ErrorsCarryDetailAndCode) {
  const Serving serving;
  const RawAnswer answer = serving.get("/nowhere");
  EXPECT_EQ(answer.status, 404);
  EXPECT_EQ(answer.header("Content-Type"), "application/json");
  EXPECT_EQ(answer.body, R"({"detail":"Not found","code":"not_found"})");
}

TEST(H5, ProblemJsonWhenAskedFor) {
  const Serving serving;
  const RawAnswer answer = serving.get("/nowhere", "Accept: application/problem+json\r\n");
  EXPECT_EQ(answer.header("Content-Type"), "application/problem+json");
  EXPECT_EQ(answer.body,
            R"({"type":"about:blank","title":"Not Found","status":404,"detail":"Not found","code":"not_found"})");
}

TEST(H5, ProblemJsonWhenAskedForEvenOfARefusedMessage) {
  const Serving serving;
  for (const auto* line : {"BREW /hello", "POST /echo"}) {
    const RawAnswer answer = serving.ask(std::string{line} +
                                         " HTTP/1.1\r\nHost: a\r\nAccept: application/problem+json\r\n"
                                         "Content-Length: 70000\r\n\r\n");
    EXPECT_TRUE(answer.status == 405 || answer.status == 413) << answer.status;
    EXPECT_EQ(answer.header("Content-Type"), "application/problem+json") << line;
  }
}

TEST(H5, ThrowingHandlerIs500WithoutInternalsAndTheServerLivesOn) {
  const Serving serving;
  RawClient client{serving.port()};
  const RawAnswer answer = client.ask("GET /boom HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body, R"({"detail":"Internal server error","code":"internal_error"})");
  EXPECT_NE(answer.header("X-Request-Id"), "");
  EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
}

TEST(H5, FailedDependencyIs503WithRetryAfter) {
  const Serving serving{{.explain = [](const std::exception_ptr&) { return Error{.code = Errc::unavailable}; }}};
  const RawAnswer answer = serving.get("/boom");
  EXPECT_EQ(answer.status, 503);
  EXPECT_EQ(answer.header("Retry-After"), "1");
}

TEST(H5, AnExplanationThatThrowsIs500) {
  const Serving serving{{.explain = [](const std::exception_ptr&) -> Error { throw std::runtime_error("worse"); }}};
  EXPECT_EQ(serving.get("/boom").status, 500);
}

TEST(H5, RefusedMessagesCarryDetailToo) {
  const Serving serving;
  const RawAnswer answer = serving.get("/hello", "X : y\r\n");
  EXPECT_EQ(answer.body, R"({"detail":"Malformed request","code":"bad_request"})");
  EXPECT_EQ(answer.header("Content-Type"), "application/json");
}

TEST(H6, EveryAnswerCarriesTheSecurityHeaders) {
  const Serving serving;
  for (const RawAnswer& answer : {serving.get("/hello"), serving.get("/nowhere"), serving.get("/boom"),
                                  serving.get("/hello", "X : y\r\n"), serving.get("/..")}) {
    EXPECT_EQ(answer.header("X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(answer.header("Referrer-Policy"), "no-referrer");
    EXPECT_EQ(answer.header("Cache-Control"), "no-store");
    EXPECT_EQ(answer.header("Content-Security-Policy"), "default-src 'none'; frame-ancestors 'none'");
    EXPECT_EQ(answer.header("Cross-Origin-Resource-Policy"), "same-origin");
    EXPECT_EQ(answer.header("Date"), "Mon, 23 Nov 2026 01:02:03 GMT");
    EXPECT_EQ(answer.count("X-Request-Id"), 1U);
    EXPECT_EQ(answer.count("Server"), 0U);
    EXPECT_EQ(answer.count("Strict-Transport-Security"), 0U);
    EXPECT_EQ(answer.count("Access-Control-Allow-Origin"), 0U);
  }
}

constexpr AnswerFacts plain_facts{.date = "today", .request_id = "request-1"};

std::string head_of(const Response& response, const AnswerFacts& facts = plain_facts) {
  std::string out;
  write_head(out, response, facts);
  return out;
}

TEST(H6, AHandlersOwnPolicyReplacesTheDefault) {
  const std::string head = head_of({.headers = {{"cache-control", "public, max-age=60"}}});
  EXPECT_NE(head.find("\r\ncache-control: public, max-age=60\r\n"), std::string::npos);
  EXPECT_EQ(head.find("no-store"), std::string::npos);
}

TEST(H6, StrictTransportOnlyUnderTls) {
  AnswerFacts secure = plain_facts;
  secure.secure = true;
  EXPECT_NE(head_of({}, secure).find("Strict-Transport-Security: max-age=31536000"), std::string::npos);
  EXPECT_EQ(head_of({}).find("Strict-Transport-Security"), std::string::npos);
}

TEST(H6, HeadersThatWouldBreakOutOfTheirLineAreDropped) {
  for (const Header& header :
       {Header{"Location", "/a\r\nSet-Cookie: stolen=1"}, Header{"Location", "/a\nSet-Cookie: stolen=1"},
        Header{"Location", "/a\rSet-Cookie: stolen=1"}, Header{"Location", std::string("/a\0stolen", 9)},
        Header{"X\r\nstolen", "1"}, Header{"X: stolen", "1"}, Header{"", "stolen"}, Header{"X stolen", "1"}}) {
    const std::string head = head_of({.headers = {header, {"X-Kept", "1"}}});
    EXPECT_EQ(head.find("stolen"), std::string::npos) << head;
    EXPECT_NE(head.find("X-Kept: 1\r\n"), std::string::npos);
  }
  EXPECT_EQ(head_of({.content_type = "text/html\r\nX: stolen"}).find("stolen"), std::string::npos);
}

TEST(H6, HandlersCannotReframeTheMessage) {
  const std::string head = head_of(
      {.body = "12345",
       .headers = {
           {"Content-Length", "99"}, {"transfer-encoding", "chunked"}, {"Connection", "x"}, {"Server", "foyer"}}});
  EXPECT_NE(head.find("Content-Length: 5\r\n"), std::string::npos);
  for (const auto* absent : {"99", "chunked", "Connection", "Server"})
    EXPECT_EQ(head.find(absent), std::string::npos) << absent;
}

TEST(Writer, AnswersWithoutContentHaveNoLength) {
  for (const unsigned status : {204U, 304U}) {
    const std::string head = head_of({.status = status, .body = "ignored"});
    EXPECT_EQ(head.find("Content-Length"), std::string::npos);
    EXPECT_EQ(head.find("\nContent-Type"), std::string::npos);
  }
}

TEST(Writer, HeadGetsTheHeadersOfGetWithoutItsBody) {
  const Serving serving;
  RawClient client{serving.port()};
  client.send("HEAD /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  const RawAnswer answer = client.read_answer(true);
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.header("Content-Length"), "7");
  EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").body, R"("hello")");
}

TEST(Problem, ValidationErrorsAreAList) {
  const Response answer =
      problem(Error{.code = Errc::validation_error,
                    .fields = {{"missing", {"body", "email"}, "Field required"}, {"x", {"body", "a\"b\n"}, "\\"}}});
  EXPECT_EQ(answer.status, 422U);
  EXPECT_EQ(answer.body, R"({"detail":[{"type":"missing","loc":["body","email"],"msg":"Field required"},)"
                         R"({"type":"x","loc":["body","a\"b\u000a"],"msg":"\\"}],"code":"validation_error"})");
  const Response json = problem(Error{.code = Errc::malformed_json});
  EXPECT_EQ(json.status, 422U);
  EXPECT_EQ(json.body, R"({"detail":[{"type":"json_invalid","loc":["body"],"msg":"JSON decode error"}],)"
                       R"("code":"malformed_json"})");
}

TEST(Problem, EveryCodeIsAnErrorStatusWithAReasonAndParses) {
  for (int code = 0; code <= static_cast<int>(Errc::internal); ++code)
    for (const bool as_problem : {false, true}) {
      const Error error{.code = static_cast<Errc>(code), .detail = "a\x01\xff\"\\"};
      const Response answer = problem(error, as_problem);
      EXPECT_GE(answer.status, 400U);
      EXPECT_NE(reason_of(answer.status), "Unknown");
      boost::json::error_code failure;
      const auto parsed = boost::json::parse(answer.body, failure);
      ASSERT_FALSE(failure) << answer.body;
      EXPECT_EQ(parsed.at("code").as_string(), code_of(error.code));
      if (as_problem) EXPECT_EQ(parsed.at("status").as_int64(), answer.status);
    }
}

std::string header_of(const Response& answer, std::string_view name) {
  for (const Header& header : answer.headers)
    if (header.name == name) return header.value;
  return {};
}

TEST(Problem, UnauthenticatedNamesTheSchemeAndRetriesHaveATime) {
  EXPECT_EQ(header_of(problem(Error{.code = Errc::not_authenticated}), "WWW-Authenticate"), "Bearer");
  EXPECT_EQ(header_of(problem(Error{.code = Errc::not_authenticated, .detail = "Token expired"}), "WWW-Authenticate"),
            R"(Bearer error="invalid_token")");
  EXPECT_EQ(header_of(problem(Error{.code = Errc::overloaded}), "Retry-After"), "1");
  EXPECT_EQ(header_of(problem(Error{.code = Errc::too_many_attempts, .retry_after = std::chrono::seconds{30}}),
                      "Retry-After"),
            "30");
}

TEST(L2, ASpentLimitIsNamedWithItsQuotaAndItsReset) {
  const Response answer = problem(Error{.code = Errc::too_many_attempts,
                                        .retry_after = std::chrono::seconds{30},
                                        .limit = SpentLimit{"login", 60, std::chrono::minutes{15}}});
  EXPECT_EQ(answer.status, 429U);
  EXPECT_EQ(header_of(answer, "Retry-After"), "30");
  EXPECT_EQ(header_of(answer, "RateLimit-Policy"), R"("login";q=60;w=900)");
  EXPECT_EQ(header_of(answer, "RateLimit"), R"("login";r=0;t=30)");
}

TEST(L2, ALimitWithoutAUsableNameIsNotTold) {
  for (const auto* name : {"", "a\"b", "a\\b", "a\r\nX: y", "\xC3\xA9"}) {
    const Response answer = problem(Error{.code = Errc::too_many_attempts, .limit = SpentLimit{name, 1, {}}});
    EXPECT_EQ(header_of(answer, "RateLimit"), "") << name;
    EXPECT_EQ(header_of(answer, "RateLimit-Policy"), "") << name;
    EXPECT_EQ(header_of(answer, "Retry-After"), "1") << name;
  }
  EXPECT_EQ(header_of(problem(Error{.code = Errc::unavailable, .limit = SpentLimit{"x", 1, {}}}), "RateLimit"), "");
}

TEST(Problem, AStalePasswordProofIsAChallengeOfItsOwn) {
  const Response stale = problem(Error{.code = Errc::reauthentication_required});
  EXPECT_EQ(stale.status, 401U);
  EXPECT_EQ(header_of(stale, "WWW-Authenticate"),
            "Bearer error=\"insufficient_user_authentication\", error_description=\"Confirm your password first: "
            "POST /api/v1/auth/reauthenticate\", max_age=\"900\"");
  const Response quoted = problem(Error{.code = Errc::reauthentication_required, .detail = "a\" b"});
  EXPECT_EQ(header_of(quoted, "WWW-Authenticate"), header_of(stale, "WWW-Authenticate"));
  EXPECT_TRUE(quoted.body.contains(R"("detail":"a\" b")"));
}

TEST(Accept, HtmlOnlyWhenItIsTheBestMatch) {
  for (const auto* html : {"text/html", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
                           "text/html, */*", "application/json;q=0.5, TEXT/HTML;q=0.6", "text/html,application/json",
                           "text/html;level=1;q=0.9, application/json;q=0.1"})
    EXPECT_TRUE(prefers_html(html)) << html;
  for (const auto* other : {"", "*/*", "application/json", "text/*", "application/json, text/html", "text/html;q=0",
                            "text/html;q=0.5, application/json", "text/html;q=0.5,*/*", "text/html;q=x", "text/htmlx",
                            "application/xhtml+xml"})
    EXPECT_FALSE(prefers_html(other)) << other;
}

TEST(Accept, ProblemJsonOnlyWhenNamed) {
  EXPECT_TRUE(prefers_problem_json("application/problem+json"));
  EXPECT_TRUE(prefers_problem_json("application/json, application/problem+json"));
  EXPECT_FALSE(prefers_problem_json("application/json, application/problem+json;q=0.5"));
  EXPECT_FALSE(prefers_problem_json("*/*"));
  EXPECT_FALSE(prefers_problem_json("application/*"));
}

TEST(ClientFacts, ComeCleanToTheHandler) {
  const Serving serving;
  EXPECT_EQ(
      serving.get("/facts", "User-Agent: cinema-tv/1.0\r\nX-Request-Id: abc.DEF_12-3\r\nAccept: text/html\r\n").body,
      "127.0.0.1|cinema-tv/1.0|abc.DEF_12-3|html|plain");
  const RawAnswer named = serving.get("/hello", "X-Request-Id: abc.DEF_12-3\r\n");
  EXPECT_EQ(named.header("X-Request-Id"), "abc.DEF_12-3");
}

TEST(ClientFacts, ForeignRequestIdsMustMatchTheirGrammar) {
  for (const auto* bad : {"", "short-1", "with space", "a<script>bcd", "abcdefg\xc3\xa4"})
    EXPECT_FALSE(is_request_id(bad));
  EXPECT_FALSE(is_request_id(std::string(65, 'a')));
  EXPECT_TRUE(is_request_id(std::string(64, 'a')));
  RequestIds ids{1};
  std::string first;
  std::string second;
  ids.next(first);
  ids.next(second);
  EXPECT_EQ(first.size(), 16U);
  EXPECT_NE(first, second);
  EXPECT_TRUE(is_request_id(first));
}

TEST(ClientFacts, UserAgentsAreBoundedTextOrNothing) {
  std::string clean;
  clean_user_agent("a\tb", clean);
  EXPECT_EQ(clean, "ab");
  clean_user_agent("TV\u202E\u009B \u2028a\u2067é\u00A0", clean);
  EXPECT_EQ(clean, "TV aé\u00A0") << "what turns letters round, begins a line or speaks to a terminal is left out";
  clean_user_agent("\xff", clean);
  EXPECT_EQ(clean, "");
  clean_user_agent(std::string(255, 'a') + "\xC3\xA9", clean);
  EXPECT_EQ(clean, std::string(255, 'a'));
  clean_user_agent(std::string(254, 'a') + "\u202E", clean);
  EXPECT_EQ(clean, std::string(254, 'a'));
  clean_user_agent(std::string(300, 'a'), clean);
  EXPECT_EQ(clean.size(), 256U);
}

}  // namespace
}  // namespace foyer::http::test
