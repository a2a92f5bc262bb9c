// What Python's Celery clients see of our worker.

#include <signal.h>

#include <boost/json/serialize.hpp>

#include "tests/contract/celery/fixture.h"

namespace foyer::celery {
namespace {

namespace json = boost::json;

class PythonClient : public CeleryTest {};

TEST_F(PythonClient, GetsResultsOfEveryKind) {
  const auto process = worker();
  const json::value got = python({"results"});
  const auto status = [&](const char* name) { return got.at(name).at("status"); };
  EXPECT_EQ(status("noop"), "SUCCESS");
  EXPECT_TRUE(got.at("noop").at("value").is_null());
  EXPECT_EQ(json::serialize(got.at("delay").at("value").at("args")), R"([1,"two"])");
  EXPECT_EQ(json::serialize(got.at("delay").at("value").at("kwargs")), R"({"three":[null,{}]})");
  EXPECT_EQ(got.at("headers").at("headers").at("traceparent"), "00-ab-cd-01");
  EXPECT_EQ(got.at("headers").at("limited"), true);
  EXPECT_EQ(status("fail"), "FAILURE");
  EXPECT_EQ(got.at("fail").at("type"), "Refused");
  EXPECT_EQ(got.at("fail").at("text"), "no such row");
  EXPECT_EQ(status("throw"), "FAILURE");
  EXPECT_EQ(got.at("throw").at("text"), "std::runtime_error");
  EXPECT_EQ(got.at("unknown").at("type"), "NotRegistered");
  EXPECT_EQ(status("countdown"), "SUCCESS");
  EXPECT_EQ(status("expired"), "REVOKED");
  EXPECT_EQ(got.at("expired").at("text"), "expired");
  EXPECT_EQ(got.at("retried").at("value"), 2);
  EXPECT_EQ(json::serialize(got.at("group")), "[[0],[1],[2],[3],[4]]");
  EXPECT_EQ(json::serialize(got.at("priorities")), "[[0],[3],[5],[9]]");
  EXPECT_EQ(number({"EXISTS", "unacked", "unacked_index", "celery"}), 0);
  EXPECT_EQ(process->err().find("secret-in-an-exception"), std::string::npos);
}

TEST_F(PythonClient, IsToldWhatIsRefusedAndThatItIsKept) {
  const auto process = worker();
  const json::value got = python({"refusals"});
  EXPECT_EQ(got.at("pickle").at("type"), "ContentDisallowed");
  EXPECT_EQ(got.at("compressed").at("type"), "NotImplementedError");
  for (const auto* name : {"callback", "errback", "chain", "chord"}) {
    EXPECT_EQ(got.at(name).at("status"), "FAILURE") << name;
    EXPECT_EQ(got.at(name).at("type"), "NotImplementedError") << name;
  }
  EXPECT_EQ(number({"LLEN", "celery.dead"}), 6);
}

TEST_F(PythonClient, LeavesNoResultWhereItAskedForNone) {
  const auto process = worker();
  EXPECT_EQ(python({"ignored"}), "PENDING");
}

TEST_F(PythonClient, RevokesWhatWaitsForItsTime) {
  const auto process = worker();
  const json::value got = python({"revoked", "foyer@probe"});
  EXPECT_EQ(got.at("end").at("status"), "REVOKED");
  EXPECT_EQ(got.at("end").at("text"), "revoked");
  EXPECT_EQ(got.at("known"), true);
  EXPECT_EQ(json::serialize(got.at("scheduled")), "[true,6,true]");
  EXPECT_TRUE(got.at("reply").at("ok").as_string().ends_with("flagged as revoked"));
  EXPECT_EQ(number({"EXISTS", "unacked"}), 0);
}

TEST_F(PythonClient, NeedNotRevokeAgainForWorkersThatComeLater) {
  const auto first = worker({"node=foyer@first"});
  ASSERT_TRUE(test::eventually([&] { return number({"PUBLISH", "/0.celery.pidbox", ""}) == 1; }));
  python({"revoke_unseen", "an-id", "foyer@first"});
  const auto second = worker({"node=foyer@second"});
  EXPECT_EQ(python({"knows_revoked", "an-id", "foyer@second"}), true);
}

TEST_F(PythonClient, FindsWhatItRevokedAtAPythonWorkerKnownToOurs) {
  const auto theirs =
      celery({"worker", "--pool", "solo", "--hostname", "python@first", "--loglevel", "warning"}, "python");
  ASSERT_TRUE(test::eventually([&] { return number({"PUBLISH", "/0.celery.pidbox", ""}) == 1; }));
  python({"revoke_unseen", "an-id", "python@first"});
  const auto ours = worker({"node=foyer@second"});
  EXPECT_EQ(python({"knows_revoked", "an-id", "foyer@second"}), true);
}

TEST_F(PythonClient, InspectsAWorkerWhoseHandlersAreBusy) {
  const auto process = worker({"node=foyer@inspected", "concurrency=2"});
  const json::value got = python({"inspected", "foyer@inspected", (folder.path() / "release").string()});
  EXPECT_EQ(json::serialize(got.at("ping")), R"({"ok":"pong"})");
  EXPECT_EQ(json::serialize(got.at("same")), "[true,true,true]");
  EXPECT_EQ(got.at("still"), "PENDING");
  EXPECT_EQ(got.at("then"), "held");
  const json::value& active = got.at("active").at(0);
  EXPECT_EQ(active.at("name"), "probe.hold");
  EXPECT_EQ(active.at("args").as_array().size(), 1U);
  EXPECT_EQ(active.at("hostname"), "foyer@inspected");
  EXPECT_EQ(active.at("acknowledged"), false);
  EXPECT_TRUE(active.at("time_start").is_double());
  EXPECT_EQ(active.at("delivery_info").at("routing_key"), "celery");
  EXPECT_EQ(got.at("registered").as_array().size(), 8U);
  EXPECT_EQ(got.at("stats").at("prefetch_count"), 8);
  EXPECT_EQ(got.at("stats").at("pool").at("max-concurrency"), 2);
  EXPECT_EQ(got.at("stats").at("broker").at("transport"), "redis");
  EXPECT_TRUE(got.at("stats").at("clock").is_string());
  EXPECT_EQ(got.at("active_queues").at(0).at("name"), "celery");
  EXPECT_EQ(got.at("active_queues").at(0).at("exchange").at("type"), "direct");
  EXPECT_TRUE(got.at("clock").at("clock").as_int64() > 0);
  EXPECT_FALSE(got.at("conf").as_object().contains("broker_url"));
  EXPECT_EQ(got.at("report").at("error"), "KeyError('report')");
  for (const auto& refused : got.at("refused").as_object()) {
    EXPECT_EQ(std::string{refused.value().at("error").as_string().c_str()},
              "KeyError('" + std::string{refused.key()} + "')");
  }
  EXPECT_EQ(got.at("refused").as_object().size(), 5U);
  EXPECT_TRUE(got.at("others").is_null());
  EXPECT_EQ(got.at("pattern").as_array().size(), 1U);
}

TEST_F(PythonClient, SeesEventsOnceItAsksForThem) {
  const auto process = worker();
  const json::value got = python({"events", "5"});
  ASSERT_TRUE(got.as_object().contains("tasks")) << json::serialize(got);
  EXPECT_EQ(json::serialize(got.at("tasks")),
            R"([["task-received","task-started","task-failed"],["task-received","task-started","task-succeeded"]])");
  EXPECT_EQ(got.at("count"), 6);
  EXPECT_EQ(got.at("rising"), true);
  EXPECT_EQ(got.at("received").at("name"), "probe.echo");
  EXPECT_EQ(got.at("received").at("retries"), 0);
  EXPECT_GE(got.at("succeeded").at("runtime").to_number<double>(), 0);
  EXPECT_EQ(got.at("failed").at("exception"), "Refused('no such row')");
  for (const auto* field : {"freq", "active", "processed", "loadavg", "sw_ident", "sw_ver", "sw_sys", "pid", "clock",
                            "timestamp", "utcoffset", "hostname"}) {
    EXPECT_TRUE(got.at("heartbeat").as_object().contains(field)) << field;
  }
}

TEST_F(PythonClient, FindsAWorkerByCelerysOwnCommands) {
  const auto process = worker({"node=foyer@listed"});
  ASSERT_TRUE(test::eventually([&] { return process->err().find("worker ready") != std::string::npos; }));
  ASSERT_TRUE(test::eventually([&] {
    const auto status = celery({"status", "--timeout", "5", "--destination", "foyer@listed"}, "status");
    return status->wait() == 0 && status->out().find("foyer@listed: OK") != std::string::npos;
  }));
  const auto ping = celery({"inspect", "ping", "--timeout", "5", "--destination", "foyer@listed", "--json"}, "ping");
  EXPECT_EQ(ping->wait(), 0);
  EXPECT_NE(ping->out().find(R"({"foyer@listed": {"ok": "pong"}})"), std::string::npos) << ping->out();
}

TEST_F(PythonClient, DumpsWorkersThatComeAndGo) {
  const auto dump = celery({"events", "--dump"}, "dump");
  ASSERT_TRUE(test::eventually([&] { return number({"PUBSUB", "NUMPAT"}) > 0; }));
  const auto process = worker({"node=foyer@dumped"});
  ASSERT_TRUE(test::eventually([&] { return number({"EXISTS", "_kombu.binding.celery"}) == 1; }));
  process->signal(SIGTERM);
  EXPECT_EQ(process->wait(), 0) << process->err();
  EXPECT_TRUE(test::eventually([&] { return dump->out().find("foyer@dumped [") != std::string::npos; })) << dump->out();
}

TEST_F(PythonClient, IsServedByAPythonWorkerAndOursTogether) {
  const auto python_worker =
      celery({"worker", "--pool", "solo", "--hostname", "python@beside", "--loglevel", "warning"}, "python");
  const auto ours = worker({"concurrency=1", "prefetch=1"});
  const json::value got = python({"beside", "200"});
  EXPECT_EQ(got.at("right"), true);
  EXPECT_GT(got.at("python").as_int64(), 0);
  EXPECT_GT(got.at("foyer").as_int64(), 0);
  EXPECT_TRUE(test::eventually([&] { return number({"EXISTS", "unacked", "unacked_index", "celery"}) == 0; }));
}

TEST_F(PythonClient, MayBeAWorkerThatRunsOurMessages) {
  const auto python_worker = celery({"worker", "--pool", "solo", "--loglevel", "warning"}, "python");
  ask({"LPUSH", "celery", message("python.add", "from-us", "[40,2]")});
  ASSERT_TRUE(ends_as("from-us", "SUCCESS")) << python_worker->err();
  EXPECT_NE(text({"GET", "celery-task-meta-from-us"}).find(R"("result": 42)"), std::string::npos);
}

TEST_F(PythonClient, MayBeABeatThatFeedsOurWorker) {
  const auto process = worker({"concurrency=1"});
  const auto python_beat = celery({"beat", "--loglevel", "warning", "--schedule", "schedule"}, "beat");
  EXPECT_TRUE(test::eventually([&] {
    const redis::Reply keys = ask({"KEYS", "celery-task-meta-*"});
    if (keys.array() == nullptr || keys.array()->empty()) return false;
    return text({"GET", *keys.array()->front().text()}).find("from a Python beat") != std::string::npos;
  })) << python_beat->err();
}

}  // namespace
}  // namespace foyer::celery
