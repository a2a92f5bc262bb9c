// A session that is signed out while one of its requests is under way: once the sign-out was acknowledged, nothing may
// be changed by that session any more, and the request is told so.
#include <fmt/format.h>

#include <functional>
#include <future>
#include <latch>
#include <thread>

#include "tests/api/rights_house.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;

class Signing : public RightsHouse {
 protected:
  Answer change_password(const Tokens& by) {
    const std::string body =
        std::string{R"({"old_password":")"} + good_password + R"(","new_password":")" + other_password + "\"}";
    return post("/api/v1/auth/change-password", body, by.access);
  }
  Answer reauthenticate(const Tokens& by) {
    return post("/api/v1/auth/reauthenticate", std::string{R"({"password":")"} + good_password + "\"}", by.access);
  }
  void sign_out(const Tokens& tokens) {
    EXPECT_EQ(post("/api/v1/auth/logout", R"({"refresh_token":")" + tokens.refresh + "\"}").status, 200U);
  }
  void expect_signed_out(const Answer& answer) {
    EXPECT_EQ(answer.status, 401U) << answer.text;
    EXPECT_EQ(answer.code(), "not_authenticated");
  }

  void expect_old_password() {
    EXPECT_EQ(login(olena), 200U);
    EXPECT_EQ(login(olena, other_password), 400U);
  }
  void expect_open() { EXPECT_EQ(count("users WHERE erase_at IS NOT NULL"), 0); }
  void expect_no_link_to_a_new_address() {
    EXPECT_EQ(count("one_time_tokens WHERE purpose = 'change_email'"), 0);
    EXPECT_EQ(mails_to(moved), 0);
  }
  void expect_old_address_and_a_good_link(const std::string& link) {
    EXPECT_EQ(count("users WHERE email = 'olena@example.com'"), 1);
    EXPECT_EQ(confirm(sign_in(olena).access, link).status, 200U);
  }
};

class Overtaken : public Signing {
 protected:
  Overtaken() { be_interruptible(); }

  /// Signed out after the request was let in, before its last transaction.
  void overtake_before(int transaction, const Tokens& tokens) {
    before(Ask::transaction, transaction, [this, tokens] { sign_out(tokens); });
  }
};

TEST_F(Overtaken, ASignOutLeavesThePasswordAsItWas) {
  given_viewer(olena);
  const Tokens mine = sign_in(olena);
  overtake_before(1, mine);
  expect_signed_out(change_password(mine));
  expect_old_password();
}

TEST_F(Overtaken, ASignOutKeepsTheAccountOpen) {
  given_viewer(olena);
  const Tokens mine = sign_in(olena);
  overtake_before(1, mine);
  expect_signed_out(close(mine.access));
  expect_open();
}

TEST_F(Overtaken, ASignOutKeepsALinkFromBeingSent) {
  given_viewer(olena);
  const Tokens mine = sign_in(olena);
  overtake_before(2, mine);
  expect_signed_out(change(mine.access, moved));
  expect_no_link_to_a_new_address();
}

TEST_F(Overtaken, ASignOutLeavesTheAddressAsItWasAndTheLinkGood) {
  given_viewer(olena);
  const Tokens mine = sign_in(olena);
  EXPECT_EQ(change(mine.access, moved).status, 200U);
  const std::string link = mailed_token(moved);
  overtake_before(2, mine);
  expect_signed_out(confirm(mine.access, link));
  expect_old_address_and_a_good_link(link);
}

TEST_F(Overtaken, ASignOutProvesNothingAgain) {
  given_viewer(olena);
  const Tokens mine = sign_in(olena);
  overtake_before(1, mine);
  expect_signed_out(reauthenticate(mine));
  EXPECT_EQ(audited("authn_reauthenticate"), 0);
}

