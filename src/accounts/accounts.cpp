#include "accounts/accounts.h"

#include "accounts/store.h"
#include "core/enum_names.h"

namespace foyer {
namespace {

namespace store = accounts_store;

}  // namespace

Task<std::optional<Account>> Accounts::find(db::Conn& conn, Email email) {
  co_return co_await store::find_by_email(conn, email);
}

Task<std::optional<Account>> Accounts::find(db::Conn& conn, UserId id) {
  co_return co_await store::find_by_id(conn, id);
}

Task<void> Accounts::lock(db::Tx& tx, UserId id) { co_await store::lock(tx, id); }

Task<std::vector<Account>> Accounts::list(db::Conn& conn, AccountFilter filter) {
  const std::string_view state = filter.state ? enum_name(*filter.state) : std::string_view{};
  co_return co_await store::list_after(conn, filter.after, state, filter.limit);
}

Task<std::optional<UserId>> Accounts::create(db::Tx& tx, Email email, AccountState state,
                                             std::optional<Language> language) {
  const auto tag = language ? std::optional{std::string{tag_of(*language)}} : std::nullopt;
  co_return co_await store::insert(tx, email, enum_name(state), tag, clock_.now());
}

Task<bool> Accounts::activate_pending(db::Tx& tx, UserId id) {
  const auto pending = enum_name(AccountState::pending);
  const auto active = enum_name(AccountState::active);
  co_return co_await store::change_state(tx, id, pending, active, clock_.now()) == 1;
}

Task<bool> Accounts::set_state(db::Tx& tx, UserId id, AccountState state) {
  co_return co_await store::update_state(tx, id, enum_name(state), clock_.now()) == 1;
}

Task<bool> Accounts::set_email(db::Tx& tx, UserId id, Email email) {
  co_return co_await store::update_email(tx, id, email, clock_.now()) == 1;
}

Task<void> Accounts::set_erasure(db::Tx& tx, UserId id, std::optional<Time> at) {
  co_await store::update_erasure(tx, id, at, clock_.now());
}

Task<std::vector<UserId>> Accounts::due_for_erasure(db::Conn& conn, std::int64_t limit) {
  co_return co_await store::list_due(conn, clock_.now(), limit);
}

Task<bool> Accounts::erase(db::Tx& tx, UserId id) { co_return co_await store::remove_due(tx, id, clock_.now()) == 1; }

Task<bool> Accounts::set_group(db::Tx& tx, UserId id, Group group) {
  co_return co_await store::update_group(tx, id, enum_name(group), clock_.now()) == 1;
}

Task<void> Accounts::set_language(db::Tx& tx, UserId id, Language language) {
  co_await store::update_language(tx, id, tag_of(language), clock_.now());
}

}  // namespace foyer
