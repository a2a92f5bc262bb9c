#include "importing/importing.h"

#include "platform/crypto/pepper.h"
#include "tests/unit/importing/office.h"

namespace foyer::test {
namespace {

using Texts = std::vector<std::string>;
using std::string_literals::operator""s;

class Import : public Office {};

TEST_F(Import, ASecondRunChangesNothing) {
  const std::string file =
      "email,password_hash\nolena@example.com,"s + bcrypt_hash + "\ntaras@example.com,\nivan@example.com,\n";
  EXPECT_EQ(import_csv(file).imported, 3);
  const auto before =
      ask("SELECT email || updated_at FROM users UNION ALL SELECT hash FROM passwords UNION ALL SELECT "
          "kind || seq FROM audit_events");
  clock().advance(std::chrono::hours{1});
  const auto again = import_csv(file);
  EXPECT_EQ(again.imported, 0);
  EXPECT_EQ(again.already_here, 3);
  EXPECT_EQ(skips(again), Texts{});
  EXPECT_EQ(again.pending + again.without_password, 0);
  EXPECT_EQ(ask("SELECT email || updated_at FROM users UNION ALL SELECT hash FROM passwords UNION ALL SELECT kind || "
                "seq FROM audit_events"),
            before);
}

TEST_F(Import, AnAccountThatIsHereIsNotTouched) {
  import_csv("email,group,first_name\nolena@example.com,USER,Olena\n");
  const auto report = import_csv("email,group,password_hash,first_name\nOLENA@example.com,ADMIN,"s + bcrypt_hash +
                                 ",Thief\ntaras@example.com,USER,,Taras\n");
  EXPECT_EQ(report.imported, 1);
  EXPECT_EQ(report.already_here, 1);
  EXPECT_EQ(ask("SELECT group_id FROM users ORDER BY id"), (Texts{"1", "1"}));
  EXPECT_EQ(ask("SELECT first_name FROM user_profiles ORDER BY user_id"), (Texts{"Olena", "Taras"}));
  EXPECT_EQ(ask("SELECT count(*) FROM passwords"), Texts{"0"});
}

TEST_F(Import, R2SpellingsOfOneAddressAreOneAccountAndTheSecondIsNamed) {
  const auto report = import_csv("email,group\nolena@example.com,USER\nOlena@EXAMPLE.com,ADMIN\n");
  EXPECT_EQ(report.imported, 1);
  EXPECT_EQ(skips(report), Texts{"3:the address of row 2"});
  EXPECT_EQ(report.skipped[0].email, "olena@example.com");
  EXPECT_EQ(ask("SELECT group_id FROM users"), Texts{"1"});
}

TEST_F(Import, ARowThatWasSkippedDoesNotHideAGoodOneOfTheSameAddress) {
  const auto report = import_csv("email,group\nolena@example.com,cat\nolena@example.com,user\n");
  EXPECT_EQ(report.imported, 1);
  EXPECT_EQ(skips(report), Texts{"2:group: none of USER, MODERATOR, ADMIN"});
}

TEST_F(Import, ADryRunForeseesWithoutWriting) {
  import_csv("email\nolena@example.com\n");
  const auto events = ask("SELECT count(*) FROM audit_events");
  const auto report = import(given_file("next.csv", "email,active\nolena@example.com,1\ntaras@example.com,0\nbad,1\n"),
                             {.dry_run = true, .batch = 1});
  EXPECT_EQ(report.imported, 1);
  EXPECT_EQ(report.pending, 1);
  EXPECT_EQ(report.without_password, 1);
  EXPECT_EQ(report.already_here, 1);
  EXPECT_EQ(report.skipped.size(), 1U);
  EXPECT_EQ(addresses(), Texts{"olena@example.com"});
  EXPECT_EQ(ask("SELECT count(*) FROM audit_events"), events);
}

TEST_F(Import, K3EveryTransactionLeavesOneEventThatSaysWhichAccounts) {
  import_csv("email\none@example.com\ntwo@example.com\nthree@example.com\n");
  EXPECT_EQ(ask("SELECT detail FROM audit_events WHERE kind = 'users_imported' ORDER BY seq"),
            (Texts{"2.ids.1-2", "1.ids.3-3"}));
  const auto whole = block_on(db().read(audit(), &Audit::verify, std::optional<AuditPoint>{}));
  EXPECT_EQ(whole.findings.size(), 0U);
}

TEST_F(Import, NobodyIsKeptOutForAProfileThatDoesNotFit) {
  const auto report = import_csv(
      "email,first_name,gender,date_of_birth,avatar\n"
      "one@example.com,Olena,woman,2999-01-01,\n"
      "two@example.com,Taras,cat,1990-02-30,avatars/2.webp\n");
  EXPECT_EQ(report.imported, 2);
  EXPECT_EQ(skips(report), Texts{});
  ASSERT_EQ(report.trimmed.size(), 2U);
  EXPECT_EQ(report.trimmed[0].row, 2);
  EXPECT_EQ(report.trimmed[0].reason, "date_of_birth: Date should not be in the future");
  EXPECT_EQ(report.trimmed[1].email, "two@example.com");
  for (const char* field : {"gender: ", "date_of_birth: ", "avatar: "}) {
    EXPECT_TRUE(report.trimmed[1].reason.contains(field)) << report.trimmed[1].reason;
  }
  EXPECT_FALSE(report.trimmed[1].reason.contains("2.webp"));
  EXPECT_EQ(ask("SELECT first_name FROM user_profiles ORDER BY user_id"), (Texts{"Olena", "Taras"}));
  EXPECT_EQ(ask("SELECT count(*) FROM user_profiles WHERE date_of_birth IS NOT NULL OR avatar IS NOT NULL"),
            Texts{"0"});
}

TEST_F(Import, WhatIsLeftOutIsToldOfAccountsThatAreMadeAlone) {
  import_csv("email\ntwo@example.com\n");
  const auto file =
      given_file("again.csv", "email,gender\nzoe@example.com,cat\ntwo@example.com,cat\nann@example.com,cat\n");
  for (const bool dry_run : {true, false}) {
    const auto report = import(file, {.dry_run = dry_run});
    ASSERT_EQ(report.trimmed.size(), 2U) << dry_run;
    EXPECT_EQ(report.trimmed[0].row, 2) << "in the order of the file";
    EXPECT_EQ(report.trimmed[1].row, 4);
  }
  EXPECT_EQ(import(file).trimmed.size(), 0U);
}

TEST_F(Import, EachReasonIsToldAndNoValueWithIt) {
  const auto report = import_csv(
      "email,password_hash,active,group,gender\n"
      "one@example.com,md5$secret,,,\n"
      "two@example.com,$2b$31$i0HJgMju504tF5N8MC/nqetpivowgD2fHLf/XPOexrVABlsxNxDmO,,,\n"
      "three@example.com,,perhaps,,\n"
      "four@example.com,,,USHER,\n"
      "five at example.com,,,,\n"
      "олена@example.com,,,,\n"
      "seven@example.com,,no idea,USHER,cat\n");
  EXPECT_EQ(report.imported, 0);
  const auto why = skips(report);
  ASSERT_EQ(why.size(), 7U);
  EXPECT_EQ(why[0], "2:the password hash is of no kind known here");
  EXPECT_EQ(why[1], "3:the password hash is malformed or its cost is out of bounds");
  EXPECT_EQ(why[2], "4:active: neither true nor false");
  EXPECT_EQ(why[3], "5:group: none of USER, MODERATOR, ADMIN");
  EXPECT_TRUE(why[4].starts_with("6:email: value is not a valid email address")) << why[4];
  EXPECT_TRUE(why[5].contains("EMAIL_ALLOW_SMTPUTF8")) << why[5];
  EXPECT_EQ(why[6], "8:active: neither true nor false; group: none of USER, MODERATOR, ADMIN");
  for (const auto& one : report.skipped) {
    for (const char* value : {"secret", "i0HJ", "USHER", "perhaps", "javascript", "cat"}) {
      EXPECT_FALSE(one.reason.contains(value)) << one.reason;
    }
  }
}

TEST_F(Import, P6AHashInTheColumnOfTheAddressIsNotShown) {
  const auto report = import_csv("password_hash,email\nolena@example.com,"s + bcrypt_hash + "\nx," + django_hash +
                                 "\nx,a@$argon2id$v=19\nx,\x1B[31m@example.com\n");
  ASSERT_EQ(report.skipped.size(), 4U);
  for (const auto& one : report.skipped) EXPECT_EQ(one.email, "");
}

TEST_F(Import, WhatNoPasswordCanMatchIsNoPassword) {
  const auto report = import_csv("email,password_hash\nolena@example.com,!unusable\n");
  EXPECT_EQ(report.imported, 1);
  EXPECT_EQ(report.without_password, 1);
}

TEST_F(Import, APepperSealsForeignHashes) {
  crypto::SystemRandom random;
  crypto::SystemPasswordHasher hasher{{.bcrypt_rounds = 4}, random};
  std::vector<Secret> peppers;
  peppers.emplace_back("a pepper of more than thirty-two bytes"s);
  const crypto::PepperedHasher peppered{hasher, std::move(peppers), random};
  const auto file = given_file("a.csv", "email,password_hash\nolena@example.com,"s + django_hash + "\n");
  auto opened = importing::open_source(file, std::nullopt);
  ASSERT_TRUE(opened);
  importing::Report report;
  importing::Importing importing{{}, {db(), &audit(), &peppered, clock()}};
  block_on(importing.run(*opened->source, report));
  const auto stored = ask("SELECT hash FROM passwords").at(0);
  EXPECT_TRUE(crypto::is_peppered(stored));
  EXPECT_TRUE(peppered.opens(stored));
}

TEST_F(Import, WhatWasCommittedBeforeAFailureStaysAndTheNextRunCompletesIt) {
  const auto file =
      given_file("a.csv", "email\none@example.com\ntwo@example.com\nthree@example.com\nfour@example.com\n");
  execute(folder() / "foyer.db",
          "CREATE TRIGGER stop BEFORE INSERT ON users WHEN NEW.email = 'four@example.com' BEGIN SELECT RAISE(ABORT, "
          "'stop'); END");
  auto opened = importing::open_source(file, std::nullopt);
  ASSERT_TRUE(opened);
  importing::Report report;
  importing::Importing importing{{.batch = 2}, {db(), &audit(), nullptr, clock()}};
  EXPECT_ANY_THROW(block_on(importing.run(*opened->source, report)));
  EXPECT_EQ(report.imported, 2);
  EXPECT_EQ(addresses(), (Texts{"one@example.com", "two@example.com"}));
  EXPECT_EQ(ask("SELECT count(*) FROM user_profiles"), Texts{"2"});
  execute(folder() / "foyer.db", "DROP TRIGGER stop");
  const auto next = import(file);
  EXPECT_EQ(next.imported, 2);
  EXPECT_EQ(next.already_here, 2);
}

}  // namespace
}  // namespace foyer::test
