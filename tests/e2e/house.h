#pragma once
// A temporary folder with the real binary in it: each test has its own data, settings and ports. When a test ends, the
// server must go down cleanly and must not have tripped a sanitizer.

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "tests/support/server_process.h"
#include "tests/support/temp_folder.h"

namespace foyer::test {

struct Pair {
  std::string access;
  std::string refresh;
};

class House : public testing::Test {
 protected:
  static constexpr const char* password = "Popcorn&Velvet7";

  House();
  void TearDown() override;

  std::filesystem::path folder() const { return folder_.path(); }
  std::filesystem::path data() const { return folder() / "data"; }
  /// Change before start(); nothing else is in the processes' environment.
  Variables& settings() { return settings_; }
  /// Mail goes to this loopback port instead of being captured; links are those of https://cinema.example.
  void send_mail_to(std::uint16_t port);
  void write_env_file(const std::string& text) const;

  ServerProcess& start();
  ServerProcess& server() { return *server_; }
  HttpClient& client() { return *client_; }
  void stop();
  void kill();

  /// A command of the binary, run to its end with the same settings.
  Finished foyer(std::vector<std::string> words, const std::string& input = {}) const;
  Finished sql(const std::string& statement) const;

  void given_viewer(const std::string& email);
  Pair sign_in(const std::string& email, HttpClient&, const std::string& with = password);
  Pair sign_in(const std::string& email) { return sign_in(email, client()); }
  /// What a page of the server's own sends; `cookie` is the refresh token the browser holds for it.
  HttpAnswer from_page(std::string_view path, const boost::json::value& body, const std::string& cookie = {});
  /// The link in captured mail number `number`, once that has arrived.
  std::string captured_link(int number);

 private:
  TempFolder folder_;
  Variables settings_;
  std::unique_ptr<ServerProcess> server_;
  std::unique_ptr<HttpClient> client_;
};

boost::json::value credentials(const std::string& email, const std::string& password);
/// The refresh token that an answer has the browser keep; empty if there is none.
std::string kept_cookie(const HttpAnswer&);
std::size_t lines_in(const std::string& text);
/// What follows the first "http" up to a blank, quote or bracket; empty if there is none.
std::string first_link(const std::string& text);

}  // namespace foyer::test
