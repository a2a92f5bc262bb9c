#include <dlfcn.h>
#include <gtest/gtest.h>

#include <memory>

#include "platform/db/postgres_error.h"

namespace foyer::db {
namespace {

using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;

/// A failure of libpq's own making, as for want of memory: it has no SQLSTATE.
Result made_by_libpq() {
  void* const library = ::dlopen("libpq.so.5", RTLD_NOW);
  const auto make = reinterpret_cast<decltype(&PQmakeEmptyPGresult)>(::dlsym(library, "PQmakeEmptyPGresult"));
  return {make(nullptr, PGRES_FATAL_ERROR), libpq().clear};
}

TEST(PostgresError, OfLibpqItselfEndsTheConnectionAndIsNoBugOfOurs) {
  const Result failure = made_by_libpq();
  EXPECT_TRUE(ends_connection(failure.get(), "SELECT 1"));
  EXPECT_THROW(std::rethrow_exception(postgres_failure(failure.get(), "SELECT 1")), ConnectionLost);
}

}  // namespace
}  // namespace foyer::db
