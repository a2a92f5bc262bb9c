#include <fstream>

#include "mails/mail_order.h"

#include "tests/api/rights_house.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;

/// Columns by which a table speaks of an account: those that refer to users, and the plain numbers.
struct AccountColumn {
  std::string table;
  std::string column;
};
BOOST_DESCRIBE_STRUCT(AccountColumn, (), (table, column))

Task<std::vector<AccountColumn>> account_columns(db::Conn& conn) {
  constexpr db::Sql columns{
      "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND "
      "(c.name = 'user_id' OR (m.name = 'users' AND c.name = 'id') OR EXISTS (SELECT 1 FROM "
      "pragma_foreign_key_list(m.name) f WHERE f.\"table\" = 'users' AND f.\"from\" = c.name)) ORDER BY 1, 2",
      "SELECT CAST(t.relname AS TEXT), CAST(c.attname AS TEXT) FROM pg_class t JOIN pg_attribute c ON c.attrelid = "
      "t.oid "
      "WHERE t.relnamespace = CAST(current_schema() AS regnamespace) AND t.relkind = 'r' AND c.attnum > 0 AND "
      "(c.attname = 'user_id' OR (t.relname = 'users' AND c.attname = 'id') OR EXISTS (SELECT 1 FROM pg_constraint f "
      "WHERE f.contype = 'f' AND f.conrelid = t.oid AND f.confrelid = CAST('users' AS regclass) AND "
      "c.attnum = ANY (f.conkey))) ORDER BY 1, 2"};
  co_return co_await conn.all<AccountColumn>(columns);
}

Task<std::vector<std::string>> loose_references(db::Conn& conn) {
  constexpr db::Sql loose{
      "SELECT m.name FROM sqlite_master m, pragma_foreign_key_list(m.name) f WHERE m.type = 'table' AND "
      "f.\"table\" = 'users' AND f.on_delete <> 'CASCADE'",
      "SELECT CAST(t.relname AS TEXT) FROM pg_constraint f JOIN pg_class t ON t.oid = f.conrelid "
      "WHERE f.contype = 'f' AND f.confrelid = CAST('users' AS regclass) AND f.confdeltype <> 'c'"};
  co_return co_await conn.all<std::string>(loose);
}

class Closing : public RightsHouse {
 protected:
  void SetUp() override {
    given_viewer(olena);
    here_ = sign_in(olena);
  }
  Tokens here_;
};

TEST_F(Closing, EndsEverySessionAtOnceAndSaysTheDay) {
  const Tokens there = sign_in(olena);
  const Answer closed = close(here_.access);
  EXPECT_EQ(closed.status, 200U);
  EXPECT_EQ(closed.message(),
            "Your account is closed and will be erased on 7 December 2026. Sign in before then to keep it.");
  for (const Tokens& tokens : {here_, there}) {
    EXPECT_EQ(profile(tokens), 401U);
    EXPECT_EQ(refresh(tokens), 401U);
  }
  EXPECT_EQ(close(here_.access).status, 401U);
  const auto letter = mailbox().front();
  EXPECT_EQ(letter.subject, "Your Foyer account will be erased on 7 December 2026");
  EXPECT_EQ(audited("user_deleted", "closing"), 1);
}

TEST_F(Closing, VoidsEveryOpenLink) {
  post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})");
  const std::string link = mailed_token(olena);
  change(here_.access, moved);
  const std::string move_link = mailed_token(moved);
  close(here_.access);
  EXPECT_EQ(reset(link, other_password).code(), "invalid_token");
  EXPECT_EQ(submit("/confirm-email", "token=" + move_link + "&password=Popcorn%26Velvet7").status, 400U);
}

TEST_F(Closing, NeedsAFreshPassword) {
  clock().advance(15min + 1ms);
  EXPECT_EQ(close(here_.access).code(), "reauthentication_required");
  EXPECT_EQ(close("").status, 401U);
  EXPECT_EQ(profile(here_), 200U);
}

TEST_F(Closing, ALoginDuringTheCoolingOffKeepsTheAccount) {
  close(here_.access);
  clock().advance(24h * 13);
  EXPECT_EQ(login(olena), 200U);
  clock().advance(24h * 30);
  work();
  EXPECT_EQ(login(olena), 200U);
  EXPECT_EQ(audited("user_deleted", "kept"), 1);
}

TEST_F(Closing, TheOwnerOfAStolenAccountGetsItBackByAReset) {
  post("/api/v1/auth/change-password", R"({"old_password":"Popcorn&Velvet7","new_password":"Stolen&Velvet99"})",
       here_.access);
  close(here_.access);
  post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})");
  EXPECT_EQ(reset(mailed_token(olena), other_password).status, 200U);
  EXPECT_EQ(login(olena, other_password), 200U);
  clock().advance(24h * 30);
  work();
  EXPECT_EQ(count("users"), 1);
}

TEST_F(Closing, AFailedLoginKeepsNothing) {
  close(here_.access);
  EXPECT_EQ(login(olena, "Wrong&Velvet77"), 400U);
  clock().advance(24h * 14);
  work();
  EXPECT_EQ(count("users"), 0);
}

