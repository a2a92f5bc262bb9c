#include "platform/db/value.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "platform/db/errors.h"

namespace foyer::db {
namespace {

template <class Wanted>
Wanted& expect(Cell& cell, const char* complaint) {
  if (auto* held = std::get_if<Wanted>(&cell)) return *held;
  throw BadRow{complaint};
}

}  // namespace

void from_cell(Cell& cell, std::int64_t& out) { out = expect<std::int64_t>(cell, "column is not an integer"); }

void from_cell(Cell& cell, std::int32_t& out) {
  const std::int64_t wide = expect<std::int64_t>(cell, "column is not an integer");
  if (!std::in_range<std::int32_t>(wide)) throw BadRow{"column does not fit 32 bits"};
  out = static_cast<std::int32_t>(wide);
}

void from_cell(Cell& cell, bool& out) {
  // SQLite has no booleans: its BOOLEAN columns answer with the integers 0 and 1.
  if (const auto* number = std::get_if<std::int64_t>(&cell); number && (*number == 0 || *number == 1)) {
    out = *number == 1;
  } else {
    out = expect<bool>(cell, "column is not a flag");
  }
}

void from_cell(Cell& cell, std::string& out) { out = std::move(expect<std::string>(cell, "column is not text")); }

void from_cell(Cell& cell, Blob& out) { out = std::move(expect<Blob>(cell, "column is not bytes")); }

void from_cell(Cell& cell, Time& out) {
  out = Time{std::chrono::milliseconds{expect<std::int64_t>(cell, "column is not a time")}};
}

void read_id(Cell& cell, unsigned char* bytes, std::size_t size) {
  const std::string& held = expect<Blob>(cell, "column is not an id").bytes;
  if (held.size() != size) throw BadRow{"id has the wrong length"};
  std::ranges::transform(held, bytes, [](char c) { return static_cast<unsigned char>(c); });
}

}  // namespace foyer::db
