// What `foyer worker` does for the servers of a fleet, and what is left when it dies.

#include <signal.h>

#include <fstream>
#include <set>

#include "platform/crypto/encoding.h"
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

/// Everything that was ever written to Redis.
class FleetSecrets : public FleetHouse {
 protected:
  FleetSecrets() {
    for (const char* limit : {"LIMIT_LOGIN", "LIMIT_REGISTER", "LIMIT_MAIL_REQUESTS", "LIMIT_TOKEN_TRIES"}) {
      settings().erase(limit);
    }
    ask({"CONFIG", "SET", "appendonly", "yes"});
  }
  std::string next_token() {
    std::string token;
    const bool came = eventually([&] {
      for (const SinkMail& mail : sink.mails()) {
        const std::string link = first_link(part_of(mail.content, "text/plain"));
        const auto at = link.find("token=");
        if (at == std::string::npos || !seen_.insert(link).second) continue;
        token = link.substr(at + 6);
        return true;
      }
      return false;
    });
    EXPECT_TRUE(came);
    return token;
  }
  std::string written() {
    std::string out;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{broker.folder()}) {
      if (!entry.is_regular_file()) continue;
      std::ifstream file{entry.path(), std::ios::binary};
      out.append(std::istreambuf_iterator<char>{file}, {});
    }
    return out + bodies_in(out);
  }

 private:
  static std::string bodies_in(const std::string& messages) {
    constexpr std::string_view name = R"("body":")";
    std::string out;
    for (auto at = messages.find(name); at != std::string::npos; at = messages.find(name, at + 1)) {
      const auto from = at + name.size();
      out += crypto::from_base64(messages.substr(from, messages.find('"', from) - from)).value_or("");
    }
    return out;
  }
  std::set<std::string> seen_;
};

TEST_F(FleetSecrets, K2NoPasswordOrTokenIsEverWrittenToRedis) {
  start();
  const auto process = worker("discreet");
  const std::string renewed = "Velvet&Popcorn8";
  const std::string moved = "olena@new.example";
  register_viewer(olena);
  std::vector<std::string> secrets{password, renewed, settings()["SECRET_KEY"], next_token()};
  ASSERT_EQ(client().post("/api/v1/auth/verify", {{"token", secrets.back()}}).status, 200);
  const Pair first = sign_in(olena);
  const auto second = client().post("/api/v1/auth/refresh", {{"refresh_token", first.refresh}});
  EXPECT_EQ(client().post("/api/v1/auth/login", credentials(olena, renewed)).status, 400);
  client().post("/api/v1/auth/request-password-reset", {{"email", olena}});
  secrets.push_back(next_token());
  const boost::json::value reset{{"token", secrets.back()}, {"new_password", renewed}};
  ASSERT_EQ(client().post("/api/v1/auth/reset-password", reset).status, 200);
  const Pair last = sign_in(olena, client(), renewed);
  ASSERT_EQ(client().post("/api/v1/user/change-email", {{"new_email", moved}}, last.access).status, 200);
  secrets.push_back(next_token());
  ASSERT_EQ(client().post("/api/v1/user/confirm-email", {{"token", secrets.back()}}, last.access).status, 200);
  secrets.push_back(next_token());
  end(*process);
  client().post("/api/v1/auth/request-password-reset", {{"email", moved}});
  ASSERT_TRUE(eventually([&] { return number({"LLEN", "celery"}) > 0; })) << "nobody takes it";
  broker.kill();

  const std::string everything = written();
  EXPECT_TRUE(everything.contains("send_email"));
  EXPECT_TRUE(everything.contains("foyer:limit:"));
  EXPECT_TRUE(everything.contains(R"("callbacks":null)")) << "bodies of messages are looked into";
  for (const auto& one : {first.access, first.refresh, second.text("access_token"), second.text("refresh_token"),
                          last.access, last.refresh}) {
    secrets.push_back(one);
  }
  for (const std::string& secret : secrets) {
    ASSERT_FALSE(secret.empty());
    EXPECT_FALSE(everything.contains(secret)) << secret;
    const auto bytes = crypto::from_base64url(secret);
    if (bytes) EXPECT_FALSE(everything.contains(*bytes)) << secret;
  }
  EXPECT_FALSE(everything.contains(olena));
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
