#include "app/erasure_admin.h"

#include <fmt/format.h>

#include "app/server_secret.h"
#include "platform/async/block_on.h"
#include "platform/crypto/digest.h"

namespace foyer::app {
namespace {

Secret audit_key(const Settings& settings, Storage& storage) {
  require_head(storage);
  const auto secret = find_secret_of(settings, storage);
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
    : storage_{open_storage(settings, clock_)}, audit_{audit_key(settings, storage_), clock_, random_} {}

Result<bool> ErasureAdmin::erase(const AccountName& name) {
  const auto erased = block_on(storage_.db->transact(*this, &ErasureAdmin::erase_now, name));
  if (!erased) return refuse(erased.error());
  return block_on(storage_.db->scrub());
}

Result<std::string> ErasureAdmin::keep(const AccountName& name) {
  return block_on(storage_.db->transact(*this, &ErasureAdmin::call_off, name));
}

Task<Result<Done>> ErasureAdmin::erase_now(db::Tx& tx, AccountName name) {
  const auto account = co_await lock_account(accounts_, tx, name);
  if (!account) co_return no_account(name);
  co_await accounts_.set_erasure(tx, account->id, clock_.now());
  co_await audit_.forget(tx, account->id);
  co_await accounts_.erase(tx, account->id);
  co_return Done{};
}

Task<Result<std::string>> ErasureAdmin::call_off(db::Tx& tx, AccountName name) {
  const auto account = co_await lock_account(accounts_, tx, name);
  if (!account) co_return no_account(name);
  if (!account->erase_at) co_return refuse(Errc::conflict, "the account is not going to be erased");
  co_await accounts_.set_erasure(tx, account->id, std::nullopt);
  AuditEvent event{.kind = AuditKind::user_deleted, .user = account->id, .detail = "kept"};
  co_await audit_.record(tx, std::move(event));
  co_return account->email;
}

}  // namespace foyer::app
