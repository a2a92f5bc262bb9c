// K3 through the router: what stories leave in the trail.
#include <algorithm>

#include "core/enum_names.h"
#include "platform/async/block_on.h"
#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;

class K3Stories : public Cinema {
 protected:
  std::vector<AuditRow> events(AuditFilter filter = {.limit = 1'000}) {
    return block_on(storage().db->read(services().audit, &Audit::list, filter));
  }
  std::vector<AuditRow> events(AuditKind kind) { return events({.kind = kind}); }
  AuditReport verify() {
    return block_on(storage().db->read(services().audit, &Audit::verify, std::optional<AuditPoint>{}));
  }
  /// Everything the trail keeps, column by column.
  std::string all_columns() {
    const auto dump = +[](db::Conn& conn) -> Task<std::vector<std::string>> {
      co_return co_await conn.all<std::string>(
          "SELECT kind || ' ' || request_id || ' ' || detail || ' ' || coalesce(facts, '') FROM audit_events");
    };
    std::string out;
    for (const auto& row : block_on(storage().db->read(dump))) out += row + "\n";
    return out;
  }
};

TEST_F(K3Stories, ALifeOfAnAccountIsAWholeTrail) {
  given_viewer("olena@example.com");
  const Tokens tokens = sign_in("olena@example.com");
  post("/api/v1/auth/login", credentials("olena@example.com", "Wrong&Velvet7"));
  post("/api/v1/auth/change-password", R"({"old_password":"Popcorn&Velvet7","new_password":"Velvet&Popcorn8"})",
       tokens.access);
  post("/api/v1/auth/logout", R"({"refresh_token":")" + tokens.refresh + "\"}");
  for (const AuditKind kind :
       {AuditKind::user_created, AuditKind::user_activated, AuditKind::authn_login_success, AuditKind::authn_login_fail,
        AuditKind::authn_password_change, AuditKind::session_ended}) {
    EXPECT_FALSE(events(kind).empty()) << enum_name(kind);
  }
  for (const AuditRow& row : events()) {
    EXPECT_EQ(row.address, "127.0.0.1") << row.kind;
    EXPECT_EQ(row.user_agent, "Cinema test/1.0") << row.kind;
  }
  EXPECT_TRUE(verify().findings.empty());
}

TEST_F(K3Stories, EveryEndOfSessionsSaysWhy) {
  settings().sessions.per_user = 2;
  given_viewer("olena@example.com");
  const auto newest_end = [this] {
    const auto ended = events(AuditKind::session_ended);
    return ended.empty() ? std::string{} : ended.front().detail;
  };
  const Tokens first = sign_in("olena@example.com");
  clock().advance(1s);
  sign_in("olena@example.com");
  EXPECT_EQ(newest_end(), "");
  const Tokens third = sign_in("olena@example.com");
  EXPECT_EQ(get("/api/v1/user/profile", first.access).status, 401U);
  EXPECT_EQ(newest_end(), "crowded_out");
  post("/api/v1/auth/change-password", R"({"old_password":"Popcorn&Velvet7","new_password":"Velvet&Popcorn8"})",
       third.access);
  EXPECT_EQ(newest_end(), "password_change");
  const auto before = events(AuditKind::session_ended).size();
  post("/api/v1/auth/change-password", R"({"old_password":"Velvet&Popcorn8","new_password":"Popcorn&Velvet9"})",
       third.access);
  EXPECT_EQ(events(AuditKind::session_ended).size(), before) << "no other session was left";
  post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})");
  const std::string token = mailed_token("olena@example.com");
  EXPECT_EQ(
      post("/api/v1/auth/reset-password", R"({"token":")" + token + R"(","new_password":"Fresh&Velvet88"})").status,
      200U);
  EXPECT_EQ(newest_end(), "password_reset");
}

TEST_F(K3Stories, V2ANewSessionIsKeptThoughTheClockWasSetBack) {
  settings().sessions.per_user = 2;
  given_viewer("olena@example.com");
  sign_in("olena@example.com");
  sign_in("olena@example.com");
  clock().advance(-1h);
  EXPECT_EQ(get("/api/v1/user/profile", sign_in("olena@example.com").access).status, 200U);
  EXPECT_EQ(count("sessions"), 2);
}