TEST_F(Overtaken, ASessionThatExpiredMeanwhileProvesNothingAgain) {
  given_viewer(olena);
  const Tokens mine = sign_in(olena);
  before(Ask::transaction, 1, [this] { clock().advance(24h); });
  expect_signed_out(reauthenticate(mine));
  EXPECT_EQ(audited("authn_reauthenticate"), 0);
}

TEST_F(Overtaken, AnErasedAccountIsSignedOut) {
  const auto erase_before = [this](int read) {
    before(Ask::read, read, [this] {
      const auto erase = +[](db::Tx& tx) -> Task<std::int64_t> { co_return co_await tx->run("DELETE FROM users"); };
      block_on(storage().db->transact(erase));
    });
  };
  given_viewer(olena);
  const Tokens mine = sign_in(olena);
  erase_before(2);
  expect_signed_out(change_password(mine));
  given_viewer(olena);
  const Tokens again = sign_in(olena);
  erase_before(2);
  expect_signed_out(reauthenticate(again));
}

/// Another client's transaction that stops before it is committed, until it is let go.
class Midway {
 public:
  Midway(db::Database& db, Task<bool> (*body)(db::Tx&, SessionId, Midway*), SessionId session)
      : thread_{[this, &db, body, session] { block_on(db.transact(body, session, this)); }} {
    reached_.wait();
  }
  Midway(const Midway&) = delete;
  Midway& operator=(const Midway&) = delete;
  ~Midway() { let_go(); }

  void stop_here() {
    reached_.count_down();
    go_.wait();
  }
  void let_go() {
    if (!go_.try_wait()) go_.count_down();
    if (thread_.joinable()) thread_.join();
  }

 private:
  std::latch reached_{1};
  std::latch go_{1};
  std::thread thread_;
};

Task<bool> end_session(db::Tx& tx, SessionId session, Midway* here) {
  co_await tx->run("DELETE FROM sessions WHERE id = $1", session);
  here->stop_here();
  co_return true;
}

Task<bool> hold_session(db::Tx& tx, SessionId session, Midway* here) {
  co_await tx.lock("SELECT id FROM sessions WHERE id = $1", session);
  here->stop_here();
  co_return true;
}

Task<bool> hold_trail(db::Tx& tx, SessionId, Midway* here) {
  co_await tx.lock("SELECT id FROM audit_head WHERE id = 1");
  here->stop_here();
  co_return true;
}

/// Transactions that run beside each other.
class OvertakenOnPostgres : public Signing {
 protected:
  OvertakenOnPostgres() { use_postgres(); }

  using Story = std::function<Answer()>;

  SessionId session_of(const Tokens& tokens) { return services().access_tokens.verify(tokens.access).value().session; }

  /// The story's answer, if it is told while a sign-out of its session is about to be committed.
  Answer told_during_sign_out(const Tokens& tokens, const Story& story) {
    Midway sign_out{*storage().db, end_session, session_of(tokens)};
    std::future<Answer> answer = std::async(std::launch::async, story);
    expect_to_wait(answer);
    sign_out.let_go();
    return answer.get();
  }
  /// The story's answer. In its middle, where `obstacle` stops it, nobody can have ended its session.
  Answer told_holding(const Tokens& tokens, Midway& obstacle, const Story& story) {
    const SessionId session = session_of(tokens);
    std::future<Answer> answer = std::async(std::launch::async, story);
    expect_to_wait(answer);
    EXPECT_EQ(free_sessions(session), "0") << "a sign-out would be acknowledged, and overtaken";
    obstacle.let_go();
    return answer.get();
  }

 private:
  void expect_to_wait(const std::future<Answer>& answer) {
    const std::string waiting =
        "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    while (postgres().ask(waiting) != "1") {
      ASSERT_NE(answer.wait_for(0s), std::future_status::ready) << "the story waited for nobody";
    }
  }
  std::string free_sessions(SessionId session) {
    std::string hex;
    for (const auto byte : session.bytes) hex += fmt::format("{:02x}", byte);
    return postgres().ask("WITH free AS (SELECT 1 FROM sessions WHERE id = '\\x" + hex +
                          "' FOR UPDATE SKIP LOCKED) SELECT count(*) FROM free");
  }
};

