#pragma once
// The server database: PostgreSQL 13 or newer. Statements are prepared once per connection and awaited on the caller's
// own loop; connections are opened on threads of their own, because names, TLS and SCRAM take time, and are shared by
// all callers. Transactions are READ COMMITTED (docs/adr/0015-read-committed-and-row-locks.md); a deadlock or a lock
// not given in time runs the body again, a few times. A connection that breaks in the middle is Unavailable. If it
// breaks while a transaction commits nobody knows whether the work was stored: the caller is told Unavailable and must
// be able to ask again, as after any lost answer. A server that was restarted is found again by the next caller.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/secret.h"
#include "platform/db/database.h"

namespace foyer::db {

/// The server's own limit ends a slow statement with an answer; this much later nobody answers any more.
inline constexpr std::chrono::seconds way_there_and_back{2};

struct PostgresOptions {
  Secret url;                                 ///< postgresql://user:password@host:port/name?…, as libpq reads it
  std::size_t pool = 16;                      ///< most connections
  std::chrono::milliseconds timeout{6'000};   ///< of one statement, and of its wait for a lock
  std::chrono::milliseconds patience{5'000};  ///< how long a caller waits for a connection
  std::size_t max_waiting = 10'000;           ///< callers that wait for a connection; one more is Unavailable
};

/// postgresql:// or postgres://, with or without a driver's name behind a plus sign.
bool is_postgres_url(std::string_view url);
/// What is wrong with it, in words that hold nothing of its password; nothing if libpq can read it.
std::optional<std::string> mistake_in_postgres_url(std::string_view url);
/// The sslmode of a URL that leaves this machine and lets anybody answer; nothing if it does not. It is verify-full
/// where nothing else is written.
std::optional<std::string> unverified_sslmode(std::string_view url);
/// user@host:port/name, for people.
std::string place_of(const PostgresOptions&);

/// Opens one connection. Throws Unavailable with one sentence, without the password, if that fails.
/// Destroy it before the io_contexts its callers run on; callers that still wait then are told Unavailable or go with
/// their io_context.
std::unique_ptr<Database> open_postgres(PostgresOptions);

}  // namespace foyer::db