TEST_F(K3Stories, TheTenthFailureIsTheLastWithoutAWait) {
  settings().guesses.free = 3;
  for (int i = 0; i < 2; ++i) post("/api/v1/auth/login", credentials("olena@example.com", "Wrong&Velvet7"));
  EXPECT_TRUE(events(AuditKind::authn_login_fail_max).empty());
  post("/api/v1/auth/login", credentials("olena@example.com", "Wrong&Velvet7"));
  EXPECT_EQ(events(AuditKind::authn_login_fail_max).size(), 1U);
  EXPECT_EQ(post("/api/v1/auth/login", credentials("olena@example.com", "Wrong&Velvet7")).status, 429U);
  EXPECT_EQ(events(AuditKind::authn_login_fail_max).size(), 1U);
}

TEST_F(K3Stories, AFailedLoginIsRecordedWhetherOrNotTheAddressHasAnAccount) {
  given_viewer("olena@example.com");
  post("/api/v1/auth/login", credentials("olena@example.com", "Wrong&Velvet7"));
  post("/api/v1/auth/login", credentials("nobody@example.com", "Wrong&Velvet7"));
  const auto failed = events(AuditKind::authn_login_fail);
  ASSERT_EQ(failed.size(), 2U);
  EXPECT_FALSE(failed[0].user);
  EXPECT_TRUE(failed[1].user);
  EXPECT_EQ(failed[0].detail, failed[1].detail);
}

TEST_F(K3Stories, AuthnLoginLockIsWrittenWithTheHundredthFailureAndNoOther) {
  given_viewer("olena@example.com");
  const auto guess = [this] {
    clock().advance(std::chrono::hours{1});
    return post("/api/v1/auth/login", credentials("olena@example.com", "Wrong&Velvet7")).status;
  };
  for (int i = 0; i < 99; ++i) ASSERT_EQ(guess(), 400U) << i;
  EXPECT_TRUE(events(AuditKind::authn_login_lock).empty());
  EXPECT_EQ(guess(), 400U);
  EXPECT_EQ(guess(), 429U);
  const auto locks = events(AuditKind::authn_login_lock);
  ASSERT_EQ(locks.size(), 1U);
  EXPECT_EQ(locks[0].user, events(AuditKind::user_created).front().user);
  EXPECT_EQ(locks[0].address, "127.0.0.1");
  EXPECT_EQ(events(AuditKind::authn_login_fail).size(), 100U);
}

TEST_F(K3Stories, HoldsNoAddressPasswordOrToken) {
  given_viewer("olena@example.com");
  const Tokens tokens = sign_in("olena@example.com");
  post("/api/v1/auth/login", credentials("olena@example.com", "Wrong&Velvet7"));
  post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})");
  const std::string reset = mailed_token("olena@example.com");
  post("/api/v1/auth/reset-password", R"({"token":")" + reset + R"(","new_password":"Velvet&Popcorn8"})");
  const std::string trail = all_columns();
  ASSERT_TRUE(trail.contains("authn_login_success"));
  for (const std::string& secret :
       {std::string{"example.com"}, std::string{"Velvet"}, tokens.access, tokens.refresh, reset}) {
    EXPECT_FALSE(trail.contains(secret)) << secret;
  }
}

TEST_F(K3Stories, TheTrailGoesOnAfterARestart) {
  given_viewer("olena@example.com");
  const auto before = verify().head;
  restart();
  sign_in("olena@example.com");
  const auto after = verify();
  EXPECT_GT(after.head.seq, before.seq);
  EXPECT_TRUE(after.findings.empty());
}

TEST_F(K3Stories, AnErasedViewersFactsAreGoneAndTheTrailIsWhole) {
  given_viewer("olena@example.com");
  sign_in("olena@example.com");
  given_viewer("taras@example.com");
  const UserId olena = *events(AuditKind::authn_login_success).front().user;
  block_on(storage().db->transact(services().audit, &Audit::forget, olena));
  for (const AuditRow& row : events({.user = olena})) {
    EXPECT_TRUE(row.kind == "user_deleted" || !row.address) << row.kind;
  }
  EXPECT_TRUE(std::ranges::any_of(events(), [](const AuditRow& row) { return row.address == "127.0.0.1"; }));
  EXPECT_TRUE(verify().findings.empty());
}

}  // namespace
}  // namespace foyer::test
