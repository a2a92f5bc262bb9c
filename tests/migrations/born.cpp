#include "tests/migrations/born.h"

#include "platform/crypto/encoding.h"

namespace foyer::test::born {
namespace {

db::Blob blob(std::string_view hex) { return db::Blob{crypto::from_hex(hex).value()}; }

constexpr std::string_view counting_bytes = "000102030405060708090a0b0c0d0e0f";

constexpr std::string_view sealed_key =
    "6e6e6e6e6e6e6e6e6e6e6e6eb516ca9d3cf6c09e056a2b14d1e0fa95d7aefff755e803c910574e44ff865e6beec90ecb421f7e3296a1c4f1ff"
    "fd1994f07c6be9de8c66c6477eb0e5768589fbdfb423499747857656777c2668eefc442143adf319e1716be7bcab9895704f2a3a71ff77c2bb"
    "e33c6311f61cd09c2929106836303c85231d753b07f75d0b7783dae579fced513cd136390a991a490ed5978e1872614c7fc0c2ea958593060b"
    "ecd42321ce65dc9b3d6c8f1de6fc64599c0bc20ff5973a2f4fb71205e130b6b00eccbb49a4f7d32da05fcdf00d1d27bdb04e0bba46ea429b4c"
    "9cdb99b9384ef39c87ebabf4478fc2e8e3614dee1a3940e939c5865deda352107b64cd314d96a3701b";

struct Stored {
  int version;
  db::Sql rows;
};

constexpr Stored stored[] = {
    {1, "SELECT id || ' ' || name FROM user_groups ORDER BY id"},
    {1,
     "SELECT id || ' ' || email || ' ' || state || ' ' || group_id || ' ' || created_at || ' ' || updated_at "
     "FROM users ORDER BY id"},
    {1, "SELECT user_id || ' ' || hash || ' ' || changed_at FROM passwords ORDER BY user_id"},
    {2,
     "SELECT id || ' ' || name || ' ' || arguments || ' ' || state || ' ' || run_at || ' ' || attempts || ' ' || "
     "coalesce(CAST(leased_until AS TEXT), '-') || ' ' || coalesce(last_error, '-') || ' ' || coalesce(unique_key, "
     "'-') || ' ' || "
     "created_at || ' ' || coalesce(CAST(finished_at AS TEXT), '-') FROM jobs ORDER BY id"},
    {3,
     "SELECT id || ' ' || user_id || ' ' || coalesce(first_name, '-') || ' ' || coalesce(last_name, '-') || ' ' || "
     "coalesce(gender, '-') || ' ' || coalesce(date_of_birth, '-') || ' ' || coalesce(avatar, '-') || ' ' || "
     "coalesce(info, '-') || ' ' || updated_at FROM user_profiles ORDER BY id"},
    {4,
     "SELECT hex(id) || ' ' || purpose || ' ' || user_id || ' ' || email || ' ' || hex(token_hash) || ' ' || "
     "coalesce(password_hash, '-') || ' ' || created_at || ' ' || expires_at || ' ' || coalesce(CAST(used_at AS TEXT), "
     "'-') "
     "FROM one_time_tokens ORDER BY id"},
    {5,
     "SELECT hex(id) || ' ' || user_id || ' ' || generation || ' ' || hex(salt) || ' ' || "
     "coalesce(device_name, '-') || ' ' || user_agent || ' ' || address || ' ' || created_at || ' ' || "
     "rotated_at || ' ' || last_seen_at || ' ' || idle_expires_at || ' ' || absolute_expires_at "
     "FROM sessions ORDER BY id"},
    {6,
     "SELECT kid || ' ' || algorithm || ' ' || hex(sealed) || ' ' || state || ' ' || created_at "
     "FROM signing_keys ORDER BY kid"},
    {7, "SELECT hex(key) || ' ' || used || ' ' || window_ends_at FROM limit_counters ORDER BY key"},
    {7,
     "SELECT hex(account) || ' ' || hex(source) || ' ' || failures || ' ' || last_at FROM password_guesses "
     "ORDER BY account, source"},
    {8,
     "SELECT seq || ' ' || at || ' ' || kind || ' ' || coalesce(CAST(user_id AS TEXT), '-') || ' ' || "
     "coalesce(hex(session_id), '-') || ' ' || request_id || ' ' || detail || ' ' || coalesce(facts, '-') || ' ' || "
     "hex(facts_mac) || ' ' || hex(chain) FROM audit_events ORDER BY seq"},
    {8, "SELECT seq || ' ' || hex(chain) || ' ' || hex(seal) FROM audit_head WHERE seq > 0"},
    {9, "SELECT user_id || ' ' || hex(fingerprint) || ' ' || last_login_at FROM known_devices ORDER BY fingerprint"},
    {10,
     "SELECT hex(id) || ' ' || authenticated_at || ' ' || refresh_window_ends_at || ' ' || refreshes_in_window "
     "FROM sessions WHERE authenticated_at <> 0 ORDER BY id"},
    {11,
     "SELECT kid || ' ' || activated_at || ' ' || coalesce(CAST(retires_at AS TEXT), '-') FROM signing_keys "
     "WHERE activated_at IS NOT NULL ORDER BY kid"},
    {12, "SELECT id || ' ' || erase_at FROM users WHERE erase_at IS NOT NULL ORDER BY id"},
    {12,
     "SELECT user_id || ' ' || ordered_at || ' ' || coalesce(hex(sealed), '-') || ' ' || expires_at FROM exports "
     "ORDER BY user_id"},
    {13, "SELECT id || ' ' || announced_until || ' ' || trace FROM jobs WHERE trace IS NOT NULL ORDER BY id"},
    {14, "SELECT hex(id) || ' ' || sweep_at FROM sessions WHERE sweep_at < 1700000000000 ORDER BY id"},
    {15, "SELECT id || ' ' || language FROM users WHERE language IS NOT NULL ORDER BY id"},
};

}  // namespace

Task<Done> accounts(db::Tx& tx) {
  co_await tx->run(
      "INSERT INTO users (id, email, state, group_id, created_at, updated_at) VALUES "
      "(7, 'olena@example.com', 'active', 2, 1600000000001, 1600000000002), "
      "(8, 'new@example.com', 'pending', 1, 1600000000003, 1600000000003), "
      "(9, 'gone@example.com', 'disabled', 3, 1600000000004, 1600000000005)");
  co_await tx->run(
      "INSERT INTO passwords (user_id, hash, changed_at) VALUES (7, "
      "'$bcrypt-sha256$v=2,t=2b,r=4$abcdefghijklmnopqrstuu$UrDRH5GsRK5/IkWJ2CAjXvc1jCLEPii', 1600000000006)");
  co_return Done{};
}

Task<Done> jobs(db::Tx& tx) {
  co_await tx->run(
      "INSERT INTO jobs (id, name, arguments, state, run_at, attempts, leased_until, last_error, unique_key, "
      "created_at, finished_at) VALUES "
      "(1, 'send_email', '{\"user\":7}', 'queued', 1600000000010, 0, NULL, NULL, 'welcome:7', 1600000000009, NULL), "
      "(2, 'send_email', '{}', 'running', 1600000000010, 1, 1600000000999, NULL, NULL, 1600000000009, NULL), "
      "(3, 'send_email', '{}', 'done', 1600000000010, 1, NULL, NULL, NULL, 1600000000009, 1600000000011), "
      "(4, 'send_email', '{}', 'dead', 1600000000010, 8, NULL, 'refused', NULL, 1600000000009, 1600000000012), "
      "(5, 'send_email', '{}', 'cancelled', 1600000000010, 0, NULL, NULL, NULL, 1600000000009, 1600000000013)");
  co_return Done{};
}

Task<Done> profiles(db::Tx& tx) {
  co_await tx->run(
      "INSERT INTO user_profiles (id, user_id, first_name, last_name, gender, date_of_birth, avatar, info, updated_at) "
      "VALUES (3, 7, 'Олена', 'Shevchenko', 'WOMAN', '1990-04-23', 'https://images.example.com/o.webp', "
      "'Film noir', 1600000000020), (4, 8, NULL, NULL, NULL, NULL, NULL, NULL, 1600000000021)");
  co_return Done{};
}

Task<Done> one_time_tokens(db::Tx& tx) {
  const db::Blob id = blob(counting_bytes);
  const db::Blob hash = blob("d287eca3d5c80fdd6762cbce898763f106cec941371692d059f53d3d3672ae1c");
  const db::Blob reset_id = blob("0f0e0d0c0b0a09080706050403020100");
  const db::Blob reset_hash = blob("4274797a930e45081aa36b57d8979de3f70cad490e15b7151fc5739713e612fd");
  co_await tx->run(
      "INSERT INTO one_time_tokens (id, purpose, user_id, email, token_hash, password_hash, created_at, expires_at, "
      "used_at) VALUES ($1, 'activate', 8, 'new@example.com', $2, '$2b$04$pending', 1600000000030, 1900000000000, "
      "NULL), ($3, 'reset_password', 7, 'olena@example.com', $4, NULL, 1600000000031, 1900000000000, 1600000000032)",
      id, hash, reset_id, reset_hash);
  co_return Done{};
}

Task<Done> sessions(db::Tx& tx) {
  const db::Blob id = blob(counting_bytes);
  const db::Blob salt{std::string(16, 's')};
  const db::Blob bare_id = blob("ff0102030405060708090a0b0c0d0e0f");
  co_await tx->run(
      "INSERT INTO sessions (id, user_id, generation, salt, device_name, user_agent, address, created_at, rotated_at, "
      "last_seen_at, idle_expires_at, absolute_expires_at) VALUES "
      "($1, 7, 3, $2, 'Living-room TV', 'TV/1.0', '192.0.2.7', 1600000000040, 1600000000041, 1600000000042, "
      "1900000000000, 1900000000001), "
      "($3, 9, 1, $2, NULL, '', '', 1600000000040, 1600000000040, 1600000000040, 1900000000000, 1900000000000)",
      id, salt, bare_id);
  co_return Done{};
}

Task<Done> signing_keys(db::Tx& tx) {
  const db::Blob sealed = blob(sealed_key);
  co_await tx->run(
      "INSERT INTO signing_keys (kid, algorithm, sealed, state, created_at) VALUES "
      "($1, 'ES256', $2, 'active', 1600000000050)",
      kid, sealed);
  co_return Done{};
}

Task<Done> limits(db::Tx& tx) {
  const db::Blob key{std::string(32, 'l')};
  const db::Blob source{std::string(32, 'm')};
  co_await tx->run("INSERT INTO limit_counters (key, used, window_ends_at) VALUES ($1, 60, 1600000000900)", key);
  co_await tx->run(
      "INSERT INTO password_guesses (account, source, failures, last_at) VALUES ($1, $2, 3, 1600000000055)", key,
      source);
  co_return Done{};
}

Task<Done> audit(db::Tx& tx) {
  const db::Blob session = blob(counting_bytes);
  const db::Blob macs[] = {blob("49dcebe6db0e9ed42a6dd83ed285c8d10864a84ef51f1671544dbd9ecac4c7d3"),
                           blob("2574a890385fe71dbc85ee130b3d6fbe602a0c28a11c6f9479b0c6904bb4bf2f"),
                           blob("829e44d765bdd657fad6d51e878fc0964110793a9feb0bf2766704981fb8a813")};
  const db::Blob chain[] = {blob("60ac065577eb8a1700831facacb5055c5724ba58683bbb21e2883320ce9540e2"),
                            blob("f6b2b0c50c00e6d7d8d3b258852bca6dbd327e878ada2df4d6f27247f4d7c8d3"),
                            blob("873769ef1a6a25c7ab9112479c50c1c7888e8de32436dd02e8b46e5b29a84b9d")};
  const db::Blob seal = blob("a64d462095265b8145ade6aa9182f1b0748fe52ea4a52a63b871496564f8bbac");
  co_await tx->run(
      "INSERT INTO audit_events (seq, at, kind, user_id, session_id, request_id, detail, facts, facts_mac, chain) "
      "VALUES (1, 1600000000060, 'authn_login_success', 7, $1, 'request-1', '', "
      "'{\"salt\":\"AAECAwQFBgcICQoLDA0ODw\",\"address\":\"192.0.2.7\",\"user_agent\":\"TV/1.0\"}', $2, $3), "
      "(2, 1600000000061, 'user_created', 8, NULL, 'request-2', '', NULL, $4, $5), "
      "(3, 1600000000062, 'user_deleted', 8, NULL, '', 'erased', "
      "'{\"salt\":\"AAAAAAAAAAAAAAAAAAAAAA\",\"address\":\"\",\"user_agent\":\"\"}', $6, $7)",
      session, macs[0], chain[0], macs[1], chain[1], macs[2], chain[2]);
  co_await tx->run("UPDATE audit_head SET seq = 3, chain = $1, seal = $2", chain[2], seal);
  co_return Done{};
}

Task<Done> known_devices(db::Tx& tx) {
  const db::Blob fingerprint{std::string(32, 'f')};
  co_await tx->run("INSERT INTO known_devices (user_id, fingerprint, last_login_at) VALUES (7, $1, 1600000000070)",
                   fingerprint);
  co_return Done{};
}

Task<Done> fresh_sessions(db::Tx& tx) {
  const db::Blob id = blob(counting_bytes);
  co_await tx->run(
      "UPDATE sessions SET authenticated_at = 1600000000080, refresh_window_ends_at = 1600000000090, "
      "refreshes_in_window = 1 WHERE id = $1",
      id);
  co_return Done{};
}

Task<Done> signing_key_overlap(db::Tx& tx) {
  co_await tx->run("UPDATE signing_keys SET activated_at = 1600000000051 WHERE kid = $1", kid);
  co_return Done{};
}

Task<Done> account_rights(db::Tx& tx) {
  const db::Blob sealed{std::string(64, 'e')};
  co_await tx->run("UPDATE users SET erase_at = 1900000000000 WHERE id = 9");
  co_await tx->run(
      "INSERT INTO exports (user_id, ordered_at, sealed, expires_at) VALUES (7, 1600000000100, $1, 1900000000000)",
      sealed);
  co_return Done{};
}

Task<Done> job_announcements(db::Tx& tx) {
  co_await tx->run(
      "UPDATE jobs SET announced_until = 1600000000200, "
      "trace = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' WHERE id = 1");
  co_return Done{};
}

Task<Done> session_sweep(db::Tx& tx) {
  const db::Blob id = blob(counting_bytes);
  co_await tx->run("UPDATE sessions SET sweep_at = 1600000000300 WHERE id = $1", id);
  co_return Done{};
}

Task<Done> account_language(db::Tx& tx) {
  co_await tx->run("UPDATE users SET language = 'uk' WHERE id = 7");
  co_return Done{};
}

Task<Done> continue_numbering(db::Tx& tx) {
  constexpr db::Sql statements[] = {
      {"SELECT 1", "SELECT setval(pg_get_serial_sequence('users', 'id'), max(id)) FROM users"},
      {"SELECT 1", "SELECT setval(pg_get_serial_sequence('jobs', 'id'), max(id)) FROM jobs"},
      {"SELECT 1", "SELECT setval(pg_get_serial_sequence('user_profiles', 'id'), max(id)) FROM user_profiles"}};
  for (const db::Sql& statement : statements) co_await tx->run(statement);
  co_return Done{};
}

Task<Done> speak_hex(db::Tx& tx) {
  constexpr db::Sql make{"SELECT 1",
                         "CREATE FUNCTION hex(BYTEA) RETURNS TEXT LANGUAGE SQL IMMUTABLE "
                         "AS $body$ SELECT upper(encode($1, 'hex')) $body$"};
  co_await tx->run(make);
  co_return Done{};
}

Task<std::vector<std::string>> rows_up_to(db::Conn& conn, int version) {
  std::vector<std::string> out;
  for (const Stored& one : stored) {
    if (one.version > version) continue;
    const auto rows = co_await conn.all<std::string>(one.rows);
    out.insert(out.end(), rows.begin(), rows.end());
  }
  co_return out;
}

}  // namespace foyer::test::born
