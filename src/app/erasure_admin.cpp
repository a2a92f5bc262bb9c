#include "app/erasure_admin.h"

#include <fmt/format.h>

#include "app/server_secret.h"
#include "platform/async/block_on.h"
#include "platform/crypto/digest.h"

namespace foyer::app {
namespace {

std::unexpected<Error> unknown(const AccountName& name) {
  if (const auto* email = std::get_if<Email>(&name)) {
    return refuse(Errc::not_found, fmt::format("no account has the address {}", email->str()));
  }
  return refuse(Errc::not_found, fmt::format("no account has the id {}", std::get<UserId>(name).value));
}

Secret audit_key(const Settings& settings) {
  const auto secret = find_secret(settings);
  if (!secret) {
    throw std::runtime_error{
        fmt::format("the audit trail is written with the server's secret: set SECRET_KEY, or DATA_DIR to the folder "
                    "that holds secret.key ({} does not)",
                    settings.data_dir.string())};
  }
  return crypto::derive_key(*secret, "foyer/audit");
}

}  // namespace

ErasureAdmin::ErasureAdmin(const Settings& settings)
    : storage_{open_storage(settings, clock_)}, audit_{audit_key(settings), clock_, random_} {
  require_head(storage_);
}

Result<bool> ErasureAdmin::erase(const AccountName& name) {
  const auto erased = block_on(storage_.db->transact(*this, &ErasureAdmin::erase_now, name));
  if (!erased) return refuse(erased.error());
  return block_on(storage_.db->scrub());
}

Result<Done> ErasureAdmin::keep(const AccountName& name) {
  return block_on(storage_.db->transact(*this, &ErasureAdmin::call_off, name));
}

Task<std::optional<Account>> ErasureAdmin::find(db::Conn& conn, AccountName name) {
  if (const auto* email = std::get_if<Email>(&name)) co_return co_await accounts_.find(conn, *email);
  co_return co_await accounts_.find(conn, std::get<UserId>(name));
}

Task<std::optional<Account>> ErasureAdmin::find_locked(db::Tx& tx, AccountName name) {
  const auto found = co_await find(tx.conn(), name);
  if (!found) co_return std::nullopt;
  co_await accounts_.lock(tx, found->id);
  co_return co_await accounts_.find(tx.conn(), found->id);
}

Task<Result<Done>> ErasureAdmin::erase_now(db::Tx& tx, AccountName name) {
  const auto account = co_await find_locked(tx, name);
  if (!account) co_return unknown(name);
  co_await accounts_.set_erasure(tx, account->id, clock_.now());
  co_await audit_.forget(tx, account->id);
  co_await accounts_.erase(tx, account->id);
  co_return Done{};
}

Task<Result<Done>> ErasureAdmin::call_off(db::Tx& tx, AccountName name) {
  const auto account = co_await find_locked(tx, name);
  if (!account) co_return unknown(name);
  if (!account->erase_at) co_return refuse(Errc::conflict, "the account is not going to be erased");
  co_await accounts_.set_erasure(tx, account->id, std::nullopt);
  AuditEvent event{.kind = AuditKind::user_deleted, .user = account->id, .detail = "kept"};
  co_await audit_.record(tx, std::move(event));
  co_return Done{};
}

}  // namespace foyer::app