TEST_F(OvertakenOnPostgres, ASignOutUnderWayLeavesThePasswordAsItWas) {
  given_viewer(olena);
  const Tokens mine = sign_in(olena);
  expect_signed_out(told_during_sign_out(mine, [&] { return change_password(mine); }));
  expect_old_password();
}

TEST_F(OvertakenOnPostgres, ASignOutUnderWayKeepsTheAccountOpen) {
  given_viewer(olena);
  const Tokens mine = sign_in(olena);
  expect_signed_out(told_during_sign_out(mine, [&] { return close(mine.access); }));
  expect_open();
}

TEST_F(OvertakenOnPostgres, ASignOutUnderWayKeepsALinkFromBeingSent) {
  given_viewer(olena);
  const Tokens mine = sign_in(olena);
  expect_signed_out(told_during_sign_out(mine, [&] { return change(mine.access, moved); }));
  expect_no_link_to_a_new_address();
}

TEST_F(OvertakenOnPostgres, ASignOutUnderWayLeavesTheAddressAsItWasAndTheLinkGood) {
  given_viewer(olena);
  const Tokens mine = sign_in(olena);
  EXPECT_EQ(change(mine.access, moved).status, 200U);
  const std::string link = mailed_token(moved);
  expect_signed_out(told_during_sign_out(mine, [&] { return confirm(mine.access, link); }));
  expect_old_address_and_a_good_link(link);
}

TEST_F(OvertakenOnPostgres, ASignOutUnderWayProvesNothingAgain) {
  given_viewer(olena);
  const Tokens mine = sign_in(olena);
  expect_signed_out(told_during_sign_out(mine, [&] { return reauthenticate(mine); }));
  EXPECT_EQ(audited("authn_reauthenticate"), 0);
}

TEST_F(OvertakenOnPostgres, AChangeOfPasswordHoldsItsSession) {
  given_viewer(olena);
  const Tokens other = sign_in(olena);
  const Tokens mine = sign_in(olena);
  Midway obstacle{*storage().db, hold_session, session_of(other)};
  EXPECT_EQ(told_holding(mine, obstacle, [&] { return change_password(mine); }).status, 200U);
  EXPECT_EQ(login(olena, other_password), 200U);
}

TEST_F(OvertakenOnPostgres, ClosingAnAccountHoldsItsSession) {
  given_viewer(olena);
  const Tokens other = sign_in(olena);
  const Tokens mine = sign_in(olena);
  Midway obstacle{*storage().db, hold_session, session_of(other)};
  EXPECT_EQ(told_holding(mine, obstacle, [&] { return close(mine.access); }).status, 200U);
  EXPECT_EQ(count("users WHERE erase_at IS NOT NULL"), 1);
}

TEST_F(OvertakenOnPostgres, AWishForAnotherAddressHoldsItsSession) {
  given_viewer(olena);
  const Tokens mine = sign_in(olena);
  Midway obstacle{*storage().db, hold_trail, session_of(mine)};
  EXPECT_EQ(told_holding(mine, obstacle, [&] { return change(mine.access, moved); }).status, 200U);
  EXPECT_EQ(mails_to(moved), 1);
}

TEST_F(OvertakenOnPostgres, ConfirmingAnAddressHoldsItsSession) {
  given_viewer(olena);
  const Tokens other = sign_in(olena);
  const Tokens mine = sign_in(olena);
  EXPECT_EQ(change(mine.access, moved).status, 200U);
  const std::string link = mailed_token(moved);
  Midway obstacle{*storage().db, hold_session, session_of(other)};
  EXPECT_EQ(told_holding(mine, obstacle, [&] { return confirm(mine.access, link); }).status, 200U);
  EXPECT_EQ(address_of(mine), moved);
}

}  // namespace
}  // namespace foyer::test
