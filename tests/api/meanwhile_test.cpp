// What happens to an account while one of its passwords is being hashed: the story decides by what stands when it is
// stored, never by what it read before.
#include "platform/limits/source.h"
#include "tests/api/rights_house.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;

class Meanwhile : public RightsHouse {
 protected:
  static constexpr const char* wrong_password = "Wrong&Velvet77";

  Meanwhile() { be_interruptible(); }

  Answer log_in(const std::string& password) { return post("/api/v1/auth/login", credentials(olena, password)); }
  Answer change_password(const Tokens& by, const std::string& old) {
    const std::string body = R"({"old_password":")" + old + R"(","new_password":")" + other_password + "\"}";
    return post("/api/v1/auth/change-password", body, by.access);
  }
  Answer reauthenticate(const Tokens& by, const std::string& password) {
    return post("/api/v1/auth/reauthenticate", R"({"password":")" + password + "\"}", by.access);
  }
  std::string reset_link() {
    EXPECT_EQ(post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})").status, 200U);
    return mailed_token(olena);
  }
  void put_hash(const std::string& text) {
    const auto put = +[](db::Tx& tx, std::string hash) -> Task<std::int64_t> {
      co_return co_await tx->run("UPDATE passwords SET hash = $1", hash);
    };
    block_on(storage().db->transact(put, text));
  }
  void run(Task<std::int64_t> (*body)(db::Tx&)) { block_on(storage().db->transact(body)); }

  /// Ten wrong guesses that other processes of the fleet took: those in flight there are not known here.
  void guess_elsewhere(const std::string& known_source) {
    for (int i = 0; i < 10; ++i) {
      const Email email = *Email::from(olena);
      Guessing guessing = block_on(storage().db->read(services().guesses, &Guesses::reserve, email, known_source));
      guessing.hold.release();
      block_on(storage().db->transact(services().guesses, &Guesses::fail, guessing.guess));
    }
  }
  void expect_one_too_many(const Answer& answer) {
    EXPECT_EQ(answer.status, 429U) << answer.text;
    EXPECT_EQ(answer.code(), "too_many_attempts");
    EXPECT_EQ(answer.header("Retry-After"), "30");
  }
};

TEST_F(Meanwhile, APasswordThatWasResetOpensNoSession) {
  given_viewer(olena);
  const std::string link = reset_link();
  before(Ask::transaction, 1, [&] { EXPECT_EQ(reset(link, other_password).status, 200U); });
  const Answer answer = log_in(good_password);
  EXPECT_EQ(answer.status, 400U);
  EXPECT_EQ(answer.detail(), "Invalid credentials");
  EXPECT_EQ(count("sessions"), 0);
}

TEST_F(Meanwhile, ADisabledOrErasedAccountOpensNoSession) {
  given_viewer(olena);
  before(Ask::transaction, 1, [&] { set_state(olena, AccountState::disabled); });
  EXPECT_EQ(log_in(good_password).detail(), "Invalid credentials");
  set_state(olena, AccountState::active);
  before(Ask::transaction, 1,
         [&] { run(+[](db::Tx& tx) -> Task<std::int64_t> { co_return co_await tx->run("DELETE FROM users"); }); });
  EXPECT_EQ(log_in(good_password).detail(), "Invalid credentials");
  EXPECT_EQ(count("sessions"), 0);
}

TEST_F(Meanwhile, APasswordThatIsNoLongerTheOldOneIsNotReplaced) {
  given_viewer(olena);
  const Tokens mine = sign_in(olena);
  // bcrypt of "U*U", cost 5, a published test vector of the algorithm's authors.
  before(Ask::transaction, 1, [&] { put_hash("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"); });
  EXPECT_EQ(change_password(mine, good_password).code(), "wrong_password");
  EXPECT_EQ(login(olena, other_password), 400U);
  EXPECT_EQ(login(olena, "U*U"), 200U);
}

TEST_F(Meanwhile, ALinkSetsNoPasswordOfAnAccountThatWasDisabled) {
  given_viewer(olena);
  const std::string link = reset_link();
  before(Ask::transaction, 2, [&] { set_state(olena, AccountState::disabled); });
  EXPECT_EQ(reset(link, other_password).code(), "invalid_token");
  set_state(olena, AccountState::active);
  EXPECT_EQ(login(olena, other_password), 400U);
  EXPECT_EQ(login(olena), 200U);
}

