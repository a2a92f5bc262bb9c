#include <set>

#include "rights/export_files.h"
#include "tests/api/rights_house.h"
#include "tests/support/zip_reader.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;

class Export : public RightsHouse {
 protected:
  void SetUp() override {
    given_viewer(olena);
    here_ = sign_in(olena);
  }
  Answer fetch(const std::string& bearer) { return get("/api/v1/user/export", bearer); }
  std::map<std::string, std::string> copy_of(const Tokens& tokens) {
    fetch(tokens.access);
    work();
    const Answer made = fetch(tokens.access);
    EXPECT_EQ(made.status, 200U) << made.text;
    return files_in_zip(made.text);
  }
  Tokens here_;
};

TEST_F(Export, IsOrderedOnceMadeByAJobAndThenFetched) {
  const Answer ordered = fetch(here_.access);
  EXPECT_EQ(ordered.status, 202U);
  EXPECT_EQ(ordered.message(),
            "Your data is being collected. Ask again in a moment; a mail tells you when it is ready.");
  EXPECT_FALSE(ordered.header("Retry-After").empty());
  EXPECT_EQ(fetch(here_.access).status, 202U);
  EXPECT_EQ(count("jobs WHERE name = 'tasks.rights.build_export'"), 1);
  work();
  const Answer made = fetch(here_.access);
  EXPECT_EQ(made.status, 200U);
  EXPECT_EQ(made.content_type, "application/zip");
  EXPECT_EQ(made.header("Content-Disposition"), "attachment; filename=\"foyer-export-2026-11-23.zip\"");
  EXPECT_EQ(audited("data_exported"), 1);
  EXPECT_EQ(fetch(here_.access).text, made.text);
}

TEST_F(Export, IsNeitherOrderedNorFetchedByHead) {
  const std::string bearer = "Bearer " + here_.access;
  const auto head = [&] {
    http::Request request{.method = http::Method::head, .path = "/api/v1/user/export"};
    request.fields = {{"Authorization", bearer}};
    return send(std::move(request));
  };
  EXPECT_EQ(head().status, 202U);
  EXPECT_EQ(count("jobs WHERE name = 'tasks.rights.build_export'"), 0);
  fetch(here_.access);
  work();
  EXPECT_EQ(head().status, 200U);
  EXPECT_EQ(audited("data_exported"), 0);
  EXPECT_EQ(fetch(here_.access).status, 200U);
  EXPECT_EQ(audited("data_exported"), 1);
}

TEST_F(Export, HoldsEverythingThereIs) {
  settings().brand.name = "Зоря";
  restart();
  speak(Language::uk);
  here_ = sign_in(olena);
  put("/api/v1/user/profile", R"({"first_name":"Olena","info":"Film noir\nand \"coffee\""})", here_.access);
  const auto files = copy_of(here_);
  for (const ExportFile& file : export_files) EXPECT_TRUE(files.contains(std::string{file.name})) << file.name;
  const auto json = [&](const char* name) { return boost::json::parse(files.at(name)); };
  EXPECT_EQ(json("account.json").at("email"), olena);
  EXPECT_EQ(json("account.json").at("state"), "active");
  EXPECT_EQ(json("account.json").at("language"), "uk");
  EXPECT_EQ(json("profile.json").at("first_name"), "Olena");
  EXPECT_EQ(json("profile.json").at("info"), "Film noir\nand \"coffee\"");
  EXPECT_EQ(json("password.json").at("scheme"), "bcrypt-sha256");
  EXPECT_EQ(json("password.json").at("changed_at"), "2026-11-23T01:02:03.004Z");
  EXPECT_EQ(json("sessions.json").at(0).at("user_agent"), "Cinema test/1.0");
  EXPECT_EQ(json("known_devices.json").as_array().size(), 2U);
  EXPECT_EQ(json("links.json").at(0).at("purpose"), "activate");
  EXPECT_EQ(json("exports.json").at("ordered_at"), "2026-11-23T01:02:03.004Z");
  std::set<std::string> kinds;
  const auto events = json("audit.json");
  for (const auto& event : events.as_array()) kinds.emplace(event.at("what").as_string());
  EXPECT_TRUE(kinds.contains("user_activated"));
  EXPECT_TRUE(kinds.contains("authn_login_success"));
  EXPECT_TRUE(files.at("README.txt").contains("known_devices.json"));
  EXPECT_TRUE(files.at("README.txt").starts_with("What Зоря holds about you"));
}

