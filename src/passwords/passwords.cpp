#include "passwords/passwords.h"

namespace foyer {

Task<Result<std::string>> Passwords::hash(Secret password, std::string source) {
  co_return co_await pool_.hash(std::move(password), std::move(source));
}

Task<Result<bool>> Passwords::verify(Secret password, std::optional<std::string> stored, std::string source) {
  // An unknown address must cost one hash as well, or the response time tells who is registered.
  const bool exists = stored.has_value();
  std::string against = exists ? std::move(*stored) : pool_.hasher().decoy();
  const bool is_of_today = !is_outdated(against);
  const auto began = std::chrono::steady_clock::now();
  auto proven = co_await pool_.verify(std::move(password), std::move(against), std::move(source));
  if (proven && is_of_today) latest_proof_ = std::chrono::steady_clock::now() - began;
  if (!proven) co_return refuse(std::move(proven.error()));
  co_return exists && *proven;
}

Task<std::optional<std::string>> Passwords::find(db::Conn& conn, UserId user) {
  co_return co_await conn.first<std::string>("SELECT hash FROM passwords WHERE user_id = $1", user);
}

Task<std::optional<Credentials>> Passwords::credentials(db::Conn& conn, Email email) {
  co_return co_await conn.first<Credentials>(
      "SELECT u.id, u.email, u.state, g.name, u.created_at, u.erase_at, u.language, p.hash FROM users u "
      "JOIN user_groups g ON g.id = u.group_id LEFT JOIN passwords p ON p.user_id = u.id WHERE u.email = $1",
      email);
}

Task<std::optional<Credentials>> Passwords::credentials_of(db::Conn& conn, UserId user) {
  co_return co_await conn.first<Credentials>(
      "SELECT u.id, u.email, u.state, g.name, u.created_at, u.erase_at, u.language, p.hash FROM users u "
      "JOIN user_groups g ON g.id = u.group_id LEFT JOIN passwords p ON p.user_id = u.id WHERE u.id = $1",
      user);
}

Task<std::optional<std::string>> Passwords::newest(db::Conn& conn) {
  co_return co_await conn.first<std::string>("SELECT hash FROM passwords ORDER BY user_id DESC LIMIT 1");
}

Task<void> Passwords::set(db::Tx& tx, UserId user, std::string hash) {
  const Time now = clock_.now();
  co_await tx->run(
      "INSERT INTO passwords (user_id, hash, changed_at) VALUES ($1, $2, $3) "
      "ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = excluded.changed_at",
      user, hash, now);
}

Task<void> Passwords::set_while_pending(db::Tx& tx, UserId user, std::string hash) {
  const Time now = clock_.now();
  co_await tx->run(
      "INSERT INTO passwords (user_id, hash, changed_at) "
      "SELECT id, $2, $3 FROM users WHERE id = $1 AND state = 'pending' "
      "ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, changed_at = 0",
      user, hash, now);
}

Task<std::optional<std::string>> Passwords::find_undisputed(db::Conn& conn, UserId user) {
  co_return co_await conn.first<std::string>("SELECT hash FROM passwords WHERE user_id = $1 AND changed_at > 0", user);
}

Task<void> Passwords::remove_disputed(db::Tx& tx, UserId user) {
  co_await tx->run("DELETE FROM passwords WHERE user_id = $1 AND changed_at = 0", user);
}

Task<void> Passwords::remove(db::Tx& tx, UserId user) {
  co_await tx->run("DELETE FROM passwords WHERE user_id = $1", user);
}

Task<std::optional<HeldPassword>> Passwords::held(db::Conn& conn, UserId user) {
  auto row = co_await conn.first<HeldPassword>("SELECT hash, changed_at FROM passwords WHERE user_id = $1", user);
  if (!row) co_return std::nullopt;
  // A hash string begins with "$scheme$"; the rest must not leave this room.
  const auto end = row->scheme.find('$', 1);
  row->scheme = end == std::string::npos ? std::string{} : row->scheme.substr(1, end - 1);
  co_return row;
}

Task<bool> Passwords::replace(db::Tx& tx, UserId user, std::string from, std::string to) {
  const Time now = clock_.now();
  const auto changed = co_await tx->run(
      "UPDATE passwords SET hash = $3, changed_at = $4 WHERE user_id = $1 AND hash = $2", user, from, to, now);
  co_return changed == 1;
}

}  // namespace foyer
