#include "app/account_admin.h"

#include <fmt/format.h>

#include "platform/async/block_on.h"

namespace foyer::app {
namespace {

std::unexpected<Error> unknown(const Email& email) {
  return refuse(Errc::not_found, fmt::format("no account has the address {}", email.str()));
}

}  // namespace

AccountAdmin::AccountAdmin(const Settings& settings)
    : settings_{settings}, storage_{open_storage(settings, clock_)}, hasher_{settings.hash_cost, random_} {
  require_head(storage_);
}

Result<UserId> AccountAdmin::create(const Email& email, Password password, Group group) {
  if (email.needs_smtputf8() && !settings_.allow_smtputf8) {
    return refuse(Errc::validation_error, "set EMAIL_ALLOW_SMTPUTF8=true to take addresses that are not ASCII");
  }
  const std::string_view chosen = password.secret().reveal();
  auto weakness = weakness_of(chosen, settings_.auth.password_rules);
  if (!weakness) weakness = too_personal(chosen, email, settings_.auth.password_rules);
  if (weakness) return refuse(Errc::validation_error, weakness->msg);
  return block_on(storage_.db->transact(*this, &AccountAdmin::store, email, hasher_.hash(password.secret()), group));
}

Task<Result<UserId>> AccountAdmin::store(db::Tx& tx, Email email, std::string hash, Group group) {
  const auto id = co_await accounts_.create(tx, email, AccountState::active);
  if (!id) co_return refuse(Errc::conflict, fmt::format("{} has an account already", email.str()));
  co_await accounts_.set_group(tx, *id, group);
  co_await passwords_.set(tx, *id, std::move(hash));
  co_await profiles_.create(tx, *id);
  co_return *id;
}

Result<std::vector<Account>> AccountAdmin::list(AccountFilter filter) {
  return block_on(storage_.db->read(*this, &AccountAdmin::load, filter));
}

Task<std::vector<Account>> AccountAdmin::load(db::Conn& conn, AccountFilter filter) {
  co_return co_await accounts_.list(conn, filter);
}

Result<Done> AccountAdmin::set_state(const Email& email, AccountState state) {
  return block_on(storage_.db->transact(*this, &AccountAdmin::change_state, email, state));
}

Task<Result<Done>> AccountAdmin::change_state(db::Tx& tx, Email email, AccountState state) {
  const auto account = co_await accounts_.find(tx.conn(), email);
  if (!account) co_return unknown(email);
  co_await accounts_.set_state(tx, account->id, state);
  if (state != AccountState::active) co_await sessions_.end_all(tx, account->id);
  co_return Done{};
}

Result<Done> AccountAdmin::set_group(const Email& email, Group group) {
  return block_on(storage_.db->transact(*this, &AccountAdmin::change_group, email, group));
}

Task<Result<Done>> AccountAdmin::change_group(db::Tx& tx, Email email, Group group) {
  const auto account = co_await accounts_.find(tx.conn(), email);
  if (!account) co_return unknown(email);
  co_await accounts_.set_group(tx, account->id, group);
  co_return Done{};
}

}  // namespace foyer::app
