#pragma once
// What goes into a statement and what comes out of a row, the same for both databases.
// Times are BIGINT milliseconds since the epoch; ids of 128 bits are BLOB/BYTEA; flags are BOOLEAN.

#include <boost/describe/enum_from_string.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "core/clock.h"
#include "core/email.h"
#include "core/ids.h"
#include "platform/db/errors.h"

namespace foyer::db {

/// Bytes, as opposed to text.
struct Blob {
  std::string bytes;
  friend bool operator==(const Blob&, const Blob&) = default;
};
struct BlobView {
  std::string_view bytes;
};

/// A parameter. Views stay valid until the statement has been awaited.
using Value = std::variant<std::monostate, std::int64_t, bool, std::string_view, BlobView>;
/// A column of a row that was read.
using Cell = std::variant<std::monostate, std::int64_t, bool, std::string, Blob>;
using Row = std::vector<Cell>;

/// Rows returned and, for a statement that changes rows, how many it changed.
struct Answer {
  std::vector<Row> rows;
  std::int64_t changed = 0;
};

/// Statement text fixed at compile time: text from a request can never become SQL. Parameters are $1, $2, …
class Sql {
 public:
  consteval Sql(const char* text) : sqlite_{text}, postgres_{text} {}
  /// Where one text does not serve both.
  consteval Sql(const char* sqlite, const char* postgres) : sqlite_{sqlite}, postgres_{postgres} {}
  constexpr std::string_view for_sqlite() const noexcept { return sqlite_; }
  constexpr std::string_view for_postgres() const noexcept { return postgres_; }

 private:
  std::string_view sqlite_;
  std::string_view postgres_;
};

/// A statement that callers may share. `one` asks for a single caller. `many` asks for any number of them, on
/// PostgreSQL: its parameters are the same as arrays, an item of each caller, and the last column of every row it
/// answers is the place, from 1, of the caller whose row it is:
///   … FROM unnest($1::BYTEA[], $2::BIGINT[]) WITH ORDINALITY AS asked (id, number, place)
/// Text, bytes, flags and BIGINT, never NULL. `many` waits for no row that others hold (SKIP LOCKED), or all its
/// callers would.
struct SharedSql {
  Sql one;
  Sql many;
};

inline Value to_value(std::int64_t v) { return v; }
inline Value to_value(int v) { return std::int64_t{v}; }
inline Value to_value(bool v) { return v; }
inline Value to_value(std::string_view v) { return v; }
inline Value to_value(const std::string& v) { return std::string_view{v}; }
inline Value to_value(const char* v) { return std::string_view{v}; }
inline Value to_value(std::nullopt_t) { return std::monostate{}; }
inline Value to_value(const Blob& v) { return BlobView{v.bytes}; }
inline Value to_value(BlobView v) { return v; }
inline Value to_value(Time v) { return std::int64_t{v.time_since_epoch().count()}; }
inline Value to_value(const Email& v) { return std::string_view{v.str()}; }
template <class Tag>
Value to_value(const NumericId<Tag>& v) {
  return v.value;
}
template <class Tag>
Value to_value(const OrderedId<Tag>& v) {
  return BlobView{{reinterpret_cast<const char*>(v.bytes.data()), v.bytes.size()}};
}
template <class T>
Value to_value(const std::optional<T>& v) {
  return v ? to_value(*v) : Value{std::monostate{}};
}

/// Reads a cell into `out`; throws BadRow when the column's type or a NULL does not fit, which is a bug of ours.
void from_cell(Cell&, std::int64_t& out);
void from_cell(Cell&, std::int32_t& out);
void from_cell(Cell&, bool& out);
void from_cell(Cell&, std::string& out);
void from_cell(Cell&, Blob& out);
void from_cell(Cell&, Time& out);
void read_id(Cell&, unsigned char* bytes, std::size_t size);
template <class Tag>
void from_cell(Cell& cell, NumericId<Tag>& out) {
  from_cell(cell, out.value);
}
template <class Tag>
void from_cell(Cell& cell, OrderedId<Tag>& out) {
  read_id(cell, out.bytes.data(), out.bytes.size());
}
/// A described enum, kept as its word.
template <class E>
  requires std::is_enum_v<E>
void from_cell(Cell& cell, E& out) {
  std::string word;
  from_cell(cell, word);
  if (!boost::describe::enum_from_string(word.c_str(), out)) throw BadRow{"an unknown word"};
}
template <class T>
void from_cell(Cell& cell, std::optional<T>& out) {
  if (std::holds_alternative<std::monostate>(cell)) {
    out.reset();
  } else {
    from_cell(cell, out.emplace());
  }
}

}  // namespace foyer::db
