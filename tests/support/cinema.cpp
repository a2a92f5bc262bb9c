#include "tests/support/cinema.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include "platform/async/block_on.h"
#include "platform/crypto/digest.h"
#include "platform/crypto/encoding.h"
#include "platform/http/uri.h"

namespace foyer::test {
namespace {

namespace json = boost::json;

std::string text_at(const json::value& value, std::string_view name) {
  const auto* object = value.if_object();
  const auto* member = object == nullptr ? nullptr : object->if_contains(name);
  return member != nullptr && member->is_string() ? std::string{member->as_string()} : std::string{};
}

/// Tests name tables freely; statements of the product are fixed at compile time.
std::int64_t count_rows(const std::filesystem::path& file, const std::string& table) {
  sqlite3* db = nullptr;
  sqlite3_stmt* statement = nullptr;
  sqlite3_open_v2(file.c_str(), &db, SQLITE_OPEN_READONLY, nullptr);
  const int prepared = sqlite3_prepare_v2(db, ("SELECT count(*) FROM " + table).c_str(), -1, &statement, nullptr);
  const std::int64_t count =
      prepared == SQLITE_OK && sqlite3_step(statement) == SQLITE_ROW ? sqlite3_column_int64(statement, 0) : -1;
  sqlite3_finalize(statement);
  sqlite3_close(db);
  return count;
}

}  // namespace

json::value Answer::json() const {
  boost::system::error_code failed;
  auto value = json::parse(text, failed);
  return failed ? json::value{} : value;
}
std::string Answer::message() const { return text_at(json(), "message"); }
std::string Answer::detail() const { return text_at(json(), "detail"); }
std::string Answer::code() const { return text_at(json(), "code"); }

std::string Answer::field_errors() const {
  std::string out;
  const json::value body = json();
  for (const auto& field : body.at("detail").as_array()) {
    if (!out.empty()) out += ' ';
    out += fmt::format("{}:{}", std::string_view{field.at("loc").as_array().back().as_string()},
                       std::string_view{field.at("type").as_string()});
  }
  return out;
}

std::string Answer::header(std::string_view name) const {
  for (const auto& one : headers) {
    if (one.name == name) return one.value;
  }
  return {};
}

GuardOptions no_limits() {
  GuardOptions guard;
  for (Limit* limit : {&guard.login, &guard.registration, &guard.mail_requests, &guard.token_tries, &guard.mails_hourly,
                       &guard.mails_daily}) {
    limit->quota = 1'000'000;
  }
  return guard;
}

app::Settings Cinema::quick_settings() {
  app::Settings settings;
  settings.hash_cost.bcrypt_rounds = 4;
  settings.hash_pool.threads = 1;
  settings.guard = no_limits();
  settings.sessions.refreshes = 1'000'000;
  settings.auth.hashing_step = std::chrono::milliseconds{0};
  settings.auth.mailing_step = std::chrono::milliseconds{0};
  settings.mail.frontend_url = "https://cinema.example";
  settings.access_tokens.issuer = "https://cinema.example";
  settings.access_tokens.audience = "foyer";
  return settings;
}

/// A database at head, copied from one that the first test of the run migrates.
std::unique_ptr<PostgresDatabase> migrated_database() {
  std::string words;
  for (const auto& one : db::built_in_migrations(db::Dialect::postgres)) words += one.up;
  const std::string name = "head_" + crypto::to_hex(crypto::sha256(words)).substr(0, 20);
  const auto migrate = [](const std::string& url) {
    app::Settings settings;
    settings.postgres = db::PostgresOptions{.url = Secret{std::string_view{url}}};
    const SystemClock clock;
    app::Storage storage{settings, clock};
    if (!block_on(storage.migrator.upgrade({db::MigrationTarget::Kind::head}))) throw std::runtime_error{"no schema"};
  };
  return std::make_unique<PostgresDatabase>(name, migrate);
}

void Cinema::open() {
  settings_.data_dir = folder_.path();
  settings_.database.file = folder_.path() / "foyer.db";
  if (on_postgres_) {
    if (!postgres_) postgres_ = migrated_database();
    settings_.postgres = db::PostgresOptions{.url = Secret{postgres_->url()}};
  }
  storage_ = std::make_unique<app::Storage>(settings_, clock_);
  const auto migrated = block_on(storage_->migrator.upgrade({db::MigrationTarget::Kind::head}));
  ASSERT_TRUE(migrated.has_value());
  if (interruptible_) {
    auto interrupted = std::make_unique<InterruptedDatabase>(std::move(storage_->db));
    interrupted_ = interrupted.get();
    storage_->db = std::move(interrupted);
  }
  const Secret secret{std::string(32, 's')};
  services_ = std::make_unique<app::Services>(settings_, *storage_, secret, clock_, random_, hasher_);
  site_ = std::make_unique<app::Site>("http://localhost:8000", *storage_, *services_, clock_);
  router_ = std::make_unique<http::Router>();
  services_->api.install(*router_);
  services_->pages.install(*router_);
  services_->rights_pages.install(*router_);
  site_->install(*router_);
}

app::Services& Cinema::services() {
  if (!services_) open();
  return *services_;
}

app::Storage& Cinema::storage() {
  services();
  return *storage_;
}

const PostgresDatabase& Cinema::postgres() {
  services();
  return *postgres_;
}

void Cinema::before(Ask kind, int nth, std::function<void()> happens) {
  services();
  if (interrupted_ == nullptr) throw std::logic_error{"be_interruptible() comes before the first request"};
  interrupted_->before(kind, nth, std::move(happens));
}

void Cinema::restart() {
  router_.reset();
  site_.reset();
  services_.reset();
  storage_.reset();
}

Answer Cinema::send(http::Request request) {
  services();
  if (request.client.address.empty()) request.client.address = address_;
  if (!request.client.language) request.client.language = language_;
  if (request.client.user_agent.empty()) request.client.user_agent = "Cinema test/1.0";
  const std::string_view target = request.path;
  request.path = target.substr(0, target.find('?'));
  if (target.contains('?')) request.query = target.substr(target.find('?') + 1);
  auto response = block_on(router_->handle(request));
  std::string text{response.content()};
  return {response.status, std::move(response.content_type), std::move(text), std::move(response.headers)};
}

namespace {

void add_bearer(http::Request& request, const std::string& value) {
  if (!value.empty()) request.fields.push_back({"Authorization", value});
}

}  // namespace

Answer Cinema::post(std::string path, std::string json, std::string bearer) {
  const std::string authorization = bearer.empty() ? "" : "Bearer " + bearer;
  http::Request request{.method = http::Method::post, .path = path, .body = json};
  request.fields.push_back({"Content-Type", "application/json"});
  add_bearer(request, authorization);
  return send(std::move(request));
}

Answer Cinema::put(std::string path, std::string json, std::string bearer) {
  const std::string authorization = bearer.empty() ? "" : "Bearer " + bearer;
  http::Request request{.method = http::Method::put, .path = path, .body = json};
  request.fields.push_back({"Content-Type", "application/json"});
  add_bearer(request, authorization);
  return send(std::move(request));
}

Answer Cinema::get(std::string path, std::string bearer) {
  const std::string authorization = bearer.empty() ? "" : "Bearer " + bearer;
  http::Request request{.method = http::Method::get, .path = path};
  add_bearer(request, authorization);
  return send(std::move(request));
}

Answer Cinema::del(std::string path, std::string bearer) {
  const std::string authorization = bearer.empty() ? "" : "Bearer " + bearer;
  http::Request request{.method = http::Method::del, .path = path};
  add_bearer(request, authorization);
  return send(std::move(request));
}

Answer Cinema::browse(std::string path) {
  http::Request request{.method = http::Method::get, .path = path};
  request.fields.push_back({"Host", "localhost:8000"});
  request.client.wants_html = true;
  return send(std::move(request));
}

Answer Cinema::submit(std::string path, std::string form) {
  http::Request request{.method = http::Method::post, .path = path, .body = form};
  request.fields.push_back({"Content-Type", "application/x-www-form-urlencoded"});
  request.client.wants_html = true;
  return send(std::move(request));
}

void Cinema::work() { block_on(services().worker.run_due()); }

std::vector<mail::Message> Cinema::mailbox() {
  work();
  std::vector<mail::Message> out;
  for (auto& one : services().captured->all()) out.push_back(std::move(one.message));
  return out;
}

std::string Cinema::mailed_token(const std::string& email) {
  for (const auto& message : mailbox()) {
    const auto at = message.text.find("token=");
    if (message.to.str() != email || at == std::string::npos) continue;
    const auto start = at + 6;
    return message.text.substr(start, message.text.find_first_of(" \r\n", start) - start);
  }
  return {};
}

std::string credentials(const std::string& email, const std::string& password) {
  std::string out;
  out += R"({"email":)";
  schema::write_string(out, email);
  out += R"(,"password":)";
  schema::write_string(out, password);
  return out + "}";
}

void Cinema::given_viewer(const std::string& email, const std::string& password) {
  ASSERT_EQ(post("/api/v1/auth/register", credentials(email, password)).status, 200U);
  const std::string token = mailed_token(email);
  ASSERT_EQ(post("/api/v1/auth/verify", R"({"token":")" + token + "\"}").status, 200U);
}

Tokens Cinema::sign_in(const std::string& email, const std::string& password) {
  const Answer answer = post("/api/v1/auth/login", credentials(email, password));
  EXPECT_EQ(answer.status, 200U) << answer.text;
  return {text_at(answer.json(), "access_token"), text_at(answer.json(), "refresh_token")};
}

std::int64_t Cinema::count(std::string_view table) {
  storage();
  if (!postgres_) return count_rows(settings_.database.file, std::string{table});
  const std::string count = postgres_->ask("SELECT count(*) FROM " + std::string{table});
  return count.empty() ? -1 : std::stoll(count);
}

}  // namespace foyer::test
