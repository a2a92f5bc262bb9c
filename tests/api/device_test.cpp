#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;

class Devices : public Cinema {
 protected:
  Tokens sign_in_on(const std::string& device, const std::string& address = "127.0.0.1") {
    from(address);
    std::string body = credentials("olena@example.com", good_password);
    body.back() = ',';
    const Answer answer = post("/api/v1/auth/login", body + R"("device_name":")" + device + "\"}");
    EXPECT_EQ(answer.status, 200U) << answer.text;
    return {std::string{answer.json().at("access_token").as_string()},
            std::string{answer.json().at("refresh_token").as_string()}};
  }
  boost::json::array list(const Tokens& tokens) {
    const Answer answer = get("/api/v1/auth/sessions", tokens.access);
    EXPECT_EQ(answer.status, 200U) << answer.text;
    return answer.json().at("sessions").as_array();
  }
  unsigned profile(const Tokens& tokens) { return get("/api/v1/user/profile", tokens.access).status; }
  unsigned refresh(const Tokens& tokens) {
    return post("/api/v1/auth/refresh", R"({"refresh_token":")" + tokens.refresh + "\"}").status;
  }
};

TEST_F(Devices, AreListedWithWhatTheViewerCanTellThemBy) {
  given_viewer("olena@example.com");
  sign_in_on("Kitchen tablet", "203.0.113.7");
  clock().advance(1h);
  const Tokens tv = sign_in_on("Living-room TV");
  const auto sessions = list(tv);
  ASSERT_EQ(sessions.size(), 2U);
  EXPECT_EQ(sessions[0].at("device_name"), "Living-room TV");
  EXPECT_EQ(sessions[0].at("current"), true);
  EXPECT_EQ(sessions[1].at("device_name"), "Kitchen tablet");
  EXPECT_EQ(sessions[1].at("current"), false);
  EXPECT_EQ(sessions[1].at("address"), "203.0.113.7");
  EXPECT_EQ(sessions[1].at("user_agent"), "Cinema test/1.0");
  EXPECT_EQ(sessions[1].at("created_at"), "2026-11-23T01:02:03.004Z");
  EXPECT_EQ(sessions[1].at("last_seen_at"), "2026-11-23T01:02:03.004Z");
}

TEST_F(Devices, ThatExpiredAreNotListed) {
  given_viewer("olena@example.com");
  sign_in_on("Old phone");
  clock().advance(24h);
  EXPECT_EQ(list(sign_in_on("New phone")).size(), 1U);
}

TEST_F(Devices, OneIsSignedOutAtOnceAndNoOther) {
  given_viewer("olena@example.com");
  const Tokens phone = sign_in_on("Phone");
  const Tokens tv = sign_in_on("TV");
  std::string id;
  for (const auto& one : list(tv)) {
    if (one.at("device_name") == "Phone") id = one.at("id").as_string();
  }
  EXPECT_EQ(del("/api/v1/auth/sessions/" + id, tv.access).status, 200U);
  EXPECT_EQ(profile(phone), 401U);
  EXPECT_EQ(refresh(phone), 401U);
  EXPECT_EQ(profile(tv), 200U);
  EXPECT_EQ(del("/api/v1/auth/sessions/" + id, tv.access).status, 404U);
}

TEST_F(Devices, OfAnotherAccountAreNotThere) {
  given_viewer("olena@example.com");
  given_viewer("taras@example.com");
  const Tokens hers = sign_in_on("TV");
  const Tokens his = sign_in("taras@example.com");
  const std::string id{list(hers)[0].at("id").as_string()};
  EXPECT_EQ(del("/api/v1/auth/sessions/" + id, his.access).status, 404U);
  EXPECT_EQ(profile(hers), 200U);
  for (const char* nonsense : {"AAAAAAAAAAAAAAAAAAAAAA", "x", "%00", "..", "AAAAAAAAAAAAAAAAAAAAAB"}) {
    EXPECT_EQ(del(std::string{"/api/v1/auth/sessions/"} + nonsense, his.access).status, 404U) << nonsense;
  }
  EXPECT_EQ(del("/api/v1/auth/sessions/" + id, "").status, 401U);
}

TEST_F(Devices, AllOthersAreSignedOut) {
  given_viewer("olena@example.com");
  const Tokens phone = sign_in_on("Phone");
  const Tokens tv = sign_in_on("TV");
  EXPECT_EQ(post("/api/v1/auth/logout-all", R"({"keep_current":true})", tv.access).status, 200U);
  EXPECT_EQ(profile(phone), 401U);
  EXPECT_EQ(profile(tv), 200U);
}

TEST_F(Devices, AllAreSignedOutThisOneToo) {
  given_viewer("olena@example.com");
  given_viewer("taras@example.com");
  const Tokens his = sign_in("taras@example.com");
  const Tokens phone = sign_in_on("Phone");
  const Tokens tv = sign_in_on("TV");
  EXPECT_EQ(post("/api/v1/auth/logout-all", "{}", tv.access).status, 200U);
  EXPECT_EQ(profile(phone), 401U);
  EXPECT_EQ(profile(tv), 401U);
  EXPECT_EQ(refresh(tv), 401U);
  EXPECT_EQ(profile(his), 200U);
}

TEST_F(Devices, ANewOneIsToldToTheViewerByMail) {
  given_viewer("olena@example.com");
  sign_in_on("TV");
  const auto told = [this] {
    std::size_t count = 0;
    for (const auto& mail : mailbox()) count += mail.text.contains("203.0.113.9") ? 1 : 0;
    return count;
  };
  EXPECT_EQ(told(), 0U);
  sign_in_on("TV", "203.0.113.9");
  EXPECT_EQ(told(), 1U);
  sign_in_on("TV", "203.0.113.9");
  EXPECT_EQ(told(), 1U);
}

TEST_F(Devices, TheFirstOneOfANewAccountIsNoNewsButOfAnOldOneItIs) {
  given_viewer("olena@example.com");
  given_viewer("taras@example.com");
  const auto mails = mailbox().size();
  sign_in("olena@example.com");
  EXPECT_EQ(mailbox().size(), mails);
  clock().advance(25h);
  sign_in("taras@example.com");
  EXPECT_EQ(mailbox().size(), mails + 1);
}

TEST_F(Devices, T2AReusedTokenIsAuditedAndToldToTheViewer) {
  given_viewer("olena@example.com");
  const Tokens stolen = sign_in_on("TV");
  EXPECT_EQ(refresh(stolen), 200U);
  clock().advance(1min);
  const auto mails = mailbox().size();
  EXPECT_EQ(refresh(stolen), 401U);
  EXPECT_EQ(count("audit_events WHERE kind = 'authn_token_reuse'"), 1);
  EXPECT_EQ(mailbox().size(), mails + 1);
}

TEST_F(Devices, ASensitiveStepAsksForTheEarlierPasswordAgain) {
  given_viewer("olena@example.com");
  const Tokens tv = sign_in_on("TV");
  clock().advance(16min);
  EXPECT_EQ(post("/api/v1/auth/reauthenticate", R"({"password":"Wrong&Velvet77"})", tv.access).code(),
            "wrong_password");
  EXPECT_EQ(post("/api/v1/auth/reauthenticate", R"({"password":"Popcorn&Velvet7"})", tv.access).status, 200U);
  EXPECT_EQ(post("/api/v1/auth/reauthenticate", R"({"password":"Popcorn&Velvet7"})").status, 401U);
  EXPECT_EQ(count("sessions WHERE authenticated_at > created_at"), 1);
}

}  // namespace
}  // namespace foyer::test