TEST_F(Export, K2HoldsNoHashNoTokenAndNobodyElse) {
  given_viewer("taras@example.com");
  sign_in("taras@example.com");
  post("/api/v1/auth/request-password-reset", R"({"email":"olena@example.com"})");
  const std::string reset_link = mailed_token(olena);
  ASSERT_FALSE(reset_link.empty());
  std::string all;
  for (const auto& [name, content] : copy_of(here_)) all += content;
  for (const std::string& secret : {reset_link, here_.access, here_.refresh, std::string{"$bcrypt"}, std::string{"$v="},
                                    std::string{"taras"}, std::string{good_password}}) {
    EXPECT_FALSE(all.contains(secret)) << secret;
  }
}

/// A new table fails this test until it is exported, or left out for a reason.
TEST_F(Export, EveryTableIsAFileOrHasAReasonToBeNone) {
  const std::map<std::string, std::string> left_out{
      {"audit_head", "where the trail ends, for all accounts together"},
      {"jobs", "numbers of rows, or an address that is sealed until it is answered: README.txt tells of both"},
      {"limit_counters", "keyed MACs of what was counted, which name nobody: README.txt tells of them"},
      {"password_guesses", "its account is a keyed MAC of an address, which names nobody: README.txt tells of it"},
      {"schema_migrations", "the schema's versions"},
      {"signing_keys", "the server's own"},
      {"user_groups", "what groups there are"}};
  std::set<std::string> decided;
  for (const ExportFile& file : export_files) decided.emplace(file.table);
  for (const auto& [table, reason] : left_out) EXPECT_TRUE(decided.insert(table).second) << table;
  EXPECT_EQ(tables(), decided);
}

