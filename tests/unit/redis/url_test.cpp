#include <gtest/gtest.h>

#include <array>
#include <string>

#include "platform/redis/redis.h"

namespace foyer::redis {
namespace {

TEST(RedisUrl, NamesAHostAlone) {
  const auto options = parse_url("redis://cache.example");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->host, "cache.example");
  EXPECT_EQ(options->port, 6379);
  EXPECT_EQ(options->database, 0);
  EXPECT_FALSE(options->tls);
  EXPECT_TRUE(options->user.empty());
  EXPECT_TRUE(options->password.empty());
}

TEST(RedisUrl, NamesEverything) {
  const auto options = parse_url("rediss://foyer:p%40ss%2Fw%25rd@10.0.0.7:6380/15");
  ASSERT_TRUE(options);
  EXPECT_TRUE(options->tls);
  EXPECT_EQ(options->host, "10.0.0.7");
  EXPECT_EQ(options->port, 6380);
  EXPECT_EQ(options->database, 15);
  EXPECT_EQ(options->user, "foyer");
  EXPECT_EQ(options->password.reveal(), "p@ss/w%rd");
}

TEST(RedisUrl, MayHaveAPasswordWithoutUserAndAUserWithoutPassword) {
  EXPECT_EQ(parse_url("redis://:word@redis")->password.reveal(), "word");
  EXPECT_EQ(parse_url("redis://:word@redis")->user, "");
  EXPECT_EQ(parse_url("redis://foyer@redis")->user, "foyer");
  EXPECT_EQ(parse_url("redis://:a:b@c@redis/")->password.reveal(), "a:b@c");
}

TEST(RedisUrl, TakesAddressesOfIPv6) {
  EXPECT_EQ(parse_url("redis://[::1]")->host, "::1");
  const auto options = parse_url("redis://:word@[2001:db8::7]:7000/2");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->host, "2001:db8::7");
  EXPECT_EQ(options->port, 7000);
  EXPECT_EQ(options->database, 2);
}

TEST(RedisUrl, IsNothingElse) {
  constexpr std::array wrong{
      "",
      "redis",
      "redis:",
      "redis:/host",
      "redis://",
      "redis:///0",
      "http://host",
      "unix:///run/redis.sock",
      "redis://host:",
      "redis://host:0",
      "redis://host:65536",
      "redis://host:-1",
      "redis://host:+1",
      "redis://host:6379x",
      "redis://host/-1",
      "redis://host/one",
      "redis://host/1/2",
      "redis://host/99999999999",
      "redis://host?db=1",
      "redis://host#1",
      "redis://@host",
      "redis://:%4@host",
      "redis://:%zz@host",
      "redis://us%er@host",
      "redis://ho st",
      "redis://host\r\n",
      "redis://[::1",
      "redis://[::1]6379",
      "redis://[host]",
      " redis://host",
  };
  for (const char* const text : wrong) EXPECT_FALSE(parse_url(text)) << text;
  EXPECT_FALSE(parse_url(std::string_view{"redis://ho\0st", 13}));
}

TEST(RedisOptions, AreCopiedWhole) {
  auto options = parse_url("rediss://foyer:word@redis:7000/3").value();
  options.ca_file = "/ca.pem";
  options.most_waiting = 7;
  const Options copy = options.copy();
  EXPECT_EQ(copy.host, "redis");
  EXPECT_EQ(copy.port, 7000);
  EXPECT_EQ(copy.database, 3);
  EXPECT_TRUE(copy.tls);
  EXPECT_EQ(copy.user, "foyer");
  EXPECT_EQ(copy.password.reveal(), "word");
  EXPECT_EQ(copy.ca_file, "/ca.pem");
  EXPECT_EQ(copy.most_waiting, 7U);
}

}  // namespace
}  // namespace foyer::redis
