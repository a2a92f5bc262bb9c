// K3: what an event becomes, in the table and in the log.
#include <boost/describe/enumerators.hpp>
#include <boost/json.hpp>
#include <boost/mp11.hpp>
#include <latch>
#include <sstream>
#include <thread>

#include "core/enum_names.h"
#include "platform/observe/metrics.h"
#include "tests/unit/audit/trail.h"

namespace foyer::test {
namespace {

namespace json = boost::json;

class K3Event : public Trail {
 protected:
  /// What the log says while `work` runs.
  template <class Work>
  std::vector<std::string> lines_of(Work work) {
    log::flush();  // what an earlier test of this process said
    log::configure(log::Level::info, log::Format::json);
    testing::internal::CaptureStderr();
    work();
    log::flush();
    std::istringstream text{testing::internal::GetCapturedStderr()};
    log::configure(log::Level::error, log::Format::text);
    std::vector<std::string> out;
    for (std::string line; std::getline(text, line);) out.push_back(line);
    return out;
  }
};

Task<Result<Done>> record_and_refuse(db::Tx& tx, Audit* audit) {
  AuditEvent event{.kind = AuditKind::user_created};
  co_await audit->record(tx, std::move(event));
  co_return refuse(Errc::conflict);
}

Task<Done> record_two(db::Tx& tx, Audit* audit) {
  AuditEvent first{.kind = AuditKind::authn_login_success, .user = UserId{7}};
  co_await audit->record(tx, std::move(first));
  AuditEvent second{.kind = AuditKind::session_created, .user = UserId{7}};
  co_await audit->record(tx, std::move(second));
  co_return Done{};
}

Task<Done> record_many(db::Tx& tx, Audit* audit, UserId user, int count) {
  for (int i = 0; i < count; ++i) {
    AuditEvent event{.kind = AuditKind::authn_login_success, .user = user};
    co_await audit->record(tx, std::move(event));
  }
  co_return Done{};
}

TEST_F(K3Event, IsKeptWithAllItsFactsNewestFirst) {
  const SessionId session{{1, 2, 3}};
  record({.kind = AuditKind::user_created, .user = taras});
  clock().advance(std::chrono::minutes{1});
  record({.kind = AuditKind::session_ended,
          .user = olena,
          .address = "2001:db8::7",
          .user_agent = "TV \"1.0\"\\",
          .request_id = "ticket-4711",
          .session = session,
          .detail = "logout_all"});
  const auto rows = list();
  ASSERT_EQ(rows.size(), 2U);
  const AuditRow& row = rows.front();
  EXPECT_EQ(row.seq, 2);
  EXPECT_EQ(row.at, clock().now());
  EXPECT_EQ(row.kind, "session_ended");
  EXPECT_EQ(row.user, olena);
  EXPECT_EQ(row.session, session);
  EXPECT_EQ(row.request_id, "ticket-4711");
  EXPECT_EQ(row.detail, "logout_all");
  EXPECT_EQ(row.address, "2001:db8::7");
  EXPECT_EQ(row.user_agent, "TV \"1.0\"\\");
  EXPECT_EQ(rows.back().session, std::nullopt);
}

TEST_F(K3Event, IsFoundByUserAndKind) {
  given_events(4);
  record({.kind = AuditKind::authn_login_fail, .user = olena});
  record({.kind = AuditKind::authn_login_fail});
  EXPECT_EQ(list({.user = olena}).size(), 3U);
  EXPECT_EQ(list({.kind = AuditKind::authn_login_fail}).size(), 2U);
  EXPECT_EQ(list({.user = olena, .kind = AuditKind::authn_login_fail}).size(), 1U);
  EXPECT_EQ(list({.user = UserId{99}}).size(), 0U);
  EXPECT_EQ(list({.limit = 2}).size(), 2U);
}

TEST_F(K3Event, IsOneJsonLineOnceItIsDurable) {
  const auto lines = lines_of([&] {
    record({.kind = AuditKind::authn_login_fail,
            .user = olena,
            .address = "192.0.2.7",
            .user_agent = "TV/1.0",
            .request_id = "ticket-4711",
            .trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"});
  });
  ASSERT_EQ(lines.size(), 1U);
  const auto line = json::parse(lines[0]).as_object();
  EXPECT_EQ(line.at("message"), "audit");
  EXPECT_EQ(line.at("event"), "authn_login_fail");
  EXPECT_EQ(line.at("user"), 7);
  EXPECT_EQ(line.at("source"), "192.0.2.7");
  EXPECT_EQ(line.at("result"), "failure");
  EXPECT_EQ(line.at("request_id"), "ticket-4711");
  EXPECT_EQ(line.at("trace"), "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_EQ(line.at("seq"), 1);
  EXPECT_EQ(line.at("at"), "2026-11-23T01:02:03.004Z");
}

TEST_F(K3Event, OfWorkRolledBackLeavesNoRowAndNoLine) {
  const auto lines = lines_of([&] {
    EXPECT_FALSE(block_on(db().transact(&record_and_refuse, &audit())));
    block_on(db().transact(&record_two, &audit()));
  });
  EXPECT_EQ(lines.size(), 2U);
  EXPECT_EQ(list().size(), 2U);
  EXPECT_EQ(verdict(), "");
}

TEST_F(K3Event, HostileInputAddsNeitherLinesNorFields) {
  const std::string hostile =
      "TV\n{\"message\":\"audit\",\"event\":\"authn_login_success\"}\r\n\",\"user\":1,\"x\":\"\xE2\x80\xA8";
  const auto lines = lines_of([&] {
    record({.kind = AuditKind::authn_login_fail, .address = hostile, .user_agent = hostile, .request_id = hostile});
  });
  ASSERT_EQ(lines.size(), 1U);
  const auto line = json::parse(lines[0]).as_object();
  EXPECT_EQ(line.at("event"), "authn_login_fail");
  EXPECT_EQ(line.at("user"), "");
  EXPECT_FALSE(line.contains("x"));
  EXPECT_EQ(list().front().user_agent, hostile);
  EXPECT_EQ(verdict(), "");
}

TEST_F(K3Event, BytesThatAreNoTextAreLeftOut) {
  record({.kind = AuditKind::authn_login_fail, .address = "\xFF", .user_agent = "a\xC0", .request_id = "\x80"});
  EXPECT_EQ(list().front().address, "");
  EXPECT_EQ(list().front().request_id, "");
  EXPECT_EQ(verdict(), "");
}

TEST_F(K3Event, TakesNoDetailThatCouldHoldAnAddressOrAToken) {
  for (const std::string& detail :
       {std::string{"olena@example.com"}, std::string{"two words"}, std::string{"Upper"}, std::string(65, 'a')}) {
    EXPECT_THROW(record({.kind = AuditKind::user_updated, .detail = detail}), std::logic_error) << detail;
  }
  EXPECT_TRUE(list().empty());
}

TEST_F(K3Event, OnATrailThatWasCutIsCountedForTheAlert) {
  EXPECT_TRUE(metrics::scrape().contains(R"(foyer_audit_breaks_total{found="cut"} 0)"));
  given_events(3);
  tamper("DELETE FROM audit_events WHERE seq = 3; UPDATE audit_head SET seq = 2");
  record({.kind = AuditKind::authn_login_success});
  EXPECT_TRUE(metrics::scrape().contains(R"(foyer_audit_breaks_total{found="cut"} 1)"));
  tamper("DELETE FROM audit_head");
  EXPECT_THROW(record({.kind = AuditKind::authn_login_success}), std::runtime_error);
  EXPECT_TRUE(metrics::scrape().contains(R"(foyer_audit_breaks_total{found="no_head"} 1)"));
}

TEST_F(K3Event, OfManyWritersAtOnceAreOneChain) {
  constexpr int threads = 8;
  constexpr int each = 25;
  std::latch start{threads};
  {
    std::vector<std::jthread> writers;
    for (int t = 0; t < threads; ++t) {
      writers.emplace_back([&] {
        start.arrive_and_wait();
        for (int i = 0; i < each; ++i) {
          if (i % 5 == 0) block_on(db().transact(&record_and_refuse, &audit()));
          block_on(db().transact(&record_two, &audit()));
          EXPECT_TRUE(i % 10 != 0 || verify().findings.empty());
        }
      });
    }
  }
  const AuditReport report = verify();
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(report.events, 2 * threads * each);
}

TEST_F(K3Event, OfTwoProcessesAreOneChain) {
  crypto::SystemRandom random;
  const auto other_db = open_again();
  Audit other{Secret{std::string(32, 'k')}, clock(), random};
  {
    std::jthread second{[&] {
      for (int i = 0; i < 50; ++i) block_on(other_db->transact(&record_two, &other));
    }};
    for (int i = 0; i < 50; ++i) block_on(db().transact(&record_two, &audit()));
  }
  EXPECT_EQ(verdict(), "");
  EXPECT_EQ(verify().events, 200);
}

TEST_F(K3Event, VerifyingBesideErasuresFindsNothingWrong) {
  for (std::int64_t user = 1; user <= 40; ++user) {
    block_on(db().transact(&record_many, &audit(), UserId{user}, 50));
  }
  std::jthread eraser{[&] {
    for (std::int64_t user = 1; user <= 40; ++user) forget(UserId{user});
  }};
  for (int i = 0; i < 20; ++i) EXPECT_EQ(verdict(), "");
}

// Stored in databases for ever and read by other programs: a word may be added here, and none may change.
TEST_F(K3Event, WordsNeverChange) {
  std::vector<std::string> words;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<AuditKind>>(
      [&](auto kind) { words.emplace_back(kind.name); });
  const std::vector<std::string> fixed{"authn_login_success",
                                       "authn_login_successafterfail",
                                       "authn_login_new_device",
                                       "authn_login_fail",
                                       "authn_login_fail_max",
                                       "authn_login_lock",
                                       "authn_reauthenticate",
                                       "authn_reauthenticate_fail",
                                       "authn_token_created",
                                       "authn_token_revoked",
                                       "authn_token_reuse",
                                       "authn_password_change",
                                       "authn_password_change_fail",
                                       "authn_password_reset_request",
                                       "authn_password_reset",
                                       "session_created",
                                       "session_renewed",
                                       "session_ended",
                                       "session_expired",
                                       "user_created",
                                       "users_imported",
                                       "user_activated",
                                       "user_updated",
                                       "user_disabled",
                                       "user_enabled",
                                       "user_deleted",
                                       "email_change_requested",
                                       "email_changed",
                                       "email_change_undone",
                                       "data_exported",
                                       "privilege_permissions_changed",
                                       "excess_rate_limit_exceeded",
                                       "key_rotated"};
  EXPECT_EQ(words, fixed);
}

}  // namespace
}  // namespace foyer::test
