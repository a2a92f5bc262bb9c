// E2: when answers leave that must not tell by their time what was found.
#include "auth/even_answer.h"

#include <boost/asio/co_spawn.hpp>
#include <thread>

#include "platform/async/block_on.h"
#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;
using Watch = std::chrono::steady_clock;

TEST(EvenAnswers, E2LeaveAStepAfterTheRequestCameAndNotBefore) {
  const auto began = Watch::now();
  const EvenAnswer even{20ms};
  block_on(even.wait());
  EXPECT_GE(Watch::now() - began, 20ms);
}

TEST(EvenAnswers, E2WorkThatOutlastsAStepWaitsForTheEndOfTheNext) {
  const auto began = Watch::now();
  const EvenAnswer even{20ms};
  while (Watch::now() - began < 25ms) std::this_thread::yield();
  block_on(even.wait());
  EXPECT_GE(Watch::now() - began, 40ms);
}

TEST(EvenAnswers, AStepOfZeroWaitsForNothing) {
  const EvenAnswer even{0ms};
  // Ready at once: a timer would need a loop that runs.
  boost::asio::io_context context;
  bool done = false;
  boost::asio::co_spawn(context, even.wait(), [&](std::exception_ptr) { done = true; });
  while (!done && context.poll_one() > 0) {
  }
  EXPECT_TRUE(done);
}

class EvenStories : public Cinema {
 protected:
  static constexpr auto step = 60ms;

  EvenStories() { settings().auth.hashing_step = settings().auth.mailing_step = step; }

  bool is_even(const std::string& path, const std::string& body) {
    services();
    const auto began = Watch::now();
    post("/api/v1/auth/" + path, body);
    return Watch::now() - began >= step;
  }
};

TEST_F(EvenStories, E2AFailedLoginARegistrationAndARequestForMailWaitForTheirStep) {
  EXPECT_TRUE(is_even("login", credentials("nobody@example.com", good_password)));
  EXPECT_TRUE(is_even("register", credentials("olena@example.com", good_password)));
  EXPECT_TRUE(is_even("request-password-reset", R"({"email":"nobody@example.com"})"));
  EXPECT_TRUE(is_even("resend-verification-email", R"({"email":"nobody@example.com"})"));
}

/// Outlives the hash pool, as the server's loops do.
struct Loop {
  boost::asio::io_context io{1};
};

class OneThread : public Loop, public Cinema {
 protected:
  void begin_login(const std::string& password, bool& answered) {
    LoginRequest in{*Email::from("olena@example.com"), *Password::from(std::string{password}), std::nullopt};
    Client client{.address = "127.0.0.1", .user_agent = "Cinema test/1.0", .request_id = "1"};
    boost::asio::co_spawn(io, services().auth.login(std::move(in), std::move(client)),
                          [&](const std::exception_ptr&, const Result<TokenResponse>&) { answered = true; });
  }
};

TEST_F(OneThread, E2ServesOthersWhileAFailedLoginWaitsForItsRelease) {
  given_viewer("olena@example.com");
  settings().auth.hashing_step = 1min;
  restart();
  bool refused = false;
  bool admitted = false;
  begin_login("Wrong&Velvet77", refused);
  while (count("audit_events WHERE kind = 'authn_login_fail'") == 0 && io.run_one() > 0) {
  }
  begin_login(good_password, admitted);
  while (!admitted && io.run_one() > 0) {
  }
  EXPECT_TRUE(admitted);
  EXPECT_FALSE(refused);
}

}  // namespace
}  // namespace foyer::test
