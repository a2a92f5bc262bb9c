#pragma once
// Parameters and cells as PostgreSQL's wire carries them: numbers and flags go as text, so that the server may take
// them for the narrower type of their column; text and bytes go as they are; all answers come in binary.

#include <array>
#include <boost/container/small_vector.hpp>
#include <span>
#include <string>

#include "platform/db/libpq.h"
#include "platform/db/value.h"

namespace foyer::db {

class PostgresParameters {
 public:
  /// What `values` show outlives this.
  explicit PostgresParameters(std::span<const Value> values);
  PostgresParameters(const PostgresParameters&) = delete;
  PostgresParameters& operator=(const PostgresParameters&) = delete;

  int count() const noexcept { return static_cast<int>(starts_.size()); }
  const char* const* starts() const noexcept { return starts_.data(); }
  const int* lengths() const noexcept { return lengths_.data(); }
  const int* formats() const noexcept { return formats_.data(); }

 private:
  static constexpr std::size_t usual = 16;
  template <class T>
  using List = boost::container::small_vector<T, usual>;

  List<std::array<char, 24>> numbers_;
  List<const char*> starts_;
  List<int> lengths_;
  List<int> formats_;
};

/// Values of one type as the parameter of a bigint[], boolean[], text[] or bytea[]. Throws std::logic_error over a NULL
/// and over a mixture.
std::string encode_array(std::span<const Value>);

/// Rows, and how many were changed; throws BadRow over a type that cells do not have.
Answer read_answer(const PGresult*);

}  // namespace foyer::db
