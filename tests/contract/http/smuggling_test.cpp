// H1: a message two readers could understand differently gets one answer and a closed connection.

#include <gtest/gtest.h>

#include "tests/contract/http/serving.h"

namespace foyer::http::test {
namespace {

struct Refused {
  const char* name;
  std::string bytes;
  int status = 400;
};

std::ostream& operator<<(std::ostream& out, const Refused& refused) { return out << refused.name; }

std::string post(const std::string& fields, const std::string& body = {}) {
  return "POST /echo HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n" + body;
}
std::string get(const std::string& fields) { return "GET /hello HTTP/1.1\r\n" + fields + "\r\n"; }
std::string chunks(const std::string& body) { return post("Transfer-Encoding: chunked\r\n", body); }

class H1 : public testing::TestWithParam<Refused> {
 protected:
  static void SetUpTestSuite() { serving_ = new Serving; }
  static void TearDownTestSuite() { delete serving_; }
  static Serving* serving_;
};
Serving* H1::serving_ = nullptr;

// Behind each message stands a request that must never be answered: the smuggled one.
const std::string smuggled = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

TEST_P(H1, IsRefusedAndTheConnectionEnds) {
  RawClient client{serving_->port()};
  client.send(GetParam().bytes + smuggled);
  client.finish_sending();
  const RawAnswer answer = client.read_answer();
  EXPECT_EQ(answer.status, GetParam().status);
  EXPECT_EQ(answer.header("Connection"), "close");
  EXPECT_TRUE(client.ended());
}

using namespace std::string_literals;

const Refused framing[] = {
    {"LengthAndChunked", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
    {"ChunkedAndLength", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")},
    {"TwoLengths", post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!")},
    {"TwoEqualLengths", post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello")},
    {"LengthList", post("Content-Length: 5, 5\r\n", "hello")},
    {"LengthPlus", post("Content-Length: +5\r\n", "hello")},
    {"LengthMinus", post("Content-Length: -5\r\n", "hello")},
    {"LengthHex", post("Content-Length: 0x5\r\n", "hello")},
    {"LengthWord", post("Content-Length: five\r\n", "hello")},
    {"LengthEmpty", post("Content-Length:\r\n", "hello")},
    {"LengthSpaced", post("Content-Length: 1 0\r\n", "hello")},
    {"LengthOverflow", post("Content-Length: 99999999999999999999999999\r\n", "hello")},
    {"LengthWraps", post("Content-Length: 18446744073709551621\r\n", "hello")},
    {"CodingGzip", post("Transfer-Encoding: gzip\r\n", ""), 501},
    {"CodingIdentity", post("Transfer-Encoding: identity\r\n", ""), 501},
    {"CodingGzipChunked", post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n"), 501},
    {"CodingChunkedGzip", post("Transfer-Encoding: chunked, gzip\r\n", "0\r\n\r\n"), 501},
    {"CodingTwice", post("Transfer-Encoding: chunked, chunked\r\n", "0\r\n\r\n")},
    {"CodingTwoFields", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", "0\r\n\r\n")},
    {"CodingPrefixed", post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n"), 501},
    {"CodingQuoted", post("Transfer-Encoding: \"chunked\"\r\n", "0\r\n\r\n"), 501},
    {"CodingEmpty", post("Transfer-Encoding:\r\n", "0\r\n\r\n")},
    {"CodingThenNothing", post("Transfer-Encoding: chunked,\r\n", "0\r\n\r\n")},
    {"CodingVerticalTab", post("Transfer-Encoding: \x0b"s + "chunked\r\n", "0\r\n\r\n")},
    {"CodingInHttp10", "POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
    {"SpaceBeforeColonCoding", post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")},
};
INSTANTIATE_TEST_SUITE_P(Framing, H1, testing::ValuesIn(framing), [](const auto& it) { return it.param.name; });

const Refused lines[] = {
    {"BareLfRequestLine", "GET /hello HTTP/1.1\nHost: a\r\n\r\n"},
    {"BareLfField", "GET /hello HTTP/1.1\r\nHost: a\n\r\n"},
    {"BareLfEnd", "GET /hello HTTP/1.1\r\nHost: a\r\n\n"},
    {"BareCrInValue", get("Host: a\r\nX: b\rc\r\n")},
    {"BareCrAfterRequestLine", "GET /hello HTTP/1.1\rHost: a\r\n\r\n"},
    {"FoldWithSpace", get("Host: a\r\nX: b\r\n c\r\n")},
    {"FoldWithTab", get("Host: a\r\nX: b\r\n\tc\r\n")},
    {"FoldFirst", get(" Host: a\r\n")},
    {"SpaceBeforeColon", get("Host: a\r\nX : b\r\n")},
    {"TabBeforeColon", get("Host: a\r\nX\t: b\r\n")},
    {"SpaceInName", get("Host: a\r\nX Y: b\r\n")},
    {"EmptyName", get("Host: a\r\n: b\r\n")},
    {"NoColon", get("Host: a\r\nX\r\n")},
    {"NulInValue", get("Host: a\r\nX: b\0c\r\n"s)},
    {"NulInName", get("Host: a\r\nX\0Y: b\r\n"s)},
    {"ControlInValue", get("Host: a\r\nX: \x01\r\n")},
    {"DelInValue", get("Host: a\r\nX: \x7f\r\n")},
    {"NonAsciiName", get("Host: a\r\nX\xc3\xa4: b\r\n")},
    {"TwoSpaces", "GET  /hello HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"SpaceInTarget", "GET /hello x HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"TabAfterMethod", "GET\t/hello HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"SpaceAfterVersion", "GET /hello HTTP/1.1 \r\nHost: a\r\n\r\n"},
    {"LeadingSpace", " GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"TwoEmptyLinesBefore", "\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"NoVersion", "GET /hello\r\nHost: a\r\n\r\n"},
    {"NoTarget", "GET HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"LowerCaseVersion", "GET /hello http/1.1\r\nHost: a\r\n\r\n"},
    {"VersionWithoutMinor", "GET /hello HTTP/1\r\nHost: a\r\n\r\n"},
    {"LongVersion", "GET /hello HTTP/1.10\r\nHost: a\r\n\r\n"},
    {"Http2", "GET /hello HTTP/2.0\r\nHost: a\r\n\r\n", 505},
    {"Http12", "GET /hello HTTP/1.2\r\nHost: a\r\n\r\n", 505},
    {"Http2Preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
    {"TlsHello", "\x16\x03\x01\x02"s + "\x00\x01\xfc"s},
};
INSTANTIATE_TEST_SUITE_P(Lines, H1, testing::ValuesIn(lines), [](const auto& it) { return it.param.name; });

const Refused hosts[] = {
    {"NoHost", get("")},
    {"TwoHosts", get("Host: a\r\nHost: b\r\n")},
    {"TwoEqualHosts", get("Host: a\r\nHost: a\r\n")},
    {"EmptyHost", get("Host:\r\n")},
    {"HostWithPath", get("Host: a/b\r\n")},
    {"HostWithUser", get("Host: u@a\r\n")},
    {"HostWithSpace", get("Host: a b\r\n")},
    {"HostWithComma", get("Host: a, b\r\n")},
    {"HostBadPort", get("Host: a:8x\r\n")},
    {"AbsoluteOtherHost", "GET http://b/hello HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"AbsoluteOtherScheme", "GET https://a/hello HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"AbsoluteUser", "GET http://u@a/hello HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"AuthorityForm", "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n"},
    {"StarForGet", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"},
};
INSTANTIATE_TEST_SUITE_P(Hosts, H1, testing::ValuesIn(hosts), [](const auto& it) { return it.param.name; });

const Refused chunked[] = {
    {"ChunkSizeEmpty", chunks("\r\nhello\r\n0\r\n\r\n")},
    {"ChunkSizeHexPrefix", chunks("0x5\r\nhello\r\n0\r\n\r\n")},
    {"ChunkSizeMinus", chunks("-5\r\nhello\r\n0\r\n\r\n")},
    {"ChunkSizeSpace", chunks("5 \r\nhello\r\n0\r\n\r\n")},
    {"ChunkSizeNineDigits", chunks("000000005\r\nhello\r\n0\r\n\r\n")},
    {"ChunkSizeWraps", chunks("10000000000000005\r\nhello\r\n0\r\n\r\n")},
    {"ChunkSizeBareLf", chunks("5\nhello\r\n0\r\n\r\n")},
    {"ChunkDataBareLf", chunks("5\r\nhello\n0\r\n\r\n")},
    {"ChunkDataTooLong", chunks("5\r\nhello!\r\n0\r\n\r\n")},
    {"ChunkDataTooShort", chunks("6\r\nhello\r\n0\r\n\r\n")},
    {"ChunkExtensionControl", chunks("5;a=\x01\r\nhello\r\n0\r\n\r\n")},
    {"ChunkExtensionBareLf", chunks("5;a\nhello\r\n0\r\n\r\n")},
    {"ChunkExtensionsTooLong", chunks("5;" + std::string(2000, 'a') + "\r\nhello\r\n0\r\n\r\n")},
    {"LastChunkBareLf", chunks("0\n\r\n")},
    {"TrailerFold", chunks("0\r\nX: a\r\n b\r\n\r\n")},
    {"TrailerNoColon", chunks("0\r\nX\r\n\r\n")},
    {"TrailerBareLf", chunks("0\r\nX: a\n\r\n")},
};
INSTANTIATE_TEST_SUITE_P(Chunked, H1, testing::ValuesIn(chunked), [](const auto& it) { return it.param.name; });

TEST(H1Accepted, ChunkedBodiesArriveWhole) {
  const Serving serving;
  const RawAnswer answer =
      serving.ask(chunks("5;name=\"v\"\r\nhello\r\n00000001\r\n \r\n5\r\nworld\r\n0\r\nX-Trailer: ignored\r\n\r\n"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "hello world");
}

TEST(H1Accepted, CodingNamesIgnoreCase) {
  const Serving serving;
  EXPECT_EQ(serving.ask(post("transfer-ENCODING: ChunKed\r\n", "1\r\nx\r\n0\r\n\r\n")).body, "x");
}

TEST(H1Accepted, OneEmptyLineMayStandBeforeARequest) {
  const Serving serving;
  EXPECT_EQ(serving.ask("\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n").status, 200);
}

TEST(H1Accepted, AbsoluteFormThatNamesThisHost) {
  const Serving serving;
  EXPECT_EQ(serving.ask("GET HTTP://A:80/hello HTTP/1.1\r\nHost: a:80\r\n\r\n").status, 200);
  EXPECT_EQ(serving.ask("GET http://a?x=1 HTTP/1.1\r\nHost: a\r\n\r\n").body, "/?x=1");
}

TEST(H1Accepted, HostsOfEveryForm) {
  const Serving serving;
  for (const std::string host : {"localhost", "127.0.0.1:8000", "[::1]", "[::1]:8000", "a-b.example."})
    EXPECT_EQ(serving.ask("GET /hello HTTP/1.1\r\nHost: " + host + "\r\n\r\n").status, 200) << host;
}

TEST(H1Accepted, Http10NeedsNoHost) {
  const Serving serving;
  EXPECT_EQ(serving.ask("GET /hello HTTP/1.0\r\n\r\n").status, 200);
}

TEST(H1Accepted, UpgradeIsIgnored) {
  const Serving serving;
  EXPECT_EQ(serving.get("/hello", "Connection: Upgrade\r\nUpgrade: h2c\r\n").status, 200);
}

}  // namespace
}  // namespace foyer::http::test
