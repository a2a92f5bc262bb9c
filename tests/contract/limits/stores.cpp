#include "tests/contract/limits/stores.h"

#include <boost/describe.hpp>
#include <stdexcept>

#include "platform/db/migrate.h"
#include "platform/db/sqlite.h"
#include "tests/support/run_on.h"

namespace foyer {
namespace {

struct CountRow {
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(CountRow, (), (count))

Task<std::int64_t> count_rows(db::Conn& conn) {
  const auto row = co_await conn.first<CountRow>("SELECT count(*) AS count FROM limit_counters");
  co_return row->count;
}

}  // namespace

TableStore::TableStore() : db_{db::open_sqlite({.file = folder_.path() / "limits.db"})} {
  db::Migrator migrator{*db_, clock_, db::built_in_migrations(db_->dialect())};
  const auto migrated = test::run_on(io, migrator.upgrade(*db::MigrationTarget::parse("head")));
  if (!migrated) throw std::runtime_error{migrated.error().detail};
}

Task<Allowance> TableStore::take(Limit limit, std::string subject) {
  co_return co_await db_->transact(limits_, &Limits::take, limit, subject);
}

Task<Standing> TableStore::standing(Limit limit, std::string subject) {
  co_return co_await db_->read(limits_, &Limits::standing, limit, subject);
}

std::size_t TableStore::counters() { return static_cast<std::size_t>(test::run_on(io, db_->read(&count_rows))); }

redis::Options RedisStore::patient_enough(redis::Options options) {
  options.connect_timeout = std::chrono::milliseconds{500};
  options.command_timeout = std::chrono::milliseconds{500};
  return options;
}

Task<Allowance> RedisStore::take(Limit limit, std::string subject) { return buckets.take(limit, subject); }
Task<Standing> RedisStore::standing(Limit limit, std::string subject) { return buckets.standing(limit, subject); }

std::vector<std::string> RedisStore::keys() {
  const redis::Reply found = test::run_on(io, client.run({"KEYS", "*"}));
  std::vector<std::string> out;
  for (const redis::Reply& each : *found.array()) out.push_back(*each.text());
  return out;
}

void RedisStore::advance(std::chrono::seconds by) {
  for (const std::string& key : keys()) {
    const std::int64_t left = *test::run_on(io, client.run({"PTTL", key})).integer();
    const std::int64_t later = left - std::chrono::milliseconds{by}.count();
    test::run_on(io, client.run({"PEXPIRE", key, std::to_string(later)}));
  }
}

std::size_t RedisStore::counters() { return keys().size(); }

redis::Options DegradedStore::of_nobody() {
  redis::Options out;
  out.port = test::free_port();
  return out;
}

Task<Allowance> DegradedStore::take(Limit limit, std::string subject) { return buckets_.take(limit, subject); }
Task<Standing> DegradedStore::standing(Limit limit, std::string subject) { return buckets_.standing(limit, subject); }

}  // namespace foyer