TEST_F(Meanwhile, ALinkSetsNoPasswordOnceTheAccountHasAnotherAddress) {
  given_viewer(olena);
  const std::string link = reset_link();
  run(+[](db::Tx& tx) -> Task<std::int64_t> {
    co_return co_await tx->run("UPDATE users SET email = 'olena@new.example'");
  });
  EXPECT_EQ(reset(link, other_password).code(), "invalid_token");
  EXPECT_EQ(login(moved), 200U);
}

TEST_F(Meanwhile, L1NobodyLearnsWhetherALoginOneTooManyWasRight) {
  given_viewer(olena);
  for (const char* password : {wrong_password, good_password}) {
    before(Ask::transaction, 1, [&] { guess_elsewhere({}); });
    expect_one_too_many(log_in(password));
    run(+[](db::Tx& tx) -> Task<std::int64_t> { co_return co_await tx->run("DELETE FROM password_guesses"); });
  }
  EXPECT_EQ(count("sessions"), 0);
}

TEST_F(Meanwhile, L1NobodyLearnsWhetherAnOldPasswordOneTooManyWasRight) {
  given_viewer(olena);
  const Tokens mine = sign_in(olena);
  const std::string source = source_of("127.0.0.1");
  for (const char* password : {wrong_password, good_password}) {
    before(Ask::transaction, 1, [&] { guess_elsewhere(source); });
    expect_one_too_many(change_password(mine, password));
    run(+[](db::Tx& tx) -> Task<std::int64_t> { co_return co_await tx->run("DELETE FROM password_guesses"); });
    before(Ask::transaction, 1, [&] { guess_elsewhere(source); });
    expect_one_too_many(reauthenticate(mine, password));
    run(+[](db::Tx& tx) -> Task<std::int64_t> { co_return co_await tx->run("DELETE FROM password_guesses"); });
  }
  EXPECT_EQ(audited("authn_reauthenticate"), 0);
  EXPECT_EQ(login(olena, other_password), 400U);
  EXPECT_EQ(login(olena), 200U);
}

class SourceMeanwhile : public Meanwhile {
 protected:
  SourceMeanwhile() { settings().guard.login.quota = 2; }

  /// As a login of this source in another process counts.
  void log_in_elsewhere() {
    const Allowance taken = block_on(
        storage().db->transact(services().limits, &Limits::take, settings().guard.login, source_of("127.0.0.1")));
    EXPECT_TRUE(taken.granted);
  }
};

TEST_F(SourceMeanwhile, L1LoginsUnderWayCountAgainstTheirSource) {
  given_viewer(olena);
  before(Ask::transaction, 1, [&] {
    EXPECT_EQ(log_in(wrong_password).status, 400U);
    const Answer third = log_in(good_password);
    EXPECT_EQ(third.status, 429U);
    EXPECT_EQ(third.header("RateLimit-Policy"), R"("login";q=2;w=900)");
  });
  EXPECT_EQ(log_in(good_password).status, 200U);
}

TEST_F(SourceMeanwhile, L1ALoginBeyondTheQuotaOfItsSourceTellsNothing) {
  given_viewer(olena);
  for (const char* password : {wrong_password, good_password}) {
    before(Ask::transaction, 1, [&] {
      log_in_elsewhere();
      log_in_elsewhere();
    });
    EXPECT_EQ(log_in(password).status, 429U);
    clock().advance(15min);
  }
  EXPECT_EQ(count("sessions"), 0);
  EXPECT_EQ(count("password_guesses"), 0) << "a guess that is not answered is not counted";
}

TEST_F(SourceMeanwhile, ARefusedLoginStaysRefusedThoughItsWindowEnds) {
  given_viewer(olena);
  log_in_elsewhere();
  log_in_elsewhere();
  before(Ask::transaction, 1, [&] { clock().advance(15min); });
  const Answer answer = log_in(good_password);
  EXPECT_EQ(answer.status, 429U);
  EXPECT_EQ(answer.header("Retry-After"), "1");
  EXPECT_EQ(log_in(good_password).status, 200U);
}

}  // namespace
}  // namespace foyer::test
