// K3: whatever a hand without the secret does to the trail is found, and named by its first number.
#include "tests/unit/audit/trail.h"

namespace foyer::test {
namespace {

class K3 : public Trail {};

TEST_F(K3, AnUntouchedTrailIsWhole) {
  EXPECT_EQ(verdict(), "");
  given_events(5);
  record({.kind = AuditKind::authn_login_fail, .address = "192.0.2.9"});
  const AuditReport report = verify();
  EXPECT_TRUE(report.findings.empty());
  EXPECT_EQ(report.events, 6);
  EXPECT_EQ(report.head.seq, 6);
  EXPECT_EQ(report.head.hash.size(), 64U);
}

TEST_F(K3, AnyChangedColumnIsFound) {
  given_events(6);
  record({.kind = AuditKind::authn_login_fail, .session = SessionId{}});
  for (const char* change :
       {"at = at + 1", "kind = 'authn_login_fail'", "user_id = 9", "user_id = NULL", "session_id = zeroblob(16)",
        "request_id = ''", "detail = 'x'", "chain = zeroblob(32)", "facts_mac = zeroblob(32)",
        "facts = replace(facts, '192.0.2.7', '192.0.2.8')", "facts = facts || ' '", "facts = 'x'",
        "facts = (SELECT facts FROM audit_events WHERE seq = 4)"}) {
    tamper("CREATE TABLE kept AS SELECT * FROM audit_events; UPDATE audit_events SET " + std::string{change} +
           " WHERE seq = 3");
    EXPECT_TRUE(verdict().starts_with("3 ")) << change << ": " << verdict();
    tamper("DELETE FROM audit_events; INSERT INTO audit_events SELECT * FROM kept; DROP TABLE kept");
    ASSERT_EQ(verdict(), "");
  }
}

TEST_F(K3, AChangedColumnOfTheLastEventIsFoundAsWell) {
  given_events(3);
  tamper("UPDATE audit_events SET kind = 'authn_login_fail' WHERE seq = 3");
  EXPECT_TRUE(verdict().starts_with("3 was changed"));
}

TEST_F(K3, ARemovedEventIsFoundWhereverItWas) {
  given_events(6);
  tamper("DELETE FROM audit_events WHERE seq = 1");
  EXPECT_TRUE(verdict().starts_with("1 is missing\n"));
  tamper("DELETE FROM audit_events WHERE seq IN (3, 4)");
  EXPECT_TRUE(verdict().contains("3 is missing, and so are all up to 4\n"));
}

TEST_F(K3, ACutTailIsFoundHoweverTheHeadIsMended) {
  given_events(6);
  tamper("DELETE FROM audit_events WHERE seq > 4");
  EXPECT_TRUE(verdict().starts_with("5 is missing, and so are all up to 6\n"));
  tamper("UPDATE audit_head SET seq = 4, chain = (SELECT chain FROM audit_events WHERE seq = 4)");
  EXPECT_TRUE(verdict().starts_with("4 the head was changed"));
  tamper("UPDATE audit_head SET seal = NULL");
  EXPECT_TRUE(verdict().starts_with("4 the head was changed"));
  tamper("DELETE FROM audit_head");
  EXPECT_TRUE(verdict().starts_with("0 the head of the trail is missing"));
}

TEST_F(K3, AServerThatGoesOnDoesNotSealWhatWasCut) {
  given_events(6);
  tamper(
      "DELETE FROM audit_events WHERE seq > 4;"
      "UPDATE audit_head SET seq = 4, chain = (SELECT chain FROM audit_events WHERE seq = 4)");
  given_events(3);
  EXPECT_TRUE(verdict().starts_with("7 the head was changed")) << verdict();
}

TEST_F(K3, AnEmptiedTrailDoesNotPassForANewOneWhileItsHeadSaysMore) {
  given_events(2);
  tamper("DELETE FROM audit_events");
  EXPECT_TRUE(verdict().starts_with("1 is missing"));
  tamper("UPDATE audit_head SET seq = 0");
  EXPECT_TRUE(verdict().starts_with("0 the head was changed"));
}

TEST_F(K3, InsertedAndReorderedEventsAreFound) {
  given_events(4);
  tamper(
      "INSERT INTO audit_events SELECT 5, at, kind, user_id, session_id, request_id, detail, facts, facts_mac, chain "
      "FROM audit_events WHERE seq = 4");
  EXPECT_TRUE(verdict().starts_with("5 lies behind the head"));
  tamper("DELETE FROM audit_events WHERE seq = 5");
  tamper(
      "UPDATE audit_events SET seq = -2 WHERE seq = 2; UPDATE audit_events SET seq = 2 WHERE seq = 3;"
      "UPDATE audit_events SET seq = 3 WHERE seq = -2");
  EXPECT_TRUE(verdict().starts_with("2 was changed, or does not follow"));
}

TEST_F(K3, AnEventBeforeTheFirstIsFound) {
  given_events(2);
  tamper(
      "INSERT INTO audit_events SELECT 0, at, kind, user_id, session_id, request_id, detail, facts, facts_mac, chain "
      "FROM audit_events WHERE seq = 1");
  EXPECT_TRUE(verdict().starts_with("0 ")) << verdict();
}

TEST_F(K3, AColumnOfAnotherTypeIsAFindingAndNotACrash) {
  given_events(4);
  tamper("UPDATE audit_events SET at = 'yesterday' WHERE seq = 2");
  EXPECT_TRUE(verdict().starts_with("2 cannot be read")) << verdict();
  tamper("UPDATE audit_head SET chain = 7");
  EXPECT_TRUE(verdict().starts_with("0 the head of the trail is missing or unreadable"));
}

TEST_F(K3, AnotherSecretVerifiesNothing) {
  given_events(2);
  crypto::SystemRandom random;
  Audit other{Secret{std::string(32, 'x')}, clock(), random};
  const auto report = block_on(db().read(other, &Audit::verify, std::optional<AuditPoint>{}));
  EXPECT_FALSE(report.findings.empty());
}

TEST_F(K3, AnOlderCopyIsToldByThePointKeptElsewhere) {
  given_events(3);
  const AuditPoint early = verify().head;
  tamper("CREATE TABLE kept_events AS SELECT * FROM audit_events; CREATE TABLE kept_head AS SELECT * FROM audit_head");
  given_events(4);
  const AuditPoint late = verify().head;
  EXPECT_EQ(verdict(early), "");
  EXPECT_EQ(verdict(late), "");
  EXPECT_TRUE(verdict(AuditPoint{3, std::string(64, '0')}).starts_with("3 the chain does not pass"));

  tamper(
      "DELETE FROM audit_events; INSERT INTO audit_events SELECT * FROM kept_events;"
      "DELETE FROM audit_head; INSERT INTO audit_head SELECT * FROM kept_head");
  EXPECT_EQ(verdict(), "") << "consistent in itself";
  EXPECT_EQ(verdict(early), "");
  EXPECT_TRUE(verdict(late).starts_with("4 the trail ends before the expected event 7"));
  given_events(4);
  EXPECT_TRUE(verdict(late).starts_with("7 the chain does not pass through the expected hash"));
}

TEST_F(K3, FactsAreForgottenWithTheirUserAndWithNobodyElse) {
  given_events(4);
  forget(olena);
  EXPECT_EQ(verdict(), "");
  for (const AuditRow& row : list()) {
    if (row.kind == "user_deleted") {
      EXPECT_EQ(row.detail, "erased");
    } else {
      EXPECT_EQ(row.address.has_value(), row.user == taras) << row.seq;
    }
  }
}

TEST_F(K3, MissingFactsWithoutAnErasureAreFound) {
  given_events(4);
  record({.kind = AuditKind::user_deleted, .user = olena, .detail = "closing"});
  record({.kind = AuditKind::authn_login_fail});
  tamper("UPDATE audit_events SET facts = NULL WHERE seq = 3");
  EXPECT_EQ(verdict(), "3 its address and user agent were removed, and user 7 was not erased later\n");
  forget(taras);
  EXPECT_TRUE(verdict().contains("user 7 was not erased"));
  forget(olena);
  EXPECT_EQ(verdict(), "");
  tamper("UPDATE audit_events SET facts = NULL WHERE seq = 6");
  EXPECT_EQ(verdict(), "6 its address and user agent were removed\n");
}

TEST_F(K3, AForgedErasureExcusesNothing) {
  given_events(4);
  tamper(
      "UPDATE audit_events SET facts = NULL WHERE seq = 1;"
      "UPDATE audit_events SET kind = 'user_deleted', detail = 'erased' WHERE seq = 3");
  EXPECT_TRUE(verdict().starts_with("1 its address and user agent were removed, and user 7")) << verdict();
}

TEST_F(K3, FindingsAreCountedToAHundred) {
  given_events(150);
  tamper("UPDATE audit_events SET detail = 'x'");
  EXPECT_EQ(verify().findings.size(), 100U);
}

}  // namespace
}  // namespace foyer::test
