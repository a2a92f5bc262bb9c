#pragma once
// Statements over notes that callers may share.

#include "platform/db/database.h"

namespace foyer::test {

constexpr db::SharedSql number_of{
    "SELECT number FROM notes WHERE id = $1",
    "SELECT notes.number, asked.place FROM unnest($1::BIGINT[]) WITH ORDINALITY AS asked (id, place) JOIN notes ON "
    "notes.id = asked.id"};

/// From the number it must still have.
constexpr db::SharedSql raising{
    "UPDATE notes SET number = number + 1 WHERE id = $1 AND number = $2",
    "WITH free AS (SELECT asked.* FROM unnest($1::BIGINT[], $2::BIGINT[]) WITH ORDINALITY AS asked (id, number, place) "
    "JOIN notes ON notes.id = asked.id AND notes.number = asked.number FOR NO KEY UPDATE OF notes SKIP LOCKED) "
    "UPDATE notes SET number = notes.number + 1 FROM free WHERE notes.id = free.id RETURNING free.place"};

constexpr db::SharedSql naming{
    "UPDATE notes SET words = $2 WHERE id = $1",
    "UPDATE notes SET words = asked.words FROM unnest($1::BIGINT[], $2::TEXT[]) WITH ORDINALITY AS asked (id, words, "
    "place) WHERE notes.id = asked.id RETURNING asked.place"};

inline Task<std::optional<std::int64_t>> find_number(db::Database& db, std::int64_t id) {
  co_return co_await db.first_shared<std::int64_t>(number_of, id);
}
inline Task<std::int64_t> raise_note(db::Database& db, std::int64_t id, std::int64_t from) {
  co_return co_await db.run_shared(raising, id, from);
}
inline Task<std::int64_t> name_note(db::Database& db, std::int64_t id, std::string words) {
  co_return co_await db.run_shared(naming, id, words);
}

inline Task<std::int64_t> add_numbered(db::Tx& tx, std::int64_t id, std::int64_t number) {
  co_return co_await tx->run("INSERT INTO notes (id, number) VALUES ($1, $2)", id, number);
}

}  // namespace foyer::test
