#include "profiles/profiles.h"

#include "profiles/store.h"

namespace foyer {

namespace store = profiles_store;

Task<void> Profiles::create(db::Tx& tx, UserId user) { co_await store::insert_if_missing(tx, user, clock_.now()); }

Task<Result<ProfileResponse>> Profiles::show(Principal who) {
  auto profile = co_await store::find(db_, who.user);
  if (!profile) profile = co_await db_.transact(*this, &Profiles::create_missing, who.user);
  if (!profile) co_return refuse(Errc::not_authenticated);  // the account went while the request was under way
  co_return std::move(*profile);
}

Task<Result<ProfileResponse>> Profiles::update(ProfileChange change, Principal who) {
  const auto today = std::chrono::floor<std::chrono::days>(clock_.now());
  if (change.date_of_birth.value && std::chrono::sys_days{*change.date_of_birth.value} > today) {
    const FieldError future{"date_future", {"body", "date_of_birth"}, "Date should not be in the future"};
    co_return refuse(Error{.code = Errc::validation_error, .fields = {future}});
  }
  auto profile = co_await db_.transact(*this, &Profiles::change, who.user, std::move(change));
  if (!profile) co_return refuse(Errc::not_authenticated);
  co_return std::move(*profile);
}

Task<std::optional<ProfileResponse>> Profiles::find(db::Conn& conn, UserId user) {
  co_return co_await store::find(conn, user);
}

Task<std::optional<ProfileResponse>> Profiles::create_missing(db::Tx& tx, UserId user) {
  co_await store::insert_if_missing(tx, user, clock_.now());
  co_return co_await store::find(tx.conn(), user);
}

Task<std::optional<ProfileResponse>> Profiles::change(db::Tx& tx, UserId user, ProfileChange change) {
  co_await store::insert_if_missing(tx, user, clock_.now());
  co_await store::update(tx, user, change, clock_.now());
  co_return co_await store::find(tx.conn(), user);
}

}  // namespace foyer
