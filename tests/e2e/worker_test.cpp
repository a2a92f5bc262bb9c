// What `foyer worker` does for the servers of a fleet, and what is left when it dies.

#include <signal.h>

#include "tests/e2e/fleet_house.h"
#include "tests/e2e/mail_text.h"

namespace foyer::test {
namespace {

constexpr const char* olena = "olena@example.com";
constexpr const char* of_a_mail = "name=send_email";

class FleetWorker : public FleetHouse {
 protected:
  std::int64_t mails_in_state(const std::string& state) {
    return std::stoll(database.ask("SELECT count(*) FROM jobs WHERE name = 'send_email' AND state = '" + state + "'"));
  }
};

TEST_F(FleetWorker, SendsTheMailThatAServerPromised) {
  start();
  const auto process = worker("sender");
  register_viewer(olena);
  ASSERT_TRUE(sink.wait_for_mails(1));
  EXPECT_TRUE(eventually([&] { return mails_in_state("done") == 1; }));
  EXPECT_TRUE(eventually([&] { return process->err().contains(of_a_mail); })) << process->err();
  EXPECT_FALSE(server().err().contains(of_a_mail)) << "the server did it itself: " << server().err();
  const SinkMail mail = sink.mails().front();
  EXPECT_EQ(mail.to, std::vector<std::string>{olena});
  // The link was derived by the worker and is good at the server.
  const std::string link = first_link(part_of(mail.content, "text/plain"));
  const std::string base = "https://cinema.example/verify?token=";
  ASSERT_TRUE(link.starts_with(base)) << mail.content;
  EXPECT_EQ(client().post("/api/v1/auth/verify", {{"token", link.substr(base.size())}}).status, 200);
  end(*process);
}

TEST_F(FleetWorker, TriesAMailAgainThatWasRefused) {
  sink.reply_with(SmtpStage::greeting, "421 4.3.2 back in a minute");
  start();
  const auto process = worker("patient");
  register_viewer(olena);
  ASSERT_TRUE(eventually([&] { return process->err().contains("will be tried again"); })) << process->err();
  EXPECT_TRUE(eventually([&] { return mails_in_state("queued") == 1; }));
  EXPECT_TRUE(database.ask("SELECT last_error FROM jobs WHERE name = 'send_email'").contains("421"));
  sink.reply_with(SmtpStage::greeting, "");
  database.run("UPDATE jobs SET run_at = 1, announced_until = 1 WHERE name = 'send_email'");
  ASSERT_TRUE(sink.wait_for_mails(1)) << process->err();
  EXPECT_TRUE(eventually([&] { return mails_in_state("done") == 1; }));
  EXPECT_FALSE(process->err().contains("could not be stored")) << process->err();
  end(*process);
}

TEST_F(FleetWorker, WithABeatDoesWhatIsDueAtOnce) {
  start();
  const auto process = worker("both", {"--beat"});
  EXPECT_TRUE(eventually([&] { return process->err().contains("periodic task sent"); })) << process->err();
  const auto done = [&](const char* name) { return process->err().contains("done  name=" + std::string{name}); };
  for (const char* name : {"tasks.auth.cleanup_expired_tokens", "tasks.rights.erase_closed_accounts"}) {
    EXPECT_TRUE(eventually([&] { return done(name); })) << name << process->err();
  }
  end(*process);
  EXPECT_TRUE(process->err().contains("worker stopped")) << process->err();
}

TEST_F(FleetWorker, WhenAskedToStopLeavesNothingItTookInRedis) {
  start();
  const auto process = worker("leaver");
  register_viewer(olena);
  ASSERT_TRUE(eventually([&] { return mails_in_state("done") == 1; }));
  end(*process);
  EXPECT_EQ(number({"EXISTS", "unacked", "unacked_index", "celery"}), 0);
  register_viewer("taras@example.com");
  EXPECT_TRUE(eventually([&] { return number({"LLEN", "celery"}) == 1; })) << "it waits for the next worker";
}

TEST_F(FleetWorker, IsNotWaitedForWhereThousandsOfMessagesWaitAlready) {
  ask({"EVAL", "for i = 1, 10000 do redis.call('LPUSH', 'celery', '{}') end", "0"});
  start();
  register_viewer(olena);
  ASSERT_TRUE(sink.wait_for_mails(1)) << server().err();
  EXPECT_TRUE(eventually([&] { return server().err().contains(of_a_mail); })) << server().err();
  EXPECT_EQ(number({"LLEN", "celery"}), 10'000);
}

/// A mail server falls silent in the middle of a mail, and the worker that waits for it is killed.
/// The parameter: whether that server had all bytes of it.
class KilledInTheMiddle : public FleetWorker, public testing::WithParamInterface<bool> {
 protected:
  static SmtpStage stage() { return GetParam() ? SmtpStage::content : SmtpStage::data; }
  void kill_a_worker_that_sends_to(const SmtpSink& silent) {
    const Variables usual = settings();
    settings()["EMAIL_PORT"] = std::to_string(silent.port());
    const auto victim = worker("victim");
    settings() = usual;
    register_viewer(olena);
    EXPECT_TRUE(silent.wait_for_stage(stage())) << victim->err();
    victim->signal(SIGKILL);
    victim->wait();
    EXPECT_EQ(mails_in_state("running"), 1);
  }
  /// As if the time of the dead worker's lease had passed.
  void let_leases_run_out() const {
    database.run("UPDATE jobs SET leased_until = leased_until - 120000 WHERE state = 'running'");
  }
};

TEST_P(KilledInTheMiddle, OfAMailThatIsSentByTheNextUnderTheSameMessageId) {
  const SmtpSink silent{{.silent_at = stage()}};
  start();
  kill_a_worker_that_sends_to(silent);
  const auto successor = worker("successor");
  let_leases_run_out();
  ASSERT_TRUE(sink.wait_for_mails(1)) << successor->err();
  EXPECT_TRUE(eventually([&] { return mails_in_state("done") == 1; }));
  end(*successor);
  ASSERT_EQ(sink.mails().size(), 1U);
  const std::string id = message_id_of(sink.mails().front());
  EXPECT_TRUE(id.starts_with("<")) << id;
  // A mail server that had taken all of it may have delivered it: its twin is known by the same name.
  for (const SinkMail& mail : silent.mails()) EXPECT_EQ(message_id_of(mail), id);
  EXPECT_EQ(silent.mails().size(), GetParam() ? 1U : 0U);
}

INSTANTIATE_TEST_SUITE_P(FleetWorker, KilledInTheMiddle, testing::Bool());

}  // namespace
}  // namespace foyer::test