TEST_F(Closing, TheWaitIsASetting) {
  settings().rights.erasure_wait = std::chrono::days{1};
  restart();
  EXPECT_TRUE(close(here_.access).message().contains("24 November 2026"));
}

class Erasing : public Closing {
 protected:
  /// A life that leaves rows in every table.
  void live() {
    put("/api/v1/user/profile", R"({"first_name":"Bartholomea","last_name":"Quisenberry","info":"Zanzibar nights"})",
        here_.access);
    move(here_, olena, moved);
    get("/api/v1/user/export", here_.access);
    work();
    post("/api/v1/auth/request-password-reset", R"({"email":"olena@new.example"})");
    work();
    login(moved, "Wrong&Velvet77");
  }
  /// As `foyer user erase` does.
  void erase_now() {
    const auto due = +[](db::Tx& tx) -> Task<std::int64_t> {
      co_return co_await tx->run("UPDATE users SET erase_at = 1 WHERE id = 1");
    };
    block_on(storage().db->transact(due));
    ASSERT_TRUE(block_on(storage().db->transact(services().erasure, &Erasure::erase, UserId{1})));
    EXPECT_TRUE(block_on(storage().db->scrub()));
  }
  std::string everything_stored() {
    std::string out;
    for (const auto& entry : std::filesystem::directory_iterator{settings().database.file.parent_path()}) {
      std::ifstream file{entry.path(), std::ios::binary};
      out.append(std::istreambuf_iterator<char>{file}, {});
    }
    return out;
  }
};

TEST_F(Erasing, HappensWhenTheCoolingOffIsOverAndNotBefore) {
  close(here_.access);
  clock().advance(24h * 14 - 1ms);
  work();
  EXPECT_EQ(count("users"), 1);
  clock().advance(1h);
  work();
  EXPECT_EQ(count("users"), 0);
  EXPECT_EQ(login(olena), 400U);
}

TEST_F(Erasing, LeavesNoRowInAnyTableButTheTrailsNumbers) {
  given_viewer("taras@example.com");
  const Tokens taras = sign_in("taras@example.com");
  live();
  const auto columns = block_on(storage().db->read(&account_columns));
  ASSERT_GE(columns.size(), 8U);
  for (const auto& [table, column] : columns) {
    EXPECT_GT(count(table + " WHERE " + column + " = 1"), 0) << table << " is not tested";
  }
  close(here_.access);
  clock().advance(24h * 15);
  work();
  for (const auto& [table, column] : columns) {
    if (table == "audit_events") continue;
    EXPECT_EQ(count(table + " WHERE " + column + " = 1"), 0) << table;
  }
  EXPECT_GT(count("audit_events WHERE user_id = 1"), 0);
  EXPECT_EQ(count("audit_events WHERE user_id = 1 AND facts IS NOT NULL AND kind <> 'user_deleted'"), 0);
  EXPECT_EQ(audited("user_deleted", "erased"), 1);
  EXPECT_EQ(count("users"), 1) << "Taras stays";
  EXPECT_EQ(login("taras@example.com"), 200U);
}

/// A new table fails this test until somebody decides what an erasure does to it.
TEST_F(Erasing, EveryTableGoesWithTheAccountOrNamesNobody) {
  const std::set<std::string> gone{"exports",       "known_devices", "one_time_tokens", "passwords", "sessions",
                                   "user_profiles", "users"};
  const std::map<std::string, std::string> kept{
      {"audit_events", "the account's number; addresses and devices are forgotten"},
      {"audit_head", "where the trail ends, for all accounts together"},
      {"jobs", "numbers of rows that are gone; a sealed address is emptied when it is answered, or goes in a day"},
      {"limit_counters", "keyed MACs, until their window ends"},
      {"password_guesses", "keyed MACs, until they are old"},
      {"schema_migrations", "the schema's versions"},
      {"signing_keys", "the server's own"},
      {"user_groups", "what groups there are"}};
  std::set<std::string> decided = gone;
  for (const auto& [table, reason] : kept) EXPECT_TRUE(decided.insert(table).second) << table;
  EXPECT_EQ(tables(), decided);
  std::set<std::string> about_accounts;
  for (const auto& [table, column] : block_on(storage().db->read(&account_columns))) about_accounts.insert(table);
  about_accounts.erase("audit_events");
  EXPECT_EQ(about_accounts, gone);
}

