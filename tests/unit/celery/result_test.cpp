#include "platform/celery/result.h"

#include <gtest/gtest.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace foyer::celery {
namespace {

namespace json = boost::json;
constexpr Time now{std::chrono::milliseconds{1'795'395'723'004}};

TEST(Result, OfSuccessIsTheWholeMeta) {
  EXPECT_EQ(success_meta({.id = "an-id"}, 3, now),
            R"({"status":"SUCCESS","result":3,"traceback":null,"children":[],)"
            R"("date_done":"2026-11-23T01:02:03.004000+00:00","task_id":"an-id"})");
}

TEST(Result, OfFailureNamesTheException) {
  EXPECT_EQ(
      failure_meta({.id = "an-id", .parent_id = "mother", .group = "choir"},
                   {.exc_type = "Refused", .exc_message = "no such row"}, now),
      R"({"status":"FAILURE","result":{"exc_type":"Refused","exc_message":["no such row"],)"
      R"("exc_module":"auth.errors"},"traceback":null,"children":[],)"
      R"("date_done":"2026-11-23T01:02:03.004000+00:00","task_id":"an-id","parent_id":"mother","group_id":"choir"})");
}

TEST(Result, OfRetryIsNotDone) {
  const json::value meta = json::parse(retry_meta({.id = "an-id"}, {.exc_type = "Busy", .exc_message = "later"}));
  EXPECT_EQ(meta.at("status"), "RETRY");
  EXPECT_TRUE(meta.at("date_done").is_null());
  EXPECT_EQ(json::serialize(meta.at("children")), R"([[["an-id",null],null]])");
}

TEST(Result, OfRevokedSaysWhy) {
  const json::value meta = json::parse(revoked_meta({.id = "an-id"}, "expired", now));
  EXPECT_EQ(meta.at("status"), "REVOKED");
  EXPECT_EQ(json::serialize(meta.at("result")),
            R"({"exc_type":"TaskRevokedError","exc_message":["expired"],"exc_module":"celery.exceptions"})");
}

}  // namespace
}  // namespace foyer::celery
