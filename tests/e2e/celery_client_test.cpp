// What Python's Celery sees of the real worker, and what it cannot make it do.

#include <boost/json/serialize.hpp>

#include "tests/e2e/fleet_house.h"

namespace foyer::test {
namespace {

namespace json = boost::json;

constexpr const char* olena = "olena@example.com";

class FleetClient : public FleetHouse {
 protected:
  using FleetHouse::FleetHouse;

  std::int64_t rows(const std::string& table) { return std::stoll(database.ask("SELECT count(*) FROM " + table)); }
};

TEST_F(FleetClient, OrdersTheCleanUpAndSeesItSucceed) {
  start();
  const auto process = worker("cleaner");
  register_viewer(olena);
  database.run("UPDATE one_time_tokens SET expires_at = 1");
  const json::value got = python({"cleanup"});
  EXPECT_EQ(got.at("status"), "SUCCESS") << json::serialize(got);
  EXPECT_EQ(got.at("value"), "done");
  EXPECT_EQ(rows("one_time_tokens"), 0);
  end(*process);
}

TEST_F(FleetClient, IsRefusedWhateverIsNotItsToOrder) {
  start();
  const auto process = worker("guarded");
  register_viewer(olena);
  ASSERT_TRUE(sink.wait_for_mails(1));
  database.run(
      "INSERT INTO jobs (name, arguments, state, run_at, attempts, created_at) "
      "VALUES ('tasks.auth.cleanup_expired_tokens', '{}', 'queued', 9000000000000, 0, 1)");
  const std::string row = database.ask("SELECT max(id) FROM jobs");
  const json::value got = python({"refused", row});
  const auto type = [&](const char* what) { return got.at(what).at("type"); };
  for (const auto& each : got.as_object()) {
    const bool harmless = each.key() == "foreign_row" || each.key() == "no_such_row";
    EXPECT_EQ(each.value().at("status"), harmless ? "SUCCESS" : "FAILURE") << each.key();
  }
  EXPECT_EQ(type("unknown"), "NotRegistered");
  for (const auto* wrong : {"address", "named", "rowless", "negative", "fraction", "truth", "sql"}) {
    EXPECT_EQ(type(wrong), "InvalidArguments") << wrong;
    EXPECT_FALSE(json::serialize(got.at(wrong)).contains("victim")) << wrong;
  }
  EXPECT_EQ(type("pickle"), "ContentDisallowed");
  EXPECT_EQ(type("chain"), "NotImplementedError");
  EXPECT_EQ(got.at("foreign_row").at("value"), "taken");
  EXPECT_EQ(got.at("no_such_row").at("value"), "taken");
  EXPECT_EQ(database.ask("SELECT state FROM jobs WHERE id = " + row), "queued");
  EXPECT_EQ(sink.mails().size(), 1U);
  EXPECT_EQ(rows("users"), 1);
  end(*process);
}

class FleetInspector : public FleetClient {
 protected:
  FleetInspector() : FleetClient{{.silent_at = SmtpStage::data}} {}
};

TEST_F(FleetInspector, SeesAWorkerInTheMiddleOfAMail) {
  start();
  const auto process = worker("inspected", {"--concurrency", "3"});
  register_viewer(olena);
  ASSERT_TRUE(sink.wait_for_stage(SmtpStage::data));
  const json::value got = python({"inspected", "foyer@inspected"});
  EXPECT_EQ(json::serialize(got.at("ping")), R"({"ok":"pong"})");
  const json::value& active = got.at("active").at(0);
  EXPECT_EQ(active.at("name"), "send_email");
  EXPECT_EQ(active.at("args").as_array().size(), 1U) << "the number of a row and nothing else";
  EXPECT_TRUE(active.at("args").at(0).is_int64());
  const std::string registered = json::serialize(got.at("registered"));
  for (const auto* name : {"send_email", "tasks.auth.cleanup_expired_tokens", "foyer.noop"}) {
    EXPECT_TRUE(registered.contains(name)) << registered;
  }
  EXPECT_EQ(got.at("stats").at("pool").at("max-concurrency"), 3);
  EXPECT_EQ(got.at("active_queues").at(0).at("name"), "celery");
  const std::string everything = json::serialize(got);
  EXPECT_FALSE(everything.contains(olena)) << everything;
  EXPECT_FALSE(everything.contains("kkkk")) << everything;
}

TEST_F(FleetClient, FindsTheWorkerByCelerysOwnCommands) {
  start();
  const auto process = worker("listed");
  const Words to{"--timeout", "5", "--destination", "foyer@listed"};
  const auto asked = [&](Words words) {
    words.insert(words.end(), to.begin(), to.end());
    return celery(std::move(words));
  };
  ASSERT_TRUE(eventually([&] { return asked({"status"}).out.contains("foyer@listed: OK"); }));
  EXPECT_TRUE(asked({"inspect", "ping"}).out.contains("pong"));
  EXPECT_TRUE(asked({"inspect", "registered"}).out.contains("send_email"));
  EXPECT_TRUE(asked({"inspect", "active"}).out.contains("empty"));
  EXPECT_TRUE(asked({"inspect", "stats"}).out.contains("max-concurrency"));
  end(*process);
}

}  // namespace
}  // namespace foyer::test
