// Names, times, Base64, UUIDs and Python's way to print.

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <set>

#include "platform/celery/names.h"
#include "platform/celery/python_repr.h"
#include "platform/celery/time_text.h"
#include "platform/celery/uuid.h"
#include "platform/crypto/encoding.h"
#include "platform/crypto/random.h"

namespace foyer::celery {
namespace {

TEST(Names, GiveEachPriorityTheListNotAboveIt) {
  EXPECT_EQ(list_name("celery", 0), "celery");
  EXPECT_EQ(list_name("celery", 2), "celery");
  EXPECT_EQ(list_name("celery", 3),
            "celery\x06\x16"
            "3");
  EXPECT_EQ(list_name("celery", 5),
            "celery\x06\x16"
            "3");
  EXPECT_EQ(list_name("celery", 8),
            "celery\x06\x16"
            "6");
  EXPECT_EQ(list_name("celery", 9),
            "celery\x06\x16"
            "9");
}

TEST(Names, OfBindingsAreReadBack) {
  EXPECT_EQ(binding_member("celery", "celery"),
            "celery\x06\x16\x06\x16"
            "celery");
  EXPECT_EQ(queue_bound_to(binding_member("key", "queue"), "key"), "queue");
  EXPECT_EQ(queue_bound_to(binding_member("key", "queue"), "other"), "");
  EXPECT_EQ(queue_bound_to("key", "key"), "");
  EXPECT_EQ(queue_bound_to("", ""), "");
}

TEST(Times, AreWrittenAsPythonReadsThem) {
  EXPECT_EQ(to_iso8601(Time{std::chrono::milliseconds{1'795'395'723'004}}), "2026-11-23T01:02:03.004000+00:00");
}

TEST(Times, AreReadInEverySpelling) {
  const Time at{std::chrono::milliseconds{1'795'395'723'004}};
  for (const auto* text :
       {"2026-11-23T01:02:03.004000+00:00", "2026-11-23T01:02:03.004Z", "2026-11-23T01:02:03.004",
        "2026-11-23T03:32:03.004999+02:30", "2026-11-22T20:02:03.004-0500", "2026-11-23 01:02:03.004"}) {
    EXPECT_EQ(from_iso8601(text), at) << text;
  }
  EXPECT_EQ(from_iso8601("2026-11-23T01:02:03"), at - std::chrono::milliseconds{4});
}

TEST(Times, ThatAreNoneAreRefused) {
  for (const auto* text :
       {"", "2026", "2026-11-23", "2026-13-23T01:02:03", "2026-02-30T01:02:03", "2026-11-23T24:02:03",
        "2026-11-23T01:60:03", "2026-11-23T01:02:03.", "2026-11-23T01:02:03.0000000000", "2026-11-23T01:02:03+25:00",
        "2026-11-23T01:02:03Zx", "2026-11-23T01:02:03 ", "1969-11-23T01:02:03", "99999-11-23T01:02:03",
        "-026-11-23T01:02:03", "20261123T010203"}) {
    EXPECT_FALSE(from_iso8601(text).has_value()) << text;
  }
}

TEST(Times, EndWhereYearsHaveNoSpellingAnyMore) {
  EXPECT_TRUE(from_iso8601("1970-01-01T00:00:00Z"));
  EXPECT_TRUE(from_iso8601("9999-12-31T23:59:59.999Z"));
  for (const char* text : {"9999-12-31T23:59:60", "9999-12-31T23:59:59-00:01", "1970-01-01T00:59:59+01:00"}) {
    EXPECT_FALSE(from_iso8601(text).has_value()) << text;
  }
  EXPECT_TRUE(from_iso8601("1969-12-31T23:59:59-00:01")) << "1970 in UTC";
}

TEST(Base64, ReadsWhatItWrites) {
  EXPECT_EQ(crypto::to_base64("W"), "Vw==");
  EXPECT_EQ(crypto::to_base64("[[]"), "W1td");
  std::string bytes;
  for (int i = 0; i < 256; ++i) {
    bytes += static_cast<char>(i);
    EXPECT_EQ(crypto::from_base64(crypto::to_base64(bytes)), bytes);
  }
  EXPECT_EQ(crypto::from_base64(""), "");
}

TEST(Base64, IsStrict) {
  for (const auto* text : {"V", "Vw", "Vw=", "Vw==\n", " Vw==", "Vx==", "V===", "====", "Vw==Vw==", "V-__"}) {
    EXPECT_FALSE(crypto::from_base64(text).has_value()) << text;
  }
}

TEST(Uuid, IsRandomOfVersionFour) {
  crypto::SystemRandom random;
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string uuid = new_uuid(random);
    EXPECT_EQ(uuid.size(), 36U);
    EXPECT_EQ(uuid[14], '4');
    EXPECT_NE(std::string_view{"89ab"}.find(uuid[19]), std::string_view::npos);
    EXPECT_TRUE(seen.insert(uuid).second);
  }
}

TEST(Repr, LooksLikePython) {
  EXPECT_EQ(python_repr(boost::json::parse(R"({"a":[1,-2,null,true],"b":{"c":"it's"},"d":1.5})")),
            R"({'a': [1, -2, None, True], 'b': {'c': "it's"}, 'd': 1.5})");
  EXPECT_EQ(python_repr(boost::json::value("a\n\x01'\"")), R"('a\n\x01\'"')");
  EXPECT_EQ(exception_repr("ValueError", "boom"), "ValueError('boom')");
}

TEST(Repr, IsCutBetweenCharacters) {
  const std::string cut = python_repr(boost::json::value("\xC3\xA4\xC3\xA4\xC3\xA4\xC3\xA4"), 4);
  EXPECT_EQ(cut, "'\xC3\xA4...");
}

}  // namespace
}  // namespace foyer::celery
