#include "app/account_name.h"

#include <fmt/format.h>

#include <charconv>

namespace foyer::app {

Result<AccountName> parse_account_name(const std::string& text) {
  std::int64_t id = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), id);
  if (failed == std::errc{} && end == text.data() + text.size()) return UserId{id};
  auto email = Email::from(text);
  if (email) return std::move(*email);
  return refuse(Errc::validation_error,
                fmt::format("'{}' is neither an id nor an address: {}", text, email.error().msg));
}

Task<std::optional<Account>> find_account(Accounts& accounts, db::Conn& conn, AccountName name) {
  if (const auto* email = std::get_if<Email>(&name)) co_return co_await accounts.find(conn, *email);
  co_return co_await accounts.find(conn, std::get<UserId>(name));
}

Task<std::optional<Account>> lock_account(Accounts& accounts, db::Tx& tx, AccountName name) {
  const auto found = co_await find_account(accounts, tx.conn(), std::move(name));
  if (!found) co_return std::nullopt;
  co_await accounts.lock(tx, found->id);
  co_return co_await accounts.find(tx.conn(), found->id);
}

std::unexpected<Error> no_account(const AccountName& name) {
  if (const auto* email = std::get_if<Email>(&name)) {
    return refuse(Errc::not_found, fmt::format("no account has the address {}", email->str()));
  }
  return refuse(Errc::not_found, fmt::format("no account has the id {}", std::get<UserId>(name).value));
}

}  // namespace foyer::app
