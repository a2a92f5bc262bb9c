// Events and remote control, as texts.

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "platform/celery/control.h"
#include "platform/celery/events.h"
#include "platform/celery/revoked.h"
#include "platform/crypto/encoding.h"
#include "tests/unit/celery/messages.h"

namespace foyer::celery {
namespace {

namespace json = boost::json;
constexpr Time now{std::chrono::milliseconds{1'795'395'723'004}};

json::value body_of(const std::string& envelope) {
  return json::parse(*crypto::from_base64(json::parse(envelope).at("body").as_string().c_str()));
}

std::string control_text(std::string_view body, std::int64_t clock = 7) {
  json::object message = message_of_python(body);
  message["headers"] = json::object{{"clock", clock}, {"expires", 1.5}};
  return text_of(message);
}

TEST(Events, CarryWhatAllEventsCarry) {
  Speaker speaker{"foyer@host", 42};
  const std::vector<Event> one{speaker.event("task-started", uuid_fields("an-id"), now)};
  const std::string text = write_events(one, speaker.node(), "a-tag");
  const json::value body = body_of(text);
  EXPECT_EQ(body.at("type"), "task-started");
  EXPECT_EQ(body.at("uuid"), "an-id");
  EXPECT_EQ(body.at("hostname"), "foyer@host");
  EXPECT_EQ(body.at("pid"), 42);
  EXPECT_EQ(body.at("clock"), 1);
  EXPECT_EQ(body.at("utcoffset"), 0);
  EXPECT_DOUBLE_EQ(body.at("timestamp").as_double(), 1'795'395'723.004);
  const json::value envelope = json::parse(text);
  EXPECT_EQ(envelope.at("headers").at("hostname"), "foyer@host");
  EXPECT_EQ(envelope.at("properties").at("delivery_info").at("routing_key"), "task.started");
  EXPECT_EQ(envelope.at("properties").at("delivery_info").at("exchange"), "celeryev");
}

TEST(Events, ThatAreSeveralTravelAsAList) {
  Speaker speaker{"foyer@host", 42};
  const std::vector<Event> two{speaker.event("task-started", uuid_fields("a"), now),
                               speaker.event("task-failed", failed_fields("a", {"Refused", "no"}), now)};
  EXPECT_EQ(event_routing_key(two), "task.multi");
  const json::value body = body_of(write_events(two, speaker.node(), "a-tag"));
  ASSERT_EQ(body.as_array().size(), 2U);
  EXPECT_EQ(body.at(1).at("exception"), "Refused('no')");
  EXPECT_GT(body.at(1).at("clock").as_int64(), body.at(0).at("clock").as_int64());
}

TEST(Events, ClockRisesAboveEveryOtherOne) {
  Speaker speaker{"foyer@host", 42};
  speaker.heard(100);
  EXPECT_EQ(speaker.tick(), 102);
  speaker.heard(5);
  EXPECT_GT(speaker.tick(), 102);
  speaker.heard(std::numeric_limits<std::int64_t>::max());
  EXPECT_LT(speaker.tick(), 1000);
}

TEST(Control, ReadsARequest) {
  const auto request = read_control(control_text(
      R"({"method":"revoke","arguments":{"task_id":["a","b",5]},"destination":["foyer@host"],"pattern":null,)"
      R"("matcher":null,"ticket":"5d28","reply_to":{"exchange":"reply.celery.pidbox","routing_key":"c48e"}})"));
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->method, "revoke");
  EXPECT_EQ(request->ticket, "5d28");
  EXPECT_EQ(request->reply_routing_key, "c48e");
  EXPECT_EQ(request->clock, 7);
  EXPECT_EQ(named_ids(request->arguments, "task_id"), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(is_for(*request, "foyer@host"));
  EXPECT_FALSE(is_for(*request, "foyer@other"));
}

TEST(Control, ReadsIdsToTheirLastByte) {
  const auto request = read_control(control_text(R"({"method":"revoke","arguments":{"task_id":"a\u0000b"}})"));
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(named_ids(request->arguments, "task_id"), (std::vector<std::string>{std::string{"a\0b", 3}}));
}

TEST(Control, WithoutADestinationIsForEverybody) {
  const auto request = read_control(control_text(R"({"method":"ping","arguments":{},"destination":null})"));
  ASSERT_TRUE(request.has_value());
  EXPECT_TRUE(is_for(*request, "foyer@host"));
  EXPECT_TRUE(request->reply_routing_key.empty());
}

TEST(Control, MatchesPatternsOfShellsAlone) {
  const auto text = [](std::string_view pattern, std::string_view matcher) {
    return control_text(R"({"method":"ping","pattern":")" + std::string{pattern} + R"(","matcher":")" +
                        std::string{matcher} + R"("})");
  };
  EXPECT_TRUE(is_for(*read_control(text("foyer@*", "glob")), "foyer@host"));
  EXPECT_FALSE(is_for(*read_control(text("celery@*", "glob")), "foyer@host"));
  // An expression could keep a worker busy for ever.
  EXPECT_FALSE(is_for(*read_control(text("(a*)*b", "pcre")), "foyer@host"));
}

TEST(Control, AsksNobodyElseWhenItNamesSomebodyAndAPattern) {
  const auto request =
      read_control(control_text(R"({"method":"ping","destination":["foyer@a"],"pattern":"foyer@*","matcher":"glob"})"));
  EXPECT_TRUE(is_for(*request, "foyer@a"));
  EXPECT_FALSE(is_for(*request, "foyer@b"));
}

TEST(Control, RefusesWhatIsNoRequest) {
  for (const auto* body : {"", "[]", "{}", "7", R"({"method":5})", R"({"method":"ping","destination":"foyer@host"})",
                           R"({"method":"ping","pattern":5})"}) {
    EXPECT_FALSE(read_control(control_text(body)).has_value()) << body;
  }
  EXPECT_FALSE(read_control("{}").has_value());
}

TEST(Control, RepliesUnderTheTicket) {
  const auto request = read_control(control_text(
      R"({"method":"ping","ticket":"5d28","reply_to":{"exchange":"reply.celery.pidbox","routing_key":"c48e"}})"));
  const std::string text = write_control_reply(*request, "foyer@host", json::object{{"ok", "pong"}}, 3, "a-tag");
  EXPECT_EQ(json::serialize(body_of(text)), R"({"foyer@host":{"ok":"pong"}})");
  const json::value envelope = json::parse(text);
  EXPECT_EQ(json::serialize(envelope.at("headers")), R"({"ticket":"5d28","clock":3})");
  EXPECT_EQ(envelope.at("properties").at("delivery_info").at("routing_key"), "c48e");
}

TEST(Control, ReadsItsOwnRequests) {
  const auto request = read_control(write_control_request("hello", {}, "us", "a-ticket", 9, "a-tag"));
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->method, "hello");
  EXPECT_EQ(request->reply_routing_key, "us");
  EXPECT_EQ(request->clock, 9);
}

TEST(RevokedIds, AreForgottenAfterAWhile) {
  Revoked revoked;
  revoked.add("a", now);
  EXPECT_TRUE(revoked.contains("a", now + std::chrono::hours{2}));
  EXPECT_FALSE(revoked.contains("a", now + std::chrono::hours{4}));
  revoked.add("b", now + std::chrono::hours{4});
  EXPECT_EQ(revoked.all().size(), 1U);
}

TEST(RevokedIds, AreNeverMoreThanTheirBound) {
  Revoked revoked;
  for (std::size_t i = 0; i < Revoked::most + 500; ++i) revoked.add(std::to_string(i), now);
  EXPECT_EQ(revoked.all().size(), Revoked::most);
  EXPECT_TRUE(revoked.contains(std::to_string(Revoked::most + 499), now));
  EXPECT_FALSE(revoked.contains("0", now));
}

}  // namespace
}  // namespace foyer::celery