TEST_F(Export, SaysWhatItCutsAndWhatItLeavesOut) {
  const auto remember = +[](db::Tx& tx) -> Task<std::int64_t> {
    constexpr db::Sql many{
        "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 2100) "
        "INSERT INTO known_devices (user_id, fingerprint, last_login_at) SELECT 1, CAST(i AS BLOB), 1 FROM n",
        "INSERT INTO known_devices (user_id, fingerprint, last_login_at) "
        "SELECT 1, CAST(CAST(i AS TEXT) AS BYTEA), 1 FROM generate_series(1000, 2100) AS i"};
    co_return co_await tx->run(many);
  };
  block_on(storage().db->transact(remember));
  const auto files = copy_of(here_);
  EXPECT_EQ(boost::json::parse(files.at("known_devices.json")).as_array().size(), 1'000U);
  const std::string& readme = files.at("README.txt");
  for (const char* told :
       {"at most the 1,000 newest", "at most the last 10,000 events", "Two counters", "sealed", "Logs"}) {
    EXPECT_TRUE(readme.contains(told)) << told;
  }
}

TEST_F(Export, NeedsAFreshPasswordForEveryRequest) {
  clock().advance(15min + 1ms);
  EXPECT_EQ(fetch(here_.access).code(), "reauthentication_required");
  EXPECT_EQ(count("exports"), 0);
  const Tokens fresh = sign_in(olena);
  copy_of(fresh);
  clock().advance(15min + 1ms);
  EXPECT_EQ(fetch(fresh.access).code(), "reauthentication_required");
  EXPECT_EQ(fetch("").status, 401U);
}

TEST_F(Export, TellsTheViewerByMailWithoutALinkToIt) {
  fetch(here_.access);
  const auto letter = mailbox().front();
  EXPECT_EQ(letter.to.str(), olena);
  EXPECT_EQ(letter.subject, "The copy of your Foyer data is ready");
  EXPECT_FALSE(letter.text.contains("token="));
  EXPECT_FALSE(letter.text.contains("/export"));
}

TEST_F(Export, LiesSealedInTheTable) {
  put("/api/v1/user/profile", R"({"first_name":"Bartholomea"})", here_.access);
  copy_of(here_);
  EXPECT_EQ(count("exports WHERE sealed IS NOT NULL"), 1);
  const auto held = +[](db::Conn& conn) -> Task<std::optional<db::Blob>> {
    co_return co_await conn.first<db::Blob>("SELECT sealed FROM exports");
  };
  const auto sealed = block_on(storage().db->read(held));
  ASSERT_TRUE(sealed);
  EXPECT_FALSE(sealed->bytes.contains("PK") && sealed->bytes.contains("account.json"));
}

TEST_F(Export, OfAnotherAccountCannotBePutInItsPlace) {
  given_viewer("taras@example.com");
  const Tokens taras = sign_in("taras@example.com");
  copy_of(here_);
  copy_of(taras);
  const auto swap = +[](db::Tx& tx) -> Task<std::int64_t> {
    co_return co_await tx->run("UPDATE exports SET sealed = (SELECT sealed FROM exports ORDER BY user_id LIMIT 1)");
  };
  block_on(storage().db->transact(swap));
  EXPECT_EQ(fetch(here_.access).status, 200U);
  EXPECT_EQ(fetch(taras.access).status, 202U) << "made anew";
}

TEST_F(Export, IsDeletedAfterADayAndMadeAnewOnDemand) {
  copy_of(here_);
  clock().advance(24h);
  work();
  EXPECT_EQ(count("exports"), 0);
  const Tokens fresh = sign_in(olena);
  EXPECT_EQ(fetch(fresh.access).status, 202U);
  work();
  const Answer made = fetch(fresh.access);
  EXPECT_EQ(made.header("Content-Disposition"), "attachment; filename=\"foyer-export-2026-11-24.zip\"");
}

TEST_F(Export, AnOrderWhoseJobNeverEndedMayBeGivenAgain) {
  fetch(here_.access);
  const auto lose = +[](db::Tx& tx) -> Task<std::int64_t> {
    co_return co_await tx->run(
        "UPDATE jobs SET state = 'dead', finished_at = 1 WHERE name = 'tasks.rights.build_export'");
  };
  block_on(storage().db->transact(lose));
  clock().advance(1h);
  const Tokens fresh = sign_in(olena);
  EXPECT_EQ(fetch(fresh.access).status, 202U);
  work();
  EXPECT_EQ(fetch(fresh.access).status, 200U);
}

TEST_F(Export, AJobForAnAccountThatIsGoneOrAForeignOneEndsQuietly) {
  tasks::Job job{.id = {}, .name = "tasks.rights.build_export", .arguments = R"({"user":999,"ordered_at":1})"};
  EXPECT_EQ(block_on(services().exports.build(job)).kind, tasks::JobOutcome::Kind::done);
  job.arguments = R"({"who":1})";
  EXPECT_EQ(block_on(services().exports.build(job)).kind, tasks::JobOutcome::Kind::dead);
}

TEST_F(Export, IsBoundedHoweverBusyTheAccountWas) {
  const auto crowd = +[](db::Tx& tx) -> Task<std::int64_t> {
    const db::Blob nothing{std::string(1, '\0')};
    co_return co_await tx->run(
        "WITH RECURSIVE n(i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 13000) "
        "INSERT INTO audit_events (seq, at, kind, user_id, request_id, detail, facts_mac, chain) "
        "SELECT i, 1, 'authn_login_success', 1, '', '', $1, $1 FROM n",
        nothing);
  };
  block_on(storage().db->transact(crowd));
  const auto files = copy_of(here_);
  EXPECT_EQ(boost::json::parse(files.at("audit.json")).as_array().size(), 10'000U);
}

}  // namespace
}  // namespace foyer::test
