#include "tests/migrations/engine.h"

#include <ranges>

namespace foyer::test {
namespace {

Task<std::vector<std::string>> table_names(db::Conn& conn) {
  constexpr db::Sql names{
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'schema_migrations' ORDER BY name",
      "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema() "
      "AND tablename <> 'schema_migrations' ORDER BY tablename"};
  co_return co_await conn.all<std::string>(names);
}

}  // namespace

std::vector<db::Migration> three() {
  return {
      {.number = 1, .name = "apples", .up = "CREATE TABLE apples (id INTEGER)", .down = "DROP TABLE apples"},
      {.number = 2,
       .name = "bears",
       .up = "-- bears; they eat apples\nCREATE TABLE bears (id INTEGER);\nINSERT INTO bears VALUES (1); -- one\n",
       .down = "DROP TABLE bears;"},
      {.number = 4, .name = "cats", .up = "CREATE TABLE cats (id INTEGER);", .down = "DROP TABLE cats;"},
  };
}

std::unique_ptr<db::Database> MigrationEngine::open() const {
  if (!postgres_) return db::open_sqlite({.file = folder_ / "schema.db"});
  return db::open_postgres({.url = Secret{postgres_->url()}});
}

std::string MigrationEngine::tables() const {
  std::string out;
  for (const std::string& name : run(db_->read(&table_names))) out += (out.empty() ? "" : " ") + name;
  return out;
}

MigrationEngine::Numbers MigrationEngine::applied(db::Migrator& migrator) const {
  Numbers out;
  for (const auto& row : run(migrator.history()) | std::views::reverse) out.push_back(row.number);
  return out;
}

Result<MigrationEngine::Numbers> MigrationEngine::upgrade(db::Migrator& migrator, std::string_view target) const {
  return run(migrator.upgrade(db::MigrationTarget::parse(target).value()));
}

Result<MigrationEngine::Numbers> MigrationEngine::downgrade(db::Migrator& migrator, std::string_view target) const {
  return run(migrator.downgrade(db::MigrationTarget::parse(target).value()));
}

}  // namespace foyer::test
