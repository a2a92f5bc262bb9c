#include "platform/db/postgres_values.h"

#include <fmt/format.h>

#include <bit>
#include <charconv>
#include <cstring>
#include <optional>
#include <stdexcept>

#include "platform/db/errors.h"

namespace foyer::db {
namespace {

constexpr int as_text = 0;
constexpr int as_bytes = 1;

/// https://www.postgresql.org/docs/15/catalog-pg-type.html: the fixed numbers of built-in types.
enum class Type : Oid {
  boolean = 16,
  bytea = 17,
  single_char = 18,
  name = 19,
  int8 = 20,
  int2 = 21,
  int4 = 23,
  text = 25,
  unknown = 705,
  bpchar = 1042,
  varchar = 1043,
  nothing = 2278,
};

/// Big-endian.
template <class Unsigned>
std::int64_t integer(const char* bytes, int length) {
  if (length != static_cast<int>(sizeof(Unsigned))) throw BadRow{"an integer has the wrong length"};
  Unsigned raw = 0;
  for (std::size_t i = 0; i < sizeof(Unsigned); ++i) {
    raw = static_cast<Unsigned>(raw << 8U | static_cast<unsigned char>(bytes[i]));
  }
  return static_cast<std::int64_t>(static_cast<std::make_signed_t<Unsigned>>(raw));
}

Cell read_cell(const Libpq& pq, const PGresult* result, int row, int column) {
  if (pq.is_null(result, row, column) != 0) return std::monostate{};
  const char* bytes = pq.value(result, row, column);
  const int length = pq.length(result, row, column);
  switch (static_cast<Type>(pq.column_type(result, column))) {
    case Type::int8:
      return integer<std::uint64_t>(bytes, length);
    case Type::int4:
      return integer<std::uint32_t>(bytes, length);
    case Type::int2:
      return integer<std::uint16_t>(bytes, length);
    case Type::boolean:
      return length == 1 && bytes[0] != 0;
    case Type::bytea:
      return Blob{{bytes, static_cast<std::size_t>(length)}};
    case Type::text:
    case Type::varchar:
    case Type::bpchar:
    case Type::name:
    case Type::single_char:
    case Type::unknown:
      return std::string{bytes, static_cast<std::size_t>(length)};
    case Type::nothing:
      return std::monostate{};
  }
  throw BadRow{fmt::format("column is of type {}, which no cell holds", pq.column_type(result, column))};
}

std::int64_t changed_by(const Libpq& pq, PGresult* result) {
  const std::string_view command = pq.command(result);
  if (command.starts_with("SELECT") || command.starts_with("FETCH")) return 0;
  const std::string_view number = pq.changed(result);
  std::int64_t out = 0;
  std::from_chars(number.data(), number.data() + number.size(), out);
  return out;
}

}  // namespace

PostgresParameters::PostgresParameters(std::span<const Value> values) {
  numbers_.reserve(values.size());  // their addresses are kept
  struct Binder {
    PostgresParameters& to;
    void add(const char* start, std::size_t size, int format) const {
      to.starts_.push_back(start);
      to.lengths_.push_back(static_cast<int>(size));
      to.formats_.push_back(format);
    }
    /// A null pointer would be NULL.
    void add(std::string_view bytes) const { add(bytes.empty() ? "" : bytes.data(), bytes.size(), as_bytes); }
    void operator()(std::monostate) const { add(nullptr, 0, as_text); }
    void operator()(std::int64_t v) const {
      auto& digits = to.numbers_.emplace_back();
      *std::to_chars(digits.data(), digits.data() + digits.size() - 1, v).ptr = '\0';
      add(digits.data(), std::strlen(digits.data()), as_text);
    }
    void operator()(bool v) const { add(v ? "t" : "f", 1, as_text); }
    void operator()(std::string_view v) const { add(v); }
    void operator()(BlobView v) const { add(v.bytes); }
  };
  for (const Value& value : values) std::visit(Binder{*this}, value);
}

namespace {

/// Big-endian, as everything on the wire.
template <class Unsigned>
void append(std::string& out, Unsigned number) {
  for (std::size_t left = sizeof(Unsigned); left-- > 0;) out += static_cast<char>(number >> 8 * left);
}

/// One item: its length, and its bytes as the binary form of its type.
struct ItemWriter {
  std::string& out;
  Type operator()(std::monostate) const { throw std::logic_error{"an array holds no NULL"}; }
  Type operator()(std::int64_t v) const {
    append(out, std::uint32_t{sizeof v});
    append(out, static_cast<std::uint64_t>(v));
    return Type::int8;
  }
  Type operator()(bool v) const {
    append(out, std::uint32_t{1});
    out += v ? '\1' : '\0';
    return Type::boolean;
  }
  Type operator()(std::string_view v) const { return write(v, Type::text); }
  Type operator()(BlobView v) const { return write(v.bytes, Type::bytea); }
  Type write(std::string_view bytes, Type type) const {
    append(out, static_cast<std::uint32_t>(bytes.size()));
    out += bytes;
    return type;
  }
};

}  // namespace

std::string encode_array(std::span<const Value> values) {
  // https://github.com/postgres/postgres/blob/REL_15_STABLE/src/backend/utils/adt/arrayfuncs.c (array_recv):
  // dimensions, whether there are NULLs, type of the items, length and lower bound of the only dimension, items.
  constexpr std::uint32_t dimensions = 1;
  constexpr std::uint32_t no_nulls = 0;
  constexpr std::uint32_t lower_bound = 1;
  std::string items;
  std::optional<Type> type;
  for (const Value& value : values) {
    const Type its = std::visit(ItemWriter{items}, value);
    if (type.value_or(its) != its) throw std::logic_error{"an array holds values of one type"};
    type = its;
  }
  std::string out;
  append(out, dimensions);
  append(out, no_nulls);
  append(out, static_cast<std::uint32_t>(type.value()));
  append(out, static_cast<std::uint32_t>(values.size()));
  append(out, lower_bound);
  return out + items;
}

Answer read_answer(const PGresult* result) {
  const Libpq& pq = libpq();
  Answer answer;
  const int rows = pq.rows(result);
  const int columns = pq.columns(result);
  answer.rows.reserve(static_cast<std::size_t>(rows));
  for (int r = 0; r < rows; ++r) {
    Row& row = answer.rows.emplace_back();
    row.reserve(static_cast<std::size_t>(columns));
    for (int c = 0; c < columns; ++c) row.push_back(read_cell(pq, result, r, c));
  }
  answer.changed = changed_by(pq, const_cast<PGresult*>(result));
  return answer;
}

}  // namespace foyer::db
