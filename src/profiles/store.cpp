#include "profiles/store.h"

#include <fmt/format.h>

#include "core/enum_names.h"

namespace foyer::profiles_store {
namespace {

template <std::size_t Min, std::size_t Max, Lines kind>
std::optional<std::string> text_of(const schema::Patch<Text<Min, Max, kind>>& patch) {
  return patch.value ? std::optional{patch.value->str()} : std::nullopt;
}

std::optional<std::string> iso_date(const std::optional<std::chrono::year_month_day>& date) {
  if (!date) return std::nullopt;
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date->year()), static_cast<unsigned>(date->month()),
                     static_cast<unsigned>(date->day()));
}

constexpr db::SharedSql profile{
    "SELECT p.id, p.user_id, u.email, g.name, p.first_name, p.last_name, p.gender, p.date_of_birth, p.avatar, p.info "
    "FROM user_profiles p JOIN users u ON u.id = p.user_id JOIN user_groups g ON g.id = u.group_id "
    "WHERE p.user_id = $1",
    "SELECT p.id, p.user_id, u.email, g.name, p.first_name, p.last_name, p.gender, p.date_of_birth, p.avatar, p.info, "
    "asked.place FROM unnest((SELECT $1::BIGINT[])) WITH ORDINALITY AS asked (id, place) "
    "JOIN user_profiles p ON p.user_id = asked.id JOIN users u ON u.id = p.user_id "
    "JOIN user_groups g ON g.id = u.group_id"};

}  // namespace

/// ON CONFLICT alone would use up a number of the ids each time; it is there for two that insert at once.
Task<void> insert_if_missing(db::Tx& tx, UserId user, Time now) {
  co_await tx->run(
      "INSERT INTO user_profiles (user_id, updated_at) SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT) "
      "WHERE NOT EXISTS (SELECT 1 FROM user_profiles WHERE user_id = $1) ON CONFLICT (user_id) DO NOTHING",
      user, now);
}

Task<std::optional<ProfileResponse>> find(db::Database& database, UserId user) {
  co_return co_await database.first_shared<ProfileResponse>(profile, user);
}

Task<std::optional<ProfileResponse>> find(db::Conn& conn, UserId user) {
  co_return co_await conn.first<ProfileResponse>(profile.one, user);
}

Task<void> update(db::Tx& tx, UserId user, const ProfileChange& change, Time now) {
  const auto first_name = text_of(change.first_name);
  const auto last_name = text_of(change.last_name);
  const auto gender = change.gender.value ? std::optional{std::string{enum_name(*change.gender.value)}} : std::nullopt;
  const auto born = iso_date(change.date_of_birth.value);
  const auto avatar = change.avatar.value ? std::optional{change.avatar.value->str()} : std::nullopt;
  const auto info = text_of(change.info);
  co_await tx->run(
      "UPDATE user_profiles SET "
      "first_name = CASE WHEN $2 THEN $3 ELSE first_name END, "
      "last_name = CASE WHEN $4 THEN $5 ELSE last_name END, "
      "gender = CASE WHEN $6 THEN $7 ELSE gender END, "
      "date_of_birth = CASE WHEN $8 THEN $9 ELSE date_of_birth END, "
      "avatar = CASE WHEN $10 THEN $11 ELSE avatar END, "
      "info = CASE WHEN $12 THEN $13 ELSE info END, "
      "updated_at = $14 WHERE user_id = $1",
      user, change.first_name.given, first_name, change.last_name.given, last_name, change.gender.given, gender,
      change.date_of_birth.given, born, change.avatar.given, avatar, change.info.given, info, now);
}

}  // namespace foyer::profiles_store
