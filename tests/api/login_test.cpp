#include <atomic>
#include <thread>
#include "platform/async/block_on.h"
#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

class Login : public Cinema {
 protected:
  Answer log_in(const std::string& email, const std::string& password) {
    return post("/api/v1/auth/login", credentials(email, password));
  }
};

TEST_F(Login, AnswersATokenPairThatOpensTheProfile) {
  given_viewer("olena@example.com");
  const Answer answer = log_in("olena@example.com", good_password);
  ASSERT_EQ(answer.status, 200U);
  const auto body = answer.json();
  EXPECT_EQ(body.at("token_type"), "bearer");
  EXPECT_EQ(body.at("expires_in"), 1800);
  EXPECT_EQ(get("/api/v1/user/profile", std::string{body.at("access_token").as_string()}).status, 200U);
}

TEST_F(Login, E1UnknownWrongPendingWrongAndDisabledLookTheSame) {
  given_viewer("olena@example.com");
  given_viewer("banned@example.com");
  post("/api/v1/auth/register", credentials("pending@example.com", good_password));
  const auto ban = +[](db::Tx& tx) -> Task<std::int64_t> {
    co_return co_await tx->run("UPDATE users SET state = 'disabled' WHERE email = 'banned@example.com'");
  };
  block_on(storage().db->transact(ban));

  const Answer wrong = log_in("olena@example.com", "Wrong&Velvet77");
  EXPECT_EQ(wrong.status, 400U);
  EXPECT_EQ(wrong.detail(), "Invalid credentials");
  for (const auto& [email, password] :
       std::vector<std::pair<std::string, std::string>>{{"nobody@example.com", good_password},
                                                        {"pending@example.com", "Wrong&Velvet77"},
                                                        {"banned@example.com", good_password}}) {
    const Answer other = log_in(email, password);
    EXPECT_EQ(other.status, wrong.status) << email;
    EXPECT_EQ(other.text, wrong.text) << email;
  }
}

TEST_F(Login, SaysNotActivatedOnlyAfterTheRightPassword) {
  post("/api/v1/auth/register", credentials("olena@example.com", good_password));
  const Answer answer = log_in("olena@example.com", good_password);
  EXPECT_EQ(answer.status, 403U);
  EXPECT_EQ(answer.detail(), "Account not activated");
}

TEST_F(Login, TakesThePasswordFormOfOAuth2) {
  given_viewer("olena@example.com");
  const std::string form = "grant_type=password&username=olena%40example.com&password=Popcorn%26Velvet7";
  http::Request request{.method = http::Method::post, .path = "/api/v1/auth/login", .body = form};
  request.fields = {{"Content-Type", "application/x-www-form-urlencoded; charset=utf-8"}};
  const Answer answer = send(request);
  EXPECT_EQ(answer.status, 200U) << answer.text;
}

TEST_F(Login, H3RefusesAFormFieldGivenTwice) {
  given_viewer("olena@example.com");
  const std::string form = "username=olena%40example.com&password=Popcorn%26Velvet7&username=other%40example.com";
  http::Request request{.method = http::Method::post, .path = "/api/v1/auth/login", .body = form};
  request.fields = {{"Content-Type", "application/x-www-form-urlencoded"}};
  EXPECT_EQ(send(request).status, 400U);
}

TEST_F(Login, P2ComparesExactlyTheBytesReceived) {
  const std::string long_one = "Aa1!" + std::string(100, 'x');
  given_viewer("olena@example.com", long_one);
  EXPECT_EQ(log_in("olena@example.com", long_one).status, 200U);
  EXPECT_EQ(log_in("olena@example.com", long_one + "y").status, 400U);
  EXPECT_EQ(log_in("olena@example.com", long_one.substr(0, 72)).status, 400U);
  EXPECT_EQ(log_in("olena@example.com", " " + long_one).status, 400U);
}

TEST_F(Login, P4UpgradesAHashOfAnotherCost) {
  given_viewer("olena@example.com");
  restart();
  settings().hash_cost.bcrypt_rounds = 5;
  EXPECT_EQ(log_in("olena@example.com", good_password).status, 200U);
  const auto find_hash = +[](db::Conn& conn) -> Task<std::optional<std::string>> {
    co_return co_await conn.first<std::string>("SELECT hash FROM passwords");
  };
  const auto hash = block_on(storage().db->read(find_hash));
  EXPECT_TRUE(hash.value().contains(",r=5$")) << *hash;
  EXPECT_EQ(log_in("olena@example.com", good_password).status, 200U);
}

TEST_F(Login, P4OfManyAtOnceThatUpgradeAHashNoneIsRefused) {
  given_viewer("olena@example.com");
  restart();
  settings().hash_cost.bcrypt_rounds = 5;
  services();
  std::atomic<int> signed_in = 0;
  std::vector<std::thread> crowd;
  for (int i = 0; i < 4; ++i) {
    crowd.emplace_back([&] { signed_in += log_in("olena@example.com", good_password).status == 200U ? 1 : 0; });
  }
  for (std::thread& one : crowd) one.join();
  EXPECT_EQ(signed_in, 4);
}

TEST_F(Login, P4VerifiesImportedBcryptAndUpgradesIt) {
  given_viewer("olena@example.com");
  const auto import = +[](db::Tx& tx) -> Task<std::int64_t> {
    // bcrypt of "U*U", cost 5, a published test vector of the algorithm's authors.
    co_return co_await tx->run("UPDATE passwords SET hash = $1",
                               "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW");
  };
  block_on(storage().db->transact(import));
  EXPECT_EQ(log_in("olena@example.com", "U*U").status, 200U);
  EXPECT_EQ(log_in("olena@example.com", "U*V").status, 400U);
  const auto find_hash = +[](db::Conn& conn) -> Task<std::optional<std::string>> {
    co_return co_await conn.first<std::string>("SELECT hash FROM passwords");
  };
  EXPECT_TRUE(block_on(storage().db->read(find_hash)).value().starts_with("$bcrypt-sha256$v=2"));
  EXPECT_EQ(log_in("olena@example.com", "U*U").status, 200U);
}

TEST_F(Login, T6KeepsTheFiftyNewestSessions) {
  given_viewer("olena@example.com");
  const Tokens first = sign_in("olena@example.com");
  for (int i = 0; i < 50; ++i) {
    clock().advance(std::chrono::seconds{1});
    sign_in("olena@example.com");
  }
  EXPECT_EQ(count("sessions"), 50);
  EXPECT_EQ(get("/api/v1/user/profile", first.access).status, 401U);
}

TEST_F(Login, RefusesAnotherContentType) {
  http::Request request{.method = http::Method::post, .path = "/api/v1/auth/login", .body = "<login/>"};
  request.fields = {{"Content-Type", "text/xml"}};
  const Answer answer = send(request);
  EXPECT_EQ(answer.status, 415U);
  EXPECT_EQ(answer.code(), "unsupported_media_type");
}

}  // namespace
}  // namespace foyer::test
