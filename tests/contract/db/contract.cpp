#include "tests/contract/db/contract.h"

#include "platform/db/sqlite.h"

namespace foyer::test {

DatabaseContract::DatabaseContract() : db_{GetParam().open(folder_)} {
  run(db_->transact(&make_notes, db_->dialect()));
}

std::int64_t DatabaseContract::count() const { return run(db_->read(&count_notes)); }

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

Backend sqlite_file() {
  return {"sqlite", [](const TempFolder& folder) { return db::open_sqlite({.file = folder / "notes.db"}); }};
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Every, DatabaseContract, testing::Values(sqlite_file()),
                         [](const auto& info) { return info.param.name; });

}  // namespace foyer::test
