// Rows written at the version where they were born are read at head by today's code, and survive the steps of others.
#include <algorithm>
#include <numeric>
#include <ranges>

#include "accounts/accounts.h"
#include "audit/audit.h"
#include "passwords/passwords.h"
#include "platform/tasks/store.h"
#include "profiles/profiles.h"
#include "sessions/keyring.h"
#include "sessions/sessions.h"
#include "tests/migrations/born.h"
#include "tests/migrations/engine.h"
#include "verification/verification.h"

namespace foyer::test {
namespace {

class Upgrade : public MigrationEngine {
 protected:
  Upgrade() { run(db().transact(&born::speak_hex)); }

  static constexpr int versions = static_cast<int>(std::size(born::in_order));

  /// Walks to head, and inserts each table's rows as soon as it is there.
  void grow_up() {
    for (const born::Insert insert : born::in_order) {
      ASSERT_TRUE(upgrade(migrator_, "+1"));
      run(db().transact(insert));
    }
    run(db().transact(&born::continue_numbering));
    ASSERT_TRUE(run(migrator_.check()));
    const Result<Numbers> rest = upgrade(migrator_, "head");
    ASSERT_TRUE(rest);
  }
  std::vector<std::string> rows_up_to(int version) { return run(db().read(&born::rows_up_to, version)); }
  static Secret key() { return Secret{std::string(32, 'k')}; }
  static Email email(std::string_view text) { return Email::from(text).value(); }

  db::Migrator migrator_ = knowing(built_in());
  crypto::SystemRandom random_;
};

TEST_F(Upgrade, EveryVersionHasRowsThatWereBornInIt) {
  EXPECT_EQ(migrator_.head(), versions) << "a new migration: add its rows to tests/migrations/born.cpp";
}

TEST_F(Upgrade, AccountsAreFoundByAddressAndId) {
  grow_up();
  Accounts accounts{clock_};
  using ByEmail = Task<std::optional<Account>> (Accounts::*)(db::Conn&, Email);
  using ById = Task<std::optional<Account>> (Accounts::*)(db::Conn&, UserId);
  const ByEmail by_email = &Accounts::find;
  const ById by_id = &Accounts::find;
  const auto olena = run(db().read(accounts, by_email, email("Olena@Example.com")));
  ASSERT_TRUE(olena);
  EXPECT_EQ(olena->id, UserId{7});
  EXPECT_EQ(olena->email, "olena@example.com");
  EXPECT_EQ(olena->state, AccountState::active);
  EXPECT_EQ(olena->group, "MODERATOR");
  EXPECT_EQ(olena->created_at, Time{std::chrono::milliseconds{1'600'000'000'001}});
  EXPECT_EQ(olena->language, "uk");
  EXPECT_EQ(run(db().read(accounts, by_id, UserId{8}))->language, std::nullopt);
  EXPECT_EQ(run(db().read(accounts, by_id, UserId{8}))->state, AccountState::pending);
  EXPECT_EQ(run(db().read(accounts, by_id, UserId{9}))->state, AccountState::disabled);
  EXPECT_EQ(run(db().read(accounts, by_id, UserId{9}))->group, "ADMIN");
  EXPECT_FALSE(run(db().read(accounts, by_id, UserId{10})));
}

TEST_F(Upgrade, NewAccountsGetNumbersNeverUsedBefore) {
  grow_up();
  Accounts accounts{clock_};
  const auto id = run(db().transact(accounts, &Accounts::create, email("next@example.com"), AccountState::pending,
                                    std::optional{Language::uk}));
  ASSERT_TRUE(id);
  EXPECT_EQ(*id, UserId{10});
  EXPECT_FALSE(run(db().transact(accounts, &Accounts::create, email("OLENA@example.com"), AccountState::pending,
                                 std::optional<Language>{})));
}

TEST_F(Upgrade, PasswordsStillVerify) {
  grow_up();
  crypto::SystemPasswordHasher hasher{{.bcrypt_rounds = 4}, random_};
  crypto::HashPool pool{{.threads = 1}, hasher};
  Passwords passwords{pool, clock_};
  const auto hash = run(db().read(passwords, &Passwords::find, UserId{7}));
  ASSERT_TRUE(hash);
  EXPECT_TRUE(hasher.verify(Secret{std::string_view{"Popcorn&Velvet7"}}, *hash));
  EXPECT_FALSE(hasher.verify(Secret{std::string_view{"Popcorn&Velvet8"}}, *hash));
  EXPECT_FALSE(run(db().read(passwords, &Passwords::find, UserId{8})));
}

TEST_F(Upgrade, JobsOfEveryStateAreListedAndTheDueOneIsTaken) {
  grow_up();
  auto jobs = run(db().read(&jobs_store::list, std::optional<std::string>{}, std::int64_t{10}));
  std::ranges::sort(jobs, {}, &jobs_store::JobRow::id);
  std::string states;
  for (const auto& job : jobs) states += job.state + " ";
  EXPECT_EQ(states, "queued running done dead cancelled ");
  ASSERT_EQ(jobs.size(), 5U);
  EXPECT_EQ(jobs[0].arguments, R"({"user":7})");
  EXPECT_EQ(jobs[3].attempts, 8);
  EXPECT_EQ(jobs[3].last_error, "refused");
  const Time now = clock_.now();
  const auto taken = run(db().transact(&jobs_store::claim, now, now + std::chrono::minutes{1}, std::int64_t{1}));
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0].id, JobId{1});
  const tasks::NewJob again{.name = "send_email", .arguments = "{}", .run_at = now, .unique_key = "welcome:7"};
  EXPECT_FALSE(run(db().transact(&jobs_store::insert, again, now)));
}