TEST_F(Erasing, LeavesNothingOfARequestForALink) {
  for (const char* request : {"request-password-reset", "resend-verification-email"}) {
    post(std::string{"/api/v1/auth/"} + request, R"({"email":"olena@example.com"})");
  }
  const auto orders = +[](db::Conn& conn) -> Task<std::vector<std::string>> {
    co_return co_await conn.all<std::string>("SELECT arguments FROM jobs WHERE name = $1", link_request_job);
  };
  const auto asked = block_on(storage().db->read(orders));
  ASSERT_EQ(asked.size(), 2U);
  work();
  erase_now();
  EXPECT_EQ(block_on(storage().db->read(orders)), (std::vector<std::string>{"{}", "{}"}));
  const std::string stored = everything_stored();
  for (const std::string& order : asked) EXPECT_FALSE(stored.contains(order));

  given_viewer(olena, other_password);
  const auto mails = mails_to(olena);
  const auto queue_again = +[](db::Tx& tx) -> Task<std::int64_t> {
    co_return co_await tx->run("UPDATE jobs SET state = 'queued', finished_at = NULL WHERE name = $1",
                               link_request_job);
  };
  EXPECT_EQ(block_on(storage().db->transact(queue_again)), 2);
  work();
  EXPECT_EQ(mails_to(olena), mails) << "whoever has the address now did not ask";
  EXPECT_EQ(count("jobs WHERE state = 'dead'"), 2);
}

TEST_F(Erasing, EveryReferenceToAnAccountGoesWithIt) {
  EXPECT_EQ(block_on(storage().db->read(&loose_references)), std::vector<std::string>{});
}

TEST_F(Erasing, LeavesTheTrailWhole) {
  live();
  close(here_.access);
  clock().advance(24h * 15);
  work();
  const auto verify = [this] {
    return block_on(storage().db->read(services().audit, &Audit::verify, std::optional<AuditPoint>{}));
  };
  EXPECT_TRUE(verify().findings.empty());
}

TEST_F(Erasing, LeavesNothingInAnyFileOfTheDatabase) {
  live();
  ASSERT_TRUE(everything_stored().contains("Bartholomea"));
  close(here_.access);
  clock().advance(24h * 15);
  work();
  const std::string stored = everything_stored();
  for (const char* trace : {"Bartholomea", "Quisenberry", "Zanzibar", "olena@example.com", "olena@new.example"}) {
    EXPECT_FALSE(stored.contains(trace)) << trace;
  }
}

TEST_F(Erasing, LeavesNothingOfOneAmongMany) {
  const auto crowd = +[](db::Tx& tx, std::string prefix) -> Task<std::int64_t> {
    co_await tx->run(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400) "
        "INSERT INTO users (email, state, created_at, updated_at) SELECT $1 || i || '@crowd.example', 'active', 1, 1 "
        "FROM n",
        prefix);
    co_return co_await tx->run(
        "INSERT INTO user_profiles (user_id, info, updated_at) SELECT id, email || ' ' || hex(randomblob(400)), 1 "
        "FROM users WHERE email LIKE $1 || '%@crowd.example'",
        prefix);
  };
  const auto thin = +[](db::Tx& tx) -> Task<std::int64_t> {
    co_return co_await tx->run("DELETE FROM users WHERE email LIKE '%7@crowd.example'");
  };
  block_on(storage().db->transact(crowd, std::string{"a"}));
  put("/api/v1/user/profile", R"({"first_name":"Bartholomea","info":"Zanzibar nights"})", here_.access);
  block_on(storage().db->transact(crowd, std::string{"b"}));
  for (int i = 0; i < 20; ++i) {
    const std::string longer(static_cast<std::size_t>(200 * i), 'x');
    put("/api/v1/user/profile", R"({"info":"Zanzibar )" + longer + "\"}", here_.access);
  }
  block_on(storage().db->transact(thin));
  close(here_.access);
  block_on(storage().db->transact(crowd, std::string{"c"}));
  clock().advance(24h * 15);
  work();
  const std::string stored = everything_stored();
  for (const char* trace : {"Bartholomea", "Zanzibar", "olena@example.com"})
    EXPECT_FALSE(stored.contains(trace)) << trace;
}

TEST_F(Erasing, MailsStillQueuedEndAsNothingToSend) {
  close(here_.access);
  const auto order = +[](db::Tx& tx, Time at) -> Task<Done> {
    co_await order_mail(tx, order_for(MailKind::password_changed, UserId{1}), at, Client{});
    co_return Done{};
  };
  const auto mails = mailbox().size();
  erase_now();
  block_on(storage().db->transact(order, clock().now()));
  EXPECT_EQ(mailbox().size(), mails);
  EXPECT_EQ(count("jobs WHERE state = 'dead'"), 0);
}

TEST_F(Erasing, AnAccountThatIsKeptIsRefused) {
  const auto refused = block_on(storage().db->transact(services().erasure, &Erasure::erase, UserId{1}));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, Errc::conflict);
  EXPECT_EQ(audited("user_deleted", "erased"), 0) << "the trail does not tell of what did not happen";
}

TEST_F(Erasing, TheAddressIsFreeAgain) {
  close(here_.access);
  clock().advance(24h * 15);
  work();
  given_viewer(olena, other_password);
  const Tokens anew = sign_in(olena, other_password);
  EXPECT_EQ(get("/api/v1/user/profile", anew.access).json().at("first_name"), nullptr);
  EXPECT_EQ(profile(here_), 401U);
}

}  // namespace
}  // namespace foyer::test
