#include "importing/store.h"

namespace foyer::importing_store {

// Parameters travel in the binary form of their type, and that of jsonb is not text: hence $1::text::jsonb.

// SQLite wants the WHERE, or it would take ON CONFLICT for a join's ON.
Task<std::vector<Created>> insert_users(db::Tx& tx, const std::string& users, Time now) {
  constexpr db::Sql sql{
      "INSERT INTO users (email, state, group_id, created_at, updated_at) "
      "SELECT j.value ->> 'email', j.value ->> 'state', g.id, j.value ->> 'created_at', $2 "
      "FROM json_each($1) j JOIN user_groups g ON g.name = j.value ->> 'group' WHERE true "
      "ON CONFLICT (email) DO NOTHING RETURNING id, email",
      "INSERT INTO users (email, state, group_id, created_at, updated_at) "
      "SELECT j.email, j.state, g.id, j.created_at, $2::bigint "
      "FROM jsonb_to_recordset($1::text::jsonb) AS j(email text, state text, \"group\" text, created_at bigint) "
      "JOIN user_groups g ON g.name = j.\"group\" ORDER BY j.email "
      "ON CONFLICT (email) DO NOTHING RETURNING id, email"};
  co_return co_await tx->all<Created>(sql, users, now);
}

Task<std::int64_t> insert_passwords(db::Tx& tx, const std::string& passwords, Time now) {
  constexpr db::Sql sql{
      "INSERT INTO passwords (user_id, hash, changed_at) "
      "SELECT j.value ->> 'id', j.value ->> 'hash', $2 FROM json_each($1) j",
      "INSERT INTO passwords (user_id, hash, changed_at) "
      "SELECT j.id, j.hash, $2::bigint FROM jsonb_to_recordset($1::text::jsonb) AS j(id bigint, hash text)"};
  co_return co_await tx->run(sql, passwords, now);
}

Task<std::int64_t> insert_profiles(db::Tx& tx, const std::string& profiles, Time now) {
  constexpr db::Sql sql{
      "INSERT INTO user_profiles (user_id, first_name, last_name, gender, date_of_birth, avatar, info, updated_at) "
      "SELECT j.value ->> 'id', j.value ->> 'first_name', j.value ->> 'last_name', j.value ->> 'gender', "
      "j.value ->> 'date_of_birth', j.value ->> 'avatar', j.value ->> 'info', $2 FROM json_each($1) j",
      "INSERT INTO user_profiles (user_id, first_name, last_name, gender, date_of_birth, avatar, info, updated_at) "
      "SELECT j.id, j.first_name, j.last_name, j.gender, j.date_of_birth, j.avatar, j.info, $2::bigint "
      "FROM jsonb_to_recordset($1::text::jsonb) AS j(id bigint, first_name text, last_name text, gender text, "
      "date_of_birth text, avatar text, info text)"};
  co_return co_await tx->run(sql, profiles, now);
}

Task<std::vector<std::string>> taken(db::Conn& conn, const std::string& emails) {
  constexpr db::Sql sql{"SELECT email FROM users WHERE email IN (SELECT value FROM json_each($1))",
                        "SELECT email FROM users WHERE email IN (SELECT jsonb_array_elements_text($1::text::jsonb))"};
  co_return co_await conn.all<std::string>(sql, emails);
}

}  // namespace foyer::importing_store
