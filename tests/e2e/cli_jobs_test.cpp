#include "tests/e2e/house.h"
#include "tests/support/smtp_sink.h"

namespace foyer::test {
namespace {

namespace json = boost::json;

class JobCommands : public House {
 protected:
  json::array jobs(std::vector<std::string> more = {}) {
    std::vector<std::string> words{"jobs", "list", "--json"};
    words.insert(words.end(), more.begin(), more.end());
    const auto listed = foyer(words);
    EXPECT_EQ(listed.exit_code, 0) << listed.err;
    return json::parse(listed.out).as_array();
  }

  json::value job(std::int64_t id) {
    for (const auto& one : jobs()) {
      if (one.at("id").as_int64() == id) return one;
    }
    return {};
  }
};

TEST_F(JobCommands, ACancelledMailIsSentAfterItWasRetried) {
  SmtpSink sink{{.replies = {{SmtpStage::greeting, "421 4.3.2 back in a minute"}}}};
  send_mail_to(sink.port());
  start();
  ASSERT_EQ(client().post("/api/v1/auth/register", credentials("olena@example.com", password)).status, 200);
  json::array waiting;
  ASSERT_TRUE(eventually([&] {
    waiting = jobs({"--state", "queued"});
    return waiting.size() == 1 && waiting[0].at("attempts").as_int64() == 1;
  }));
  EXPECT_EQ(waiting[0].at("name").as_string(), "send_email");
  EXPECT_TRUE(json::serialize(waiting).contains("421")) << waiting;
  const std::int64_t id = waiting[0].at("id").as_int64();

  ASSERT_EQ(foyer({"jobs", "cancel", std::to_string(id)}).exit_code, 0);
  EXPECT_EQ(job(id).at("state").as_string(), "cancelled");
  sink.reply_with(SmtpStage::greeting, "");
  ASSERT_EQ(foyer({"jobs", "retry", std::to_string(id)}).exit_code, 0);
  ASSERT_TRUE(sink.wait_for_mails(1));
  EXPECT_TRUE(eventually([&] { return job(id).at("state").as_string() == "done"; }));
}

TEST_F(JobCommands, AnUnknownJobOrStateIsRefusedInOneLine) {
  start();
  const std::vector<std::vector<std::string>> mistakes{
      {"retry", "4711"}, {"cancel", "4711"}, {"list", "--state", "sleeping"}};
  for (auto words : mistakes) {
    words.insert(words.begin(), "jobs");
    const auto refused = foyer(words);
    EXPECT_NE(refused.exit_code, 0);
    EXPECT_EQ(refused.out, "");
    EXPECT_EQ(lines_in(refused.err), 1U) << refused.err;
  }
}

TEST_F(JobCommands, ADoneJobIsNeitherRetriedNorCancelled) {
  start();
  ASSERT_TRUE(eventually([&] { return !jobs({"--state", "done"}).empty(); }));
  const std::string id = std::to_string(jobs({"--state", "done"})[0].at("id").as_int64());
  EXPECT_EQ(foyer({"jobs", "retry", id}).exit_code, 1);
  EXPECT_EQ(foyer({"jobs", "cancel", id}).exit_code, 1);
  EXPECT_TRUE(foyer({"jobs", "list"}).out.contains("tasks.auth.cleanup_expired_tokens"));
}

}  // namespace
}  // namespace foyer::test
