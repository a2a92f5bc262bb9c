#include <dlfcn.h>
#include <gtest/gtest.h>

#include <memory>
#include <stdexcept>

#include "platform/db/postgres_error.h"

namespace foyer::db {
namespace {

using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

/// A failure of libpq's own making, as for want of memory: it has no SQLSTATE.
Result made_by_libpq() {
  void* const library = ::dlopen("libpq.so.5", RTLD_NOW);
  void* const make = library ? ::dlsym(library, "PQmakeEmptyPGresult") : nullptr;
  if (make == nullptr) throw std::runtime_error{"no libpq"};
  return {reinterpret_cast<decltype(&PQmakeEmptyPGresult)>(make)(nullptr, PGRES_FATAL_ERROR), libpq().clear};
}

TEST(PostgresError, OfLibpqItselfEndsTheConnectionAndIsNoBugOfOurs) {
  const Result failure = made_by_libpq();
  EXPECT_TRUE(ends_connection(failure.get(), "SELECT 1"));
  EXPECT_THROW(std::rethrow_exception(postgres_failure(failure.get(), "SELECT 1")), ConnectionLost);
}

TEST(PostgresError, OfManyLinesIsToldInOne) {
  EXPECT_EQ(one_line("refused\n\tIs the server\tup?\n"), "refused; Is the server\tup?");
}

}  // namespace
}  // namespace foyer::db
