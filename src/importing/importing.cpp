#include "importing/importing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>
#include <unordered_map>
#include <unordered_set>

#include "core/enum_names.h"
#include "importing/store.h"
#include "platform/crypto/digest.h"
#include "platform/schema/object.h"

namespace foyer::importing {

struct UserRow {
  std::string email;
  AccountState state{};
  Group group{};
  std::int64_t created_at = 0;
};
FOYER_DESCRIBE(UserRow, email, state, group, created_at)

struct PasswordRow {
  UserId id;
  std::string hash;
};
FOYER_DESCRIBE(PasswordRow, id, hash)

struct ProfileRow {
  UserId id;
  std::optional<Text<1, 100>> first_name;
  std::optional<Text<1, 100>> last_name;
  std::optional<Gender> gender;
  std::optional<std::chrono::year_month_day> date_of_birth;
  std::optional<std::string> avatar;
  std::optional<Text<0, 4000, Lines::multiple>> info;
};
FOYER_DESCRIBE(ProfileRow, id, first_name, last_name, gender, date_of_birth, avatar, info)

namespace {

/// Addresses seen so far and where, without keeping the addresses.
class Seen {
 public:
  /// Where the address was before; nothing, and remembered, if it was not.
  std::optional<std::int64_t> before(const Email& email, std::int64_t row) {
    Key key{};
    std::memcpy(key.data(), crypto::sha256(email.str()).data(), sizeof key);
    const auto [at, fresh] = rows_.try_emplace(key, row);
    return fresh ? std::nullopt : std::optional{at->second};
  }

 private:
  using Key = std::array<std::uint64_t, 2>;
  struct First {
    std::size_t operator()(const Key& key) const noexcept { return key[0]; }
  };
  std::unordered_map<Key, std::int64_t, First> rows_;
};

std::string users_of(std::span<const NewAccount> batch) {
  std::vector<UserRow> rows;
  rows.reserve(batch.size());
  for (const NewAccount& one : batch) {
    rows.push_back({one.email.str(), one.state, one.group, one.created_at.time_since_epoch().count()});
  }
  return schema::to_json(rows);
}

ProfileRow profile_of(UserId id, const ProfileChange& profile) {
  return {id,
          profile.first_name.value,
          profile.last_name.value,
          profile.gender.value,
          profile.date_of_birth.value,
          profile.avatar.value ? std::optional{profile.avatar.value->str()} : std::nullopt,
          profile.info.value};
}

/// One machine word (audit.h) that says how many, and where to look for them.
std::string detail_of(const std::vector<importing_store::Created>& created) {
  const auto [first, last] = std::ranges::minmax_element(created, {}, &importing_store::Created::id);
  return fmt::format("{}.ids.{}-{}", created.size(), first->id.value, last->id.value);
}

}  // namespace

Task<void> Importing::run(Source& source, Report& report) {
  const Terms terms{options_.allow_smtputf8, parts_.clock.now()};
  Seen seen;
  std::vector<NewAccount> batch;
  while (auto row = source.next()) {
    ++report.rows;
    report.ignored_columns = source.ignored_columns();
    auto account = row->record ? account_of(*row->record, terms) : std::unexpected(row->record.error());
    if (!account) {
      std::string address = row->record ? shown_address(*row->record) : std::string{};
      report.skipped.push_back({row->number, std::move(address), std::move(account.error())});
      continue;
    }
    if (const auto before = seen.before(account->email, row->number)) {
      report.skipped.push_back({row->number, account->email.str(), fmt::format("the address of row {}", *before)});
      continue;
    }
    account->row = row->number;
    batch.push_back(std::move(*account));
    if (batch.size() < options_.batch) continue;
    co_await take(batch, report);
    batch.clear();
  }
  report.ignored_columns = source.ignored_columns();
  if (!batch.empty()) co_await take(batch, report);
}

Task<void> Importing::take(Batch batch, Report& report) {
  Stored stored;
  if (options_.dry_run) {
    stored = co_await parts_.db.read(*this, &Importing::foresee, batch);
  } else {
    stored = co_await parts_.db.transact(*this, &Importing::store, batch);
  }
  report.imported += stored.accounts;
  report.pending += stored.pending;
  report.without_password += stored.without_password;
  report.already_here += static_cast<std::int64_t>(batch.size()) - stored.accounts;
  std::ranges::sort(stored.trimmed, {}, &Remark::row);
  std::ranges::move(stored.trimmed, std::back_inserter(report.trimmed));
}

void Importing::Stored::count(const NewAccount& account) {
  ++accounts;
  if (account.state == AccountState::pending) ++pending;
  if (!account.hash) ++without_password;
  if (!account.left_out.empty()) trimmed.push_back({account.row, account.email.str(), account.left_out});
}

Task<Importing::Stored> Importing::store(db::Tx& tx, Batch batch) {
  const Time now = parts_.clock.now();
  const std::string users = users_of(batch);
  const auto created = co_await importing_store::insert_users(tx, users, now);
  if (created.empty()) co_return Stored{};

  std::unordered_map<std::string_view, const NewAccount*> by_address;
  for (const NewAccount& one : batch) by_address.emplace(one.email.str(), &one);
  Stored stored;
  std::vector<PasswordRow> passwords;
  std::vector<ProfileRow> profiles;
  for (const auto& [id, email] : created) {
    const NewAccount& account = *by_address.at(email);
    stored.count(account);
    if (account.hash) {
      passwords.push_back({id, parts_.peppers != nullptr ? parts_.peppers->seal_up(*account.hash) : *account.hash});
    }
    profiles.push_back(profile_of(id, account.profile));
  }
  const std::string password_rows = schema::to_json(passwords);
  co_await importing_store::insert_passwords(tx, password_rows, now);
  const std::string profile_rows = schema::to_json(profiles);
  co_await importing_store::insert_profiles(tx, profile_rows, now);
  // One for each transaction: a trail of its own for each of a million accounts would say nothing more, and an event
  // outside of the transaction could be missing after a crash.
  AuditEvent event{.kind = AuditKind::users_imported, .detail = detail_of(created)};
  co_await parts_.audit->record(tx, std::move(event));
  co_return stored;
}

Task<Importing::Stored> Importing::foresee(db::Conn& conn, Batch batch) {
  std::vector<std::string> emails;
  for (const NewAccount& one : batch) emails.push_back(one.email.str());
  const std::string list = schema::to_json(emails);
  const auto taken = co_await importing_store::taken(conn, list);
  const std::unordered_set<std::string_view> known{taken.begin(), taken.end()};
  Stored stored;
  for (const NewAccount& one : batch) {
    if (!known.contains(one.email.str())) stored.count(one);
  }
  co_return stored;
}

}  // namespace foyer::importing
