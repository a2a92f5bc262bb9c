// L4: the source is the socket's address; forwarding fields count only from configured proxies.

#include "platform/http/trusted_proxies.h"

#include <gtest/gtest.h>

#include <random>

#include "tests/contract/http/serving.h"

namespace foyer::http::test {
namespace {

TrustedProxies trusting(const std::vector<std::string>& ranges) {
  auto parsed = TrustedProxies::parse(ranges);
  if (!parsed) throw std::logic_error{parsed.error()};
  return std::move(*parsed);
}

bool trusts(const std::string& range, std::string_view address) {
  return trusting({range}).contains(*Address::parse(address));
}

/// Behind the proxy 127.0.0.1 of 127.0.0.0/8 and 2001:db8::/32.
std::string client_of(const std::vector<Field>& fields) {
  const auto proxies = trusting({"127.0.0.0/8", "2001:db8::/32"});
  return proxies.client_behind(*Address::parse("127.0.0.1"), fields).text();
}
std::string client_of(std::string_view forwarded_for) { return client_of({{"X-Forwarded-For", forwarded_for}}); }

TEST(L4, RangesHoldWhatTheirPrefixSays) {
  EXPECT_TRUE(trusts("10.0.0.0/8", "10.255.255.255"));
  EXPECT_FALSE(trusts("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(trusts("192.0.2.128/25", "192.0.2.128"));
  EXPECT_FALSE(trusts("192.0.2.128/25", "192.0.2.127"));
  EXPECT_TRUE(trusts("192.0.2.7", "192.0.2.7"));
  EXPECT_FALSE(trusts("192.0.2.7/32", "192.0.2.6"));
  EXPECT_TRUE(trusts("2001:db8:8000::/33", "2001:db8:ffff::1"));
  EXPECT_FALSE(trusts("2001:db8:8000::/33", "2001:db8:7fff::1"));
  EXPECT_TRUE(trusts("::1", "::1"));
  EXPECT_FALSE(TrustedProxies{}.contains(*Address::parse("127.0.0.1")));
}

TEST(L4, MappedAddressesAreTheirIpv4Address) {
  EXPECT_TRUE(trusts("10.0.0.0/8", "::ffff:10.1.2.3"));
  EXPECT_TRUE(trusts("::ffff:10.0.0.0/104", "10.1.2.3"));
  EXPECT_FALSE(trusts("::/8", "10.1.2.3"));
  EXPECT_EQ(Address::parse("::FFFF:192.0.2.1")->text(), "192.0.2.1");
  EXPECT_EQ(Address::parse("2001:DB8:0:0:0:0:0:1")->text(), "2001:db8::1");
}

TEST(L4, RangesThatAreNoRangesAreMistakesThatNameThemselves) {
  for (const std::string wrong : {"",
                                  "*",
                                  "all",
                                  "proxy.example",
                                  "10.0.0.0/33",
                                  "10.0.0.0/-1",
                                  "10.0.0.0/",
                                  "10.0.0.0/8/8",
                                  "10.0.0.0/255.0.0.0",
                                  "10.0.0.1/8",
                                  "10.0.0",
                                  "10.0.0.256",
                                  "010.0.0.1",
                                  "1.2.3.4:80",
                                  "[::1]",
                                  "::1/129",
                                  "2001:db8::1/32",
                                  "fe80::1%1",
                                  "0.0.0.0/0",
                                  "::/0",
                                  "::ffff:0:0/90",
                                  "10.0.0.0 /8"}) {
    const auto parsed = TrustedProxies::parse({"127.0.0.1", wrong});
    ASSERT_FALSE(parsed) << wrong;
    EXPECT_TRUE(parsed.error().starts_with("'" + wrong + "'")) << parsed.error();
  }
}

TEST(L4, TheRightmostUntrustedHopIsTheClient) {
  EXPECT_EQ(client_of("192.0.2.9"), "192.0.2.9");
  EXPECT_EQ(client_of("198.51.100.1, 192.0.2.9"), "192.0.2.9");
  EXPECT_EQ(client_of("198.51.100.1,192.0.2.9 ,\t127.0.0.2"), "192.0.2.9");
  EXPECT_EQ(client_of("192.0.2.9, 2001:db8::7, 127.0.0.2"), "192.0.2.9");
  EXPECT_EQ(client_of("127.0.0.3, 127.0.0.2"), "127.0.0.3");
}

TEST(L4, AllFieldsAreOneListInTheirOrder) {
  EXPECT_EQ(client_of({{"X-Forwarded-For", "198.51.100.1"}, {"Accept", "*/*"}, {"x-forwarded-for", "192.0.2.9"}}),
            "192.0.2.9");
  EXPECT_EQ(client_of({{"X-Forwarded-For", "198.51.100.1, 192.0.2.9"}, {"X-Forwarded-For", "127.0.0.2"}}), "192.0.2.9");
}

TEST(L4, AMalformedHopEndsTheWalkAtTheLastGoodOne) {
  EXPECT_EQ(client_of(std::vector<Field>{}), "127.0.0.1");
  for (const auto* bad : {"",
                          ",",
                          "unknown",
                          "_hidden",
                          "192.0.2.9 192.0.2.8",
                          "192.0.2",
                          "192.0.2.256",
                          "192.0.2.09",
                          "192.0.2.9:",
                          "192.0.2.9:65536",
                          "192.0.2.9:+80",
                          "192.0.2.9:x",
                          "192.0.2.9:8:0",
                          "[::1",
                          "::1]",
                          "[::1]5",
                          "[::1]:",
                          "[192.0.2.9]",
                          "\"192.0.2.9\"",
                          "fe80::1%eth0",
                          "for=192.0.2.9",
                          "192.0.2.9/32",
                          ":80",
                          "[]",
                          "[]:80"}) {
    EXPECT_EQ(client_of(bad), "127.0.0.1") << bad;
    const std::string behind_good = std::string{"198.51.100.1, "} + bad + ", 127.0.0.2";
    EXPECT_EQ(client_of(behind_good), "127.0.0.2") << bad;
    const std::string forged = std::string{bad} + ", 192.0.2.9";
    EXPECT_EQ(client_of(forged), "192.0.2.9") << bad;
  }
  EXPECT_EQ(client_of({{"X-Forwarded-For", "198.51.100.1"}, {"X-Forwarded-For", ", 127.0.0.2"}}), "127.0.0.2");
}

TEST(L4, PortsAreCutAndMappedHopsAreIpv4) {
  EXPECT_EQ(client_of("192.0.2.9:567"), "192.0.2.9");
  EXPECT_EQ(client_of("[2001:db9::1]:5"), "2001:db9::1");
  EXPECT_EQ(client_of("[2001:db9::1]"), "2001:db9::1");
  EXPECT_EQ(client_of("2001:db9::1:5"), "2001:db9::1:5");
  EXPECT_EQ(client_of("::ffff:192.0.2.9"), "192.0.2.9");
  EXPECT_EQ(client_of("[::ffff:192.0.2.9]:80"), "192.0.2.9");
  EXPECT_EQ(client_of("192.0.2.9, ::ffff:127.0.0.2"), "192.0.2.9");
}

TEST(L4, WhateverAClientWritesTheHopBehindItCounts) {
  std::minstd_rand random{7};
  constexpr std::string_view letters = "0123456789.:,,[] \t\"/%abf";
  for (int round = 0; round < 20'000; ++round) {
    std::string forged;
    for (auto length = random() % 24; length > 0; --length) forged += letters[random() % letters.size()];
    EXPECT_EQ(client_of(forged + ", 192.0.2.9:80"), "192.0.2.9") << forged;
    EXPECT_TRUE(Address::parse(client_of(forged))) << forged;
  }
}

TEST(L4, HttpsIsTheLastWordOfTheNearestProxy) {
  const auto forwarded = [](const std::vector<Field>& fields) { return was_forwarded_from_https(fields); };
  EXPECT_TRUE(forwarded({{"x-forwarded-proto", "HTTPS"}}));
  EXPECT_TRUE(forwarded({{"X-Forwarded-Proto", "http, https"}}));
  EXPECT_FALSE(forwarded({{"X-Forwarded-Proto", "https, http"}}));
  EXPECT_FALSE(forwarded({{"X-Forwarded-Proto", "https"}, {"X-Forwarded-Proto", "http"}}));
  EXPECT_FALSE(forwarded({{"X-Forwarded-Proto", "https,"}}));
  EXPECT_FALSE(forwarded({{"X-Forwarded-Proto", "httpsx"}}));
  EXPECT_FALSE(forwarded({}));
}

constexpr const char* forwarded_fields = "X-Forwarded-For: 198.51.100.1, 192.0.2.9\r\nX-Forwarded-Proto: https\r\n";

TEST(L4, NobodysForwardingFieldsCountUnlessConfigured) {
  const Serving serving;
  const RawAnswer answer = serving.get("/facts", forwarded_fields);
  EXPECT_TRUE(answer.body.starts_with("127.0.0.1|")) << answer.body;
  EXPECT_TRUE(answer.body.ends_with("|plain")) << answer.body;
  EXPECT_EQ(answer.count("Strict-Transport-Security"), 0U);
}

TEST(L4, AStrangersForwardingFieldsDoNotCountBesideConfiguredProxies) {
  const Serving serving{{.trusted_proxies = trusting({"127.0.0.2", "10.0.0.0/8", "::1"})}};
  const RawAnswer answer = serving.get("/facts", forwarded_fields);
  EXPECT_TRUE(answer.body.starts_with("127.0.0.1|")) << answer.body;
  EXPECT_EQ(answer.count("Strict-Transport-Security"), 0U);
}

TEST(L4, EachRequestOfATrustedProxyHasAClientOfItsOwn) {
  const Serving serving{{.trusted_proxies = trusting({"127.0.0.1"})}};
  RawClient proxy{serving.port()};
  const auto ask = [&](const std::string& fields) {
    return proxy.ask("GET /facts HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n");
  };
  const RawAnswer first = ask(forwarded_fields);
  EXPECT_TRUE(first.body.starts_with("192.0.2.9|")) << first.body;
  EXPECT_TRUE(first.body.ends_with("|secure")) << first.body;
  EXPECT_EQ(first.count("Strict-Transport-Security"), 1U);

  const RawAnswer second = ask("X-Forwarded-For: nonsense\r\nX-Forwarded-Proto: http\r\n");
  EXPECT_TRUE(second.body.starts_with("127.0.0.1|")) << second.body;
  EXPECT_TRUE(second.body.ends_with("|plain")) << second.body;
  EXPECT_EQ(second.count("Strict-Transport-Security"), 0U);

  EXPECT_TRUE(ask("X-Forwarded-For: [2001:db8::9]:443\r\n").body.starts_with("2001:db8::9|"));
  EXPECT_TRUE(ask("").body.starts_with("127.0.0.1|"));
}

}  // namespace
}  // namespace foyer::http::test
