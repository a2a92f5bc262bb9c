#include "tests/e2e/house.h"

#include <algorithm>
#include <fstream>

namespace foyer::test {

House::House()
    : settings_{{"DATA_DIR", (folder_.path() / "data").string()}, {"BCRYPT_COST", "4"}, {"IO_THREADS", "2"}} {
  for (const char* limit : {"LIMIT_LOGIN", "LIMIT_REGISTER", "LIMIT_MAIL", "LIMIT_MAIL_DAILY", "LIMIT_MAIL_REQUESTS",
                            "LIMIT_TOKEN_TRIES", "LIMIT_REFRESH"}) {
    settings_[limit] = "off";
  }
  settings_["LIMIT_PASSWORD_FAILURES"] = "100";
}

void House::TearDown() {
  if (!server_) return;
  stop();
}

void House::send_mail_to(std::uint16_t port) {
  settings_["EMAIL_HOST"] = "127.0.0.1";
  settings_["EMAIL_PORT"] = std::to_string(port);
  settings_["EMAIL_USE_TLS"] = "false";
  settings_["EMAIL_FROM"] = "Cinema <no-reply@cinema.example>";
  settings_["FRONTEND_URL"] = "https://cinema.example";
}

void House::write_env_file(const std::string& text) const { std::ofstream{folder() / ".env"} << text; }

ServerProcess& House::start() {
  client_.reset();
  server_.reset();
  server_ = std::make_unique<ServerProcess>(settings_, folder());
  // The next start is the same server: its address is in links and in the issuer of its tokens.
  settings_["PORT"] = std::to_string(server_->port());
  client_ = std::make_unique<HttpClient>(server_->port());
  return *server_;
}

void House::stop() {
  EXPECT_EQ(server_->stop(), 0) << server_->err();
  EXPECT_FALSE(server_->err().contains("runtime error")) << server_->err();
  EXPECT_FALSE(server_->err().contains("Sanitizer")) << server_->err();
  server_.reset();
}

void House::kill() {
  server_->kill();
  server_.reset();
}

Finished House::foyer(std::vector<std::string> words, const std::string& input) const {
  words.insert(words.begin(), foyer_binary());
  return run({.words = words, .environment = settings_, .folder = folder(), .input = input, .name = "command"});
}

Finished House::sql(const std::string& statement) const {
  const std::string file = (data() / "foyer.db").string();
  return run({.words = {"/usr/bin/sqlite3", "-cmd", ".timeout 10000", file, statement},
              .folder = folder(),
              .name = "sqlite3"});
}

void House::given_viewer(const std::string& email) {
  const auto created = foyer({"user", "create", email, "--password-stdin"}, std::string{password} + "\n");
  ASSERT_EQ(created.exit_code, 0) << created.err;
}

Pair House::sign_in(const std::string& email, HttpClient& at, const std::string& with) {
  const auto answer = at.post("/api/v1/auth/login", credentials(email, with));
  EXPECT_EQ(answer.status, 200) << answer.body;
  return {answer.text("access_token"), answer.text("refresh_token")};
}

HttpAnswer House::from_page(std::string_view path, const boost::json::value& body, const std::string& cookie) {
  return client().send("POST", path, boost::json::serialize(body),
                       {{"Content-Type", "application/json"},
                        {"X-Foyer-Session", "cookie"},
                        {"Sec-Fetch-Site", "same-origin"},
                        {"Cookie", "lang=uk; __Host-foyer_refresh=" + cookie}});
}

std::string House::captured_link(int number) {
  HttpAnswer mail;
  const auto path = "/dev/mail/" + std::to_string(number);
  EXPECT_TRUE(eventually([&] { return (mail = client().get(path)).status == 200; })) << mail.body;
  const auto at = mail.body.find("<a href=\"http");
  return at == std::string::npos ? std::string{} : first_link(mail.body.substr(at));
}

boost::json::value credentials(const std::string& email, const std::string& password) {
  return boost::json::object{{"email", email}, {"password", password}};
}

std::string kept_cookie(const HttpAnswer& answer) {
  const std::string set = answer.header("Set-Cookie");
  const auto from = set.find('=') + 1;
  return set.starts_with("__Host-foyer_refresh=") ? set.substr(from, set.find(';') - from) : std::string{};
}

std::size_t lines_in(const std::string& text) { return static_cast<std::size_t>(std::ranges::count(text, '\n')); }

std::string first_link(const std::string& text) {
  const auto at = text.find("http");
  return at == std::string::npos ? std::string{} : text.substr(at, text.find_first_of("\"'<> \r\n", at) - at);
}

}  // namespace foyer::test
