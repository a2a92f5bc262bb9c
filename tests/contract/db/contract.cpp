#include "tests/contract/db/contract.h"

#include "platform/db/postgres.h"
#include "platform/db/sqlite.h"
#include "tests/support/postgres_server.h"

namespace foyer::test {

DatabaseContract::DatabaseContract() : opened_{GetParam().open()} { run(db().transact(&make_notes, db().dialect())); }

std::int64_t DatabaseContract::count() const { return run(db().read(&count_notes)); }

Task<bool> make_notes(db::Tx& tx, db::Dialect dialect) {
  const db::Sql sqlite =
      "CREATE TABLE notes (id BIGINT PRIMARY KEY, number BIGINT, flag BOOLEAN, words TEXT UNIQUE, bytes BLOB)";
  const db::Sql postgres =
      "CREATE TABLE notes (id BIGINT PRIMARY KEY, number BIGINT, flag BOOLEAN, words TEXT UNIQUE, bytes BYTEA)";
  co_await tx->run(dialect == db::Dialect::sqlite ? sqlite : postgres);
  co_return true;
}

Task<std::int64_t> count_notes(db::Conn& conn) {
  const auto count = co_await conn.first<std::int64_t>("SELECT count(*) FROM notes");
  co_return count.value();
}

Task<std::int64_t> add_note(db::Tx& tx, std::int64_t id, std::string words) {
  co_return co_await tx->run("INSERT INTO notes (id, words) VALUES ($1, $2)", id, words);
}

namespace {

OpenDatabase sqlite_file() {
  auto folder = std::make_shared<TempFolder>();
  auto db = db::open_sqlite({.file = *folder / "notes.db"});
  return {std::move(folder), std::move(db)};
}

OpenDatabase postgres_database() {
  auto place = std::make_shared<PostgresDatabase>();
  auto db = db::open_postgres({.url = Secret{place->url()}});
  return {std::move(place), std::move(db)};
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Every, DatabaseContract,
                         testing::Values(Backend{"sqlite", &sqlite_file}, Backend{"postgres", &postgres_database}),
                         [](const auto& info) { return info.param.name; });

}  // namespace foyer::test
