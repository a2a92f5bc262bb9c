#include "platform/celery/message.h"

#include <gtest/gtest.h>

#include "platform/celery/time_text.h"
#include "tests/unit/celery/messages.h"

namespace foyer::celery {
namespace {

namespace json = boost::json;

Defect defect_of(const json::object& message) {
  const auto read = read_task(text_of(message));
  EXPECT_FALSE(read.has_value());
  return read ? Defect{} : read.error().defect;
}

json::object with_header(std::string_view name, json::value value) {
  json::object message = message_of_python();
  message["headers"].as_object()[name] = std::move(value);
  return message;
}

TEST(TaskMessage, IsReadAsPythonWritesIt) {
  const std::string raw = text_of(message_of_python());
  const auto message = read_task(raw);
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->raw, raw);
  EXPECT_EQ(message->id, "7603558c");
  EXPECT_EQ(message->name, "tasks.count");
  EXPECT_EQ(message->tag, "3c08668f");
  EXPECT_EQ(json::serialize(message->args), R"([1,"two"])");
  EXPECT_EQ(json::serialize(message->kwargs), R"({"three":[]})");
  EXPECT_EQ(message->args_repr, "(1, 'two')");
  EXPECT_EQ(message->headers, (Headers{{"traceparent", "00-ab"}}));
  EXPECT_FALSE(message->eta || message->expires || message->redelivered || message->ignore_result);
}

TEST(TaskMessage, OfOursIsReadBack) {
  const Time eta = *from_iso8601("2027-01-02T03:04:05.678+00:00");
  NewTask task{.name = "tasks.count", .id = "an-id", .eta = eta, .priority = 7, .headers = {{"traceparent", "00-cd"}}};
  task.args.push_back(5);
  task.kwargs["deep"] = json::object{};
  const auto message = read_task(write_task(task, "celery", "foyer@host", "a-tag"));
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->id, "an-id");
  EXPECT_EQ(message->root_id, "an-id");
  EXPECT_EQ(message->tag, "a-tag");
  EXPECT_EQ(message->eta, eta);
  EXPECT_EQ(message->priority, 7);
  EXPECT_EQ(message->routing_key, "celery");
  EXPECT_EQ(json::serialize(message->kwargs), R"({"deep":{}})");
  EXPECT_EQ(message->args_repr, "[5]");
  EXPECT_EQ(message->headers.at("traceparent"), "00-cd");
}

TEST(TaskMessage, OfOursHoldsEveryFieldAPythonWorkerNeeds) {
  const NewTask task{.name = "tasks.count", .id = "an-id"};
  const json::object message = json::parse(write_task(task, "celery", "foyer@host", "a-tag")).as_object();
  for (const auto* field : {"body", "content-encoding", "content-type", "headers", "properties"}) {
    EXPECT_TRUE(message.contains(field)) << field;
  }
  const json::object& headers = message.at("headers").as_object();
  const json::object pattern = message_of_python().at("headers").as_object();
  for (const auto& header : pattern) {
    if (header.key() != "traceparent") EXPECT_TRUE(headers.contains(header.key())) << header.key();
  }
  const json::object& properties = message.at("properties").as_object();
  for (const auto* field :
       {"correlation_id", "reply_to", "delivery_mode", "delivery_info", "priority", "body_encoding", "delivery_tag"}) {
    EXPECT_TRUE(properties.contains(field)) << field;
  }
}

TEST(TaskMessage, CannotOverwriteProtocolHeadersByItsOwn) {
  const NewTask task{.name = "tasks.count", .id = "an-id", .headers = {{"task", "tasks.other"}}};
  const auto message = read_task(write_task(task, "celery", "foyer@host", "a-tag"));
  ASSERT_TRUE(message.has_value());
  EXPECT_EQ(message->name, "tasks.count");
}

TEST(TaskMessage, MayHaveTheFewFieldsOfAnOlderProducer) {
  json::object message = message_of_python(R"([[],{},null])");
  for (const auto* field : {"stamps", "stamped_headers", "replaced_task_nesting", "timelimit", "eta", "expires",
                            "retries", "root_id", "parent_id", "group", "argsrepr", "kwargsrepr", "ignore_result"}) {
    message["headers"].as_object().erase(field);
  }
  message["properties"].as_object().erase("priority");
  EXPECT_TRUE(read_task(text_of(message)).has_value());
}

TEST(TaskMessage, WithoutAnIdOrANameIsUnreadable) {
  for (const auto* text : {"", "null", "[]", "{}", "17", R"({"headers":{},"properties":{},"body":""})", "\x80\x04K"}) {
    const auto read = read_task(text);
    ASSERT_FALSE(read.has_value()) << text;
    EXPECT_EQ(read.error().defect, Defect::unreadable) << text;
  }
  EXPECT_EQ(defect_of(with_header("id", nullptr)), Defect::unreadable);
  EXPECT_EQ(defect_of(with_header("id", 5)), Defect::unreadable);
  EXPECT_EQ(defect_of(with_header("id", json::string(256, 'x'))), Defect::unreadable);
  EXPECT_EQ(defect_of(with_header("id", "two\nlines")), Defect::unreadable);
  EXPECT_EQ(defect_of(with_header("task", "")), Defect::unreadable);
}

TEST(TaskMessage, ThatIsTooLongIsNotLookedInto) {
  json::object message = message_of_python();
  message["padding"] = std::string(longest_message, 'x');
  EXPECT_EQ(defect_of(message), Defect::unreadable);
}

