#pragma once
// Viewers who use their rights, and thieves who try.

#include <set>

#include "platform/async/block_on.h"
#include "tests/support/cinema.h"

namespace foyer::test {

/// All there are, but for what the database keeps for itself.
inline Task<std::vector<std::string>> tables_of_the_schema(db::Conn& conn) {
  constexpr db::Sql tables{
      "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_'",
      "SELECT CAST(relname AS TEXT) FROM pg_class WHERE relnamespace = CAST(current_schema() AS regnamespace) AND "
      "relkind IN ('r', 'p')"};
  co_return co_await conn.all<std::string>(tables);
}

class RightsHouse : public Cinema {
 protected:
  static constexpr const char* olena = "olena@example.com";
  static constexpr const char* moved = "olena@new.example";
  static constexpr const char* thief = "thief@evil.example";
  static constexpr const char* other_password = "Another&Velvet8";

  static std::string token_body(const std::string& token) { return R"({"token":")" + token + "\"}"; }
  Answer change(const std::string& bearer, const std::string& email) {
    return post("/api/v1/user/change-email", R"({"new_email":")" + email + "\"}", bearer);
  }
  Answer confirm(const std::string& bearer, const std::string& token) {
    return post("/api/v1/user/confirm-email", token_body(token), bearer);
  }
  Answer undo(const std::string& token) { return post("/api/v1/user/undo-email-change", token_body(token)); }
  Answer close(const std::string& bearer) { return del("/api/v1/user", bearer); }
  Answer reset(const std::string& token, const std::string& password) {
    return post("/api/v1/auth/reset-password", R"({"token":")" + token + R"(","new_password":")" + password + "\"}");
  }
  unsigned login(const std::string& email, const std::string& password = good_password) {
    return post("/api/v1/auth/login", credentials(email, password)).status;
  }
  unsigned profile(const Tokens& tokens) { return get("/api/v1/user/profile", tokens.access).status; }
  unsigned refresh(const Tokens& tokens) {
    return post("/api/v1/auth/refresh", R"({"refresh_token":")" + tokens.refresh + "\"}").status;
  }
  std::string address_of(const Tokens& tokens) {
    return std::string{get("/api/v1/user/profile", tokens.access).json().at("email").as_string()};
  }

  /// Moves the account by its access token; the link that undoes it.
  std::string move(const Tokens& tokens, const std::string& from, const std::string& to) {
    EXPECT_EQ(change(tokens.access, to).status, 200U);
    const Answer done = confirm(tokens.access, mailed_token(to));
    EXPECT_EQ(done.status, 200U) << done.text;
    return mailed_token(from);
  }

  std::set<std::string> tables() {
    const auto found = block_on(storage().db->read(&tables_of_the_schema));
    return {found.begin(), found.end()};
  }
  void set_state(const std::string& email, AccountState state) {
    block_on(storage().db->transact(*this, &RightsHouse::store_state, *Email::from(email), state));
  }
  std::int64_t mails_to(const std::string& email) {
    std::int64_t out = 0;
    for (const auto& mail : mailbox()) out += mail.to.str() == email ? 1 : 0;
    return out;
  }
  std::int64_t audited(const std::string& kind, const std::string& detail = {}) {
    return count("audit_events WHERE kind = '" + kind + "' AND detail = '" + detail + "'");
  }

 private:
  Task<bool> store_state(db::Tx& tx, Email email, AccountState state) {
    const auto account = co_await services().accounts.find(tx.conn(), email);
    co_return co_await services().accounts.set_state(tx, account->id, state);
  }
};

}  // namespace foyer::test
