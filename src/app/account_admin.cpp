#include "app/account_admin.h"

#include <fmt/format.h>

#include "app/server_secret.h"
#include "core/enum_names.h"
#include "platform/async/block_on.h"
#include "platform/crypto/digest.h"

namespace foyer::app {

AccountAdmin::AccountAdmin(const Settings& settings)
    : settings_{settings},
      storage_{open_storage(settings, clock_)},
      plain_hasher_{settings.hash_cost, random_},
      peppered_hasher_{peppered(settings, plain_hasher_, random_)},
      hasher_{peppered_hasher_ ? static_cast<crypto::PasswordHasher&>(*peppered_hasher_) : plain_hasher_} {
  require_head(storage_);
  require_pepper(storage_, peppered_hasher_.get());
}

Result<UserId> AccountAdmin::create(const Email& email, Password password, Group group) {
  if (email.needs_smtputf8() && !settings_.allow_smtputf8) {
    return refuse(Errc::validation_error, "set EMAIL_ALLOW_SMTPUTF8=true to take addresses that are not ASCII");
  }
  const std::string_view chosen = password.secret().reveal();
  auto weakness = weakness_of(chosen, settings_.auth.password_rules);
  if (!weakness) weakness = too_personal(chosen, email, settings_.auth.password_rules);
  if (weakness) return refuse(Errc::validation_error, weakness->msg);
  open_trail();
  return block_on(storage_.db->transact(*this, &AccountAdmin::store, email, hasher_.hash(password.secret()), group));
}

Task<Result<UserId>> AccountAdmin::store(db::Tx& tx, Email email, std::string hash, Group group) {
  const auto id = co_await accounts_.create(tx, email, AccountState::active, std::nullopt);
  if (!id) co_return refuse(Errc::conflict, fmt::format("{} has an account already", email.str()));
  co_await accounts_.set_group(tx, *id, group);
  co_await passwords_.set(tx, *id, std::move(hash));
  co_await profiles_.create(tx, *id);
  co_await record(tx, AuditKind::user_created, *id, "by_operator");
  co_return *id;
}

void AccountAdmin::open_trail() {
  audit_ = std::make_unique<Audit>(crypto::derive_key(secret_of(settings_, storage_, random_), "foyer/audit"), clock_,
                                   random_);
}

Task<Done> AccountAdmin::record(db::Tx& tx, AuditKind kind, UserId user, std::string detail) {
  AuditEvent event{.kind = kind, .user = user, .detail = std::move(detail)};
  co_return co_await audit_->record(tx, std::move(event));
}

Result<std::vector<Account>> AccountAdmin::list(AccountFilter filter) {
  return block_on(storage_.db->read(*this, &AccountAdmin::load, filter));
}

Task<std::vector<Account>> AccountAdmin::load(db::Conn& conn, AccountFilter filter) {
  co_return co_await accounts_.list(conn, filter);
}

Result<std::string> AccountAdmin::set_state(const AccountName& name, AccountState state) {
  open_trail();
  return block_on(storage_.db->transact(*this, &AccountAdmin::change_state, name, state));
}

Task<Result<std::string>> AccountAdmin::change_state(db::Tx& tx, AccountName name, AccountState state) {
  const auto account = co_await lock_account(accounts_, tx, name);
  if (!account) co_return no_account(name);
  co_await accounts_.set_state(tx, account->id, state);
  const bool enabled = state == AccountState::active;
  const bool first = enabled && account->state == AccountState::pending;
  const auto ended = enabled ? 0 : co_await sessions_.end_all(tx, account->id);
  // Whoever was mailed a link before is not who an operator means (security.md R4).
  if (!enabled || first) co_await verification_.void_all(tx, account->id);
  if (first) co_await passwords_.remove_disputed(tx, account->id);
  if (ended > 0) co_await record(tx, AuditKind::session_ended, account->id, "disabled");
  const auto kind = first ? AuditKind::user_activated : enabled ? AuditKind::user_enabled : AuditKind::user_disabled;
  co_await record(tx, kind, account->id, "by_operator");
  co_return account->email;
}

Result<std::string> AccountAdmin::set_group(const AccountName& name, Group group) {
  open_trail();
  return block_on(storage_.db->transact(*this, &AccountAdmin::change_group, name, group));
}

Task<Result<std::string>> AccountAdmin::change_group(db::Tx& tx, AccountName name, Group group) {
  const auto account = co_await lock_account(accounts_, tx, name);
  if (!account) co_return no_account(name);
  co_await accounts_.set_group(tx, account->id, group);
  std::string word{enum_name(group)};
  for (char& letter : word) letter = static_cast<char>(letter - 'A' + 'a');
  co_await record(tx, AuditKind::privilege_permissions_changed, account->id, std::move(word));
  co_return account->email;
}

}  // namespace foyer::app