TEST(TaskMessage, InPickleIsRefusedUnread) {
  json::object message = message_of_python("\x80\x04]");
  message["content-type"] = "application/x-python-serialize";
  message["content-encoding"] = "binary";
  const auto read = read_task(text_of(message));
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().defect, Defect::content_type);
  EXPECT_EQ(read.error().id, "7603558c");
}

TEST(TaskMessage, ThatIsCompressedIsRefused) {
  EXPECT_EQ(defect_of(with_header("compression", "application/x-gzip")), Defect::compressed);
}

TEST(TaskMessage, WithFieldsOfTheWrongKindIsMalformed) {
  EXPECT_EQ(defect_of(with_header("eta", "tomorrow")), Defect::malformed);
  EXPECT_EQ(defect_of(with_header("expires", 17)), Defect::malformed);
  EXPECT_EQ(defect_of(with_header("retries", -1)), Defect::malformed);
  EXPECT_EQ(defect_of(with_header("retries", "many")), Defect::malformed);
  for (const auto* body :
       {"", "null", "[]", "[1,2]", "[[],[],{}]", "[{},{},{}]", "[[],{},7]", "[[],{},{}", "[[],{},{}]x"}) {
    EXPECT_EQ(defect_of(message_of_python(body)), Defect::malformed) << body;
  }
  json::object message = message_of_python();
  message["body"] = "no base64!";
  EXPECT_EQ(defect_of(message), Defect::malformed);
  message = message_of_python();
  message["properties"].as_object()["delivery_tag"] = 5;
  EXPECT_EQ(defect_of(message), Defect::malformed);
  message = message_of_python();
  message["properties"].as_object()["delivery_info"] = nullptr;
  EXPECT_EQ(defect_of(message), Defect::malformed);
}

TEST(TaskMessage, ThatAsksForMoreThanATaskIsRefusedAndNotHalfDone) {
  for (const auto* embed : {R"({"chord":{"task":"x"}})", R"({"callbacks":[{"task":"x"}]})",
                            R"({"errbacks":[{"task":"x"}]})", R"({"chain":[{"task":"x"}]})", R"({"chain":true})"}) {
    EXPECT_EQ(defect_of(message_of_python("[[],{}," + std::string{embed} + "]")), Defect::unsupported) << embed;
  }
  EXPECT_TRUE(read_task(text_of(message_of_python(R"([[],{},{"callbacks":[],"chain":null}])"))).has_value());
}

TEST(TaskMessage, TakesTheShorterTimeLimit) {
  const auto limited = read_task(text_of(with_header("timelimit", json::array{60, 30})));
  ASSERT_TRUE(limited.has_value());
  EXPECT_EQ(limited->time_limit, std::chrono::seconds{30});
}

TEST(Retry, IsTheSameTaskInADeliveryOfItsOwn) {
  json::object original = message_of_python();
  original["properties"].as_object()["delivery_info"].as_object()["redelivered"] = true;
  original["headers"].as_object()["unknown"] = json::array{1.5, json::object{}};
  const auto message = read_task(text_of(original));
  ASSERT_TRUE(message && message->redelivered);
  const Time eta = *from_iso8601("2027-01-02T03:04:05Z");
  const json::object again = json::parse(write_retry(*message, eta, "another-tag")).as_object();
  EXPECT_EQ(again.at("body"), original.at("body"));
  const json::object& headers = again.at("headers").as_object();
  EXPECT_EQ(headers.at("id"), "7603558c");
  EXPECT_EQ(headers.at("root_id"), "7603558c");
  EXPECT_EQ(headers.at("parent_id"), "7603558c");
  EXPECT_EQ(headers.at("retries"), 1);
  EXPECT_EQ(headers.at("eta"), "2027-01-02T03:04:05.000000+00:00");
  EXPECT_EQ(headers.at("unknown"), original.at("headers").at("unknown"));
  const auto read = read_task(json::serialize(again));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->tag, "another-tag");
  EXPECT_FALSE(read->redelivered);
}

TEST(Restore, MarksTheMessageAndKeepsTheRest) {
  const std::string raw = text_of(message_of_python());
  const auto restored = restore('[' + raw + entry_end("celery"));
  ASSERT_TRUE(restored.has_value());
  EXPECT_EQ(restored->routing_key, "celery");
  EXPECT_EQ(restored->exchange, "");
  const auto message = read_task(restored->text);
  ASSERT_TRUE(message.has_value());
  EXPECT_TRUE(message->redelivered);
  json::object changed = json::parse(restored->text).as_object();
  EXPECT_EQ(changed["headers"].as_object()["redelivered"], true);
  changed["headers"].as_object().erase("redelivered");
  changed["properties"].as_object()["delivery_info"].as_object().erase("redelivered");
  EXPECT_EQ(changed, json::parse(raw).as_object());
}

TEST(Restore, RefusesWhatIsNoEntry) {
  for (const auto* entry : {"", "{}", "[]", "[{}]", R"([{}, "", "celery"])", R"([{"headers":{}}, "", "celery"])",
                            R"(["text", "", "celery"])", R"([{"headers":{},"properties":{}}, "", ""])",
                            R"([{"headers":{},"properties":{"delivery_info":{}}}, "", "celery\u0000"])"}) {
    EXPECT_FALSE(restore(entry).has_value()) << entry;
  }
}

}  // namespace
}  // namespace foyer::celery
