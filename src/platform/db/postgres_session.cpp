#include <fmt/format.h>

#include <array>
#include <charconv>

#include "platform/db/errors.h"
#include "platform/db/postgres_error.h"
#include "platform/db/postgres_pool.h"
#include "platform/db/postgres_url.h"

namespace foyer::db {
namespace {

struct Clear {
  void operator()(PGresult* result) const noexcept { libpq().clear(result); }
};

void no_notice(void*, const char*) {}

/// A row if the server does not sync what it acknowledges (security.md V1), which nobody can set back from here, and
/// its owner does not say that this is meant, as our tests do.
constexpr const char* finds_lost_syncs =
    "; SELECT 1 WHERE current_setting('fsync') = 'off' "
    "AND current_setting('foyer.may_lose_writes', true) IS DISTINCT FROM 'on'";

/// Single statements outside of transactions are reads, so they may not write; transactions say READ WRITE. An answer
/// of ours means that the work survives a power cut, so what the server's owner may have relaxed is set back.
std::string session_settings(const PostgresOptions& options) {
  const auto limit = options.timeout.count();
  return fmt::format(
      "SET default_transaction_read_only = on; SET statement_timeout = {}; SET lock_timeout = {}; "
      "SET idle_in_transaction_session_timeout = {}; SET client_min_messages = warning; "
      "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'{}",
      limit, limit, 2 * limit, finds_lost_syncs);
}

[[noreturn]] void fail(const PostgresOptions& options, std::string_view why) {
  throw Unavailable{fmt::format("cannot open the database {}: {}", place_of(options), why)};
}

}  // namespace

PostgresSession open_session(const PostgresOptions& options) {
  const Libpq& pq = libpq();
  const std::string url = libpq_url(options.url.reveal());
  // What the URL says comes later and wins. The keepalives and tcp_user_timeout notice a peer that is gone
  // without a word.
  const Encryption encryption = encryption_of(options.url.reveal());
  const std::array<const char*, 11> names{"fallback_application_name",
                                          "connect_timeout",
                                          "keepalives_idle",
                                          "keepalives_interval",
                                          "keepalives_count",
                                          "tcp_user_timeout",
                                          "sslmode",
                                          "sslrootcert",
                                          "dbname",
                                          "client_encoding",
                                          nullptr};
  const std::array<const char*, 11> values{
      "foyer",     "5",    "30",   "10", "3", "30000", encryption.sslmode.c_str(), encryption.sslrootcert.c_str(),
      url.c_str(), "UTF8", nullptr};
  PostgresSession session{pq.connect(names.data(), values.data(), 1)};
  if (!session) fail(options, "out of memory");
  pq.set_notice_processor(session.get(), &no_notice, nullptr);
  if (pq.status(session.get()) != CONNECTION_OK) {
    constexpr std::string_view hint = " (off this machine sslmode is verify-full unless DATABASE_URL has another)";
    const std::string why = one_line(pq.error_message(session.get()));
    const bool ours = !encryption.sslmode.empty() && (why.contains("SSL") || why.contains("certificate"));
    fail(options, ours ? why + std::string{hint} : why);
  }
  const char* encoding = pq.parameter_status(session.get(), "server_encoding");
  if (encoding == nullptr || std::string_view{encoding} != "UTF8") {
    fail(options, fmt::format("its encoding is {}; create it with ENCODING 'UTF8'", encoding ? encoding : "unknown"));
  }
  const std::unique_ptr<PGresult, Clear> set{pq.exec(session.get(), session_settings(options).c_str())};
  const auto status = pq.result_status(set.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
    fail(options, one_line(pq.error_message(session.get())));
  }
  if (pq.rows(set.get()) > 0) {
    fail(options, "it runs with fsync = off and would lose what was acknowledged when the power goes; set fsync = on");
  }
  if (pq.set_nonblocking(session.get(), 1) != 0 || pq.enter_pipeline(session.get()) != 1) {
    fail(options, one_line(pq.error_message(session.get())));
  }
  return session;
}

}  // namespace foyer::db