TEST_F(Upgrade, ProfilesAreShownWhole) {
  grow_up();
  Profiles profiles{db(), clock_};
  const auto full = run(profiles.show(Principal{UserId{7}, {}, {}}));
  ASSERT_TRUE(full);
  EXPECT_EQ(schema::to_json(*full),
            R"({"id":3,"user_id":7,"email":"olena@example.com","group":"MODERATOR","first_name":"Олена",)"
            R"("last_name":"Shevchenko","gender":"WOMAN","date_of_birth":"1990-04-23",)"
            R"("avatar":"https://images.example.com/o.webp","info":"Film noir"})");
  const auto empty = run(profiles.show(Principal{UserId{8}, {}, {}}));
  ASSERT_TRUE(empty);
  EXPECT_EQ(empty->id, 4);
  EXPECT_FALSE(empty->first_name);
  // User 9 was never given a profile.
  EXPECT_TRUE(run(profiles.show(Principal{UserId{9}, {}, {}})));
}

TEST_F(Upgrade, MailedLinksStillWorkOnceAndUsedOnesStayUsed) {
  grow_up();
  Verification verification{{}, key(), clock_, random_};
  const auto use = [&](TokenPurpose purpose, std::string_view token) {
    return run(db().transact(verification, &Verification::use, purpose, std::string{token}));
  };
  EXPECT_FALSE(use(TokenPurpose::reset_password, born::activation_token));
  const auto proof = use(TokenPurpose::activate, born::activation_token);
  ASSERT_TRUE(proof);
  EXPECT_EQ(proof->user, UserId{8});
  EXPECT_EQ(proof->password_hash, "$2b$04$pending");
  EXPECT_FALSE(use(TokenPurpose::activate, born::activation_token));
  EXPECT_FALSE(use(TokenPurpose::reset_password, born::used_reset_token));
  const auto used = run(db().read(verification, &Verification::find_used, TokenPurpose::reset_password,
                                  std::string{born::used_reset_token}));
  ASSERT_TRUE(used);
  EXPECT_EQ(used->user, UserId{7});
}

TEST_F(Upgrade, TheLinkOfAQueuedMailIsTheSame) {
  grow_up();
  Verification verification{{}, key(), clock_, random_};
  TokenId id;
  std::iota(id.bytes.begin(), id.bytes.end(), static_cast<unsigned char>(0));
  const auto link = run(db().read(verification, &Verification::link, id));
  ASSERT_TRUE(link);
  EXPECT_EQ(link->token, born::activation_token);
}

TEST_F(Upgrade, DevicesStaySignedIn) {
  grow_up();
  Sessions sessions{{}, key(), clock_, random_};
  const auto recognised = [&](std::string_view token) { return run(sessions.present(db(), std::string{token})); };
  const auto live = recognised(born::live_refresh_token);
  ASSERT_TRUE(live);
  EXPECT_EQ(live->token.generation, 3U);
  const auto holder = run(sessions.holder(db(), live->token.session));
  ASSERT_TRUE(holder);
  EXPECT_EQ(holder->user, UserId{7});
  EXPECT_EQ(holder->group, "MODERATOR");
  const auto rotated = run(db().transact(sessions, &Sessions::refresh, live->token, std::string{"192.0.2.8"}));
  EXPECT_EQ(rotated.outcome, Refresh::Outcome::rotated);
  EXPECT_TRUE(recognised(rotated.ticket.refresh_token));
}

TEST_F(Upgrade, TokensSpentLongAgoAreStillRecognisedAsReuse) {
  grow_up();
  Sessions sessions{{}, key(), clock_, random_};
  const auto spent = run(sessions.present(db(), std::string{born::spent_refresh_token}));
  ASSERT_TRUE(spent);
  const auto answer = run(db().transact(sessions, &Sessions::refresh, spent->token, std::string{"192.0.2.8"}));
  EXPECT_EQ(answer.outcome, Refresh::Outcome::reused);
  EXPECT_FALSE(run(sessions.present(db(), std::string{born::live_refresh_token})));
}

TEST_F(Upgrade, TheSigningKeyOpensAndSignsAsBefore) {
  grow_up();
  Keyring keyring{crypto::Algorithm::es256, key(), clock_, random_};
  const auto keys = run(db().transact(keyring, &Keyring::load));
  ASSERT_TRUE(keys);
  ASSERT_EQ(keys->all.size(), 2U) << "it and the next one, which 0.1.0 did not make";
  EXPECT_EQ(keys->current->kid(), born::kid);
  const auto token = crypto::sign_compact(*keys->current, "at+jwt", "{}");
  EXPECT_TRUE(crypto::verify_compact(*keys, "at+jwt", token));
}

TEST_F(Upgrade, K3TheAuditTrailIsWholeAndGoesOn) {
  grow_up();
  Audit audit{key(), clock_, random_};
  const auto findings = [&] {
    return run(db().read(audit, &Audit::verify, std::optional<AuditPoint>{})).findings.size();
  };
  EXPECT_EQ(findings(), 0U);
  const auto rows = run(db().read(audit, &Audit::list, AuditFilter{}));
  ASSERT_EQ(rows.size(), 3U);
  EXPECT_EQ(rows[2].address, "192.0.2.7");
  EXPECT_FALSE(rows[1].address);
  run(db().transact(audit, &Audit::record, AuditEvent{.kind = AuditKind::authn_login_success, .user = UserId{7}}));
  EXPECT_EQ(findings(), 0U);
}

TEST_F(Upgrade, AnotherSecretIsToldApartFromALostKey) {
  grow_up();
  Keyring keyring{crypto::Algorithm::es256, Secret{std::string(32, 'x')}, clock_, random_};
  const auto keys = run(db().transact(keyring, &Keyring::load));
  ASSERT_FALSE(keys);
  EXPECT_EQ(keys.error().code, Errc::conflict);
}

TEST_F(Upgrade, EachStepDownAndUpAgainKeepsTheRowsOfOlderTables) {
  grow_up();
  for (int version = versions - 1; version >= 1; --version) {
    const auto before = rows_up_to(version);
    EXPECT_GE(before.size(), static_cast<std::size_t>(version));
    ASSERT_TRUE(downgrade(migrator_, std::to_string(version)));
    EXPECT_EQ(rows_up_to(version), before) << "down to " << version;
    ASSERT_TRUE(upgrade(migrator_, "head"));
    EXPECT_EQ(rows_up_to(version), before) << "up from " << version;
    EXPECT_EQ(rows_up_to(versions), before) << "tables made anew are empty, from " << version;
  }
}

TEST_F(Upgrade, RowsBornAtTheirVersionAreTheSameAtHead) {
  std::vector<std::string> expected;
  for (int version = 1; version <= versions; ++version) {
    ASSERT_TRUE(upgrade(migrator_, "+1"));
    run(db().transact(born::in_order[version - 1]));
    const auto rows = rows_up_to(version);
    ASSERT_GT(rows.size(), expected.size()) << version;
    EXPECT_TRUE(std::ranges::equal(rows | std::views::take(expected.size()), expected)) << version;
    expected = rows;
  }
  EXPECT_EQ(rows_up_to(versions), expected);
}

}  // namespace
}  // namespace foyer::test
