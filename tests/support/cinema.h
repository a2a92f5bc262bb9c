#pragma once
// A whole server without sockets: the real router, services and SQLite on a temporary file, or a database of its own on
// a private PostgreSQL (FOYER_TEST_DATABASE=postgres), a clock that only tests
// move, mail that is captured, and hashes of the lowest cost.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/services.h"
#include "app/site.h"
#include "tests/support/interrupted_database.h"
#include "tests/support/manual_clock.h"
#include "tests/support/postgres_server.h"
#include "tests/support/temp_folder.h"

namespace foyer::test {

struct Answer {
  unsigned status = 0;
  std::string content_type;
  std::string text;
  std::vector<http::Header> headers;

  /// The body as JSON; null if it is none.
  boost::json::value json() const;
  std::string message() const;
  std::string detail() const;
  std::string code() const;
  /// "email:missing email:value_error …" of a validation error.
  std::string field_errors() const;
  std::string header(std::string_view name) const;
};

struct Tokens {
  std::string access;
  std::string refresh;
};

/// What a test that is not about limits runs with; `GuardOptions{}` are those of the product.
GuardOptions no_limits();

class Cinema : public testing::Test {
 protected:
  static constexpr const char* good_password = "Popcorn&Velvet7";

  /// Change settings first; the first request opens the server.
  app::Settings& settings() { return settings_; }
  app::Services& services();
  app::Storage& storage();
  ManualClock& clock() { return clock_; }
  /// Before the first request: this test is about PostgreSQL, wherever the others run.
  void use_postgres() { on_postgres_ = true; }
  const PostgresDatabase& postgres();
  /// Before the first request: hashes with this one, which outlives the server.
  void hash_with(crypto::PasswordHasher& hasher) { hasher_ = &hasher; }
  /// What happens once, just before the nth read or transaction from now. Before the first request, or the server opens
  /// a database that nothing interrupts: be_interruptible().
  void be_interruptible() { interruptible_ = true; }
  void before(Ask, int nth, std::function<void()> happens);
  /// Stops the server and starts another on the same files.
  void restart();

  Answer post(std::string path, std::string json, std::string bearer = {});
  Answer put(std::string path, std::string json, std::string bearer);
  Answer get(std::string path, std::string bearer = {});
  Answer del(std::string path, std::string bearer);
  /// Requests come from this address from now on.
  void from(std::string address) { address_ = std::move(address); }
  /// … and prefer this language.
  void speak(std::optional<Language> language) { language_ = language; }
  /// What a browser sends; forms are urlencoded.
  Answer browse(std::string path);
  Answer submit(std::string path, std::string form);
  Answer send(http::Request);

  /// Runs every job that is due.
  void work();
  std::vector<mail::Message> mailbox();
  /// The token in the newest mail to this address after running the jobs; empty if there is none.
  std::string mailed_token(const std::string& email);

  /// Registered, verified.
  void given_viewer(const std::string& email, const std::string& password = good_password);
  Tokens sign_in(const std::string& email, const std::string& password = good_password);
  /// Rows of a table; -1 if there is none of that name.
  std::int64_t count(std::string_view table);

 private:
  void open();

  TempFolder folder_;
  bool on_postgres_ = PostgresServer::is_wanted();
  bool interruptible_ = false;
  InterruptedDatabase* interrupted_ = nullptr;
  crypto::PasswordHasher* hasher_ = nullptr;
  std::unique_ptr<PostgresDatabase> postgres_;
  std::string address_ = "127.0.0.1";
  std::optional<Language> language_;
  ManualClock clock_;
  crypto::SystemRandom random_;
  app::Settings settings_ = quick_settings();
  std::unique_ptr<app::Storage> storage_;
  std::unique_ptr<app::Services> services_;
  std::unique_ptr<app::Site> site_;
  std::unique_ptr<http::Router> router_;

  static app::Settings quick_settings();
};

std::string credentials(const std::string& email, const std::string& password);

}  // namespace foyer::test
