#include <gtest/gtest.h>

#include "platform/db/errors.h"

namespace foyer::db {
namespace {

TEST(StatementInALine, HoldsOneOfManyLines) {
  EXPECT_EQ(statement_in_a_line("\n  CREATE TABLE seats (\n    row  INTEGER,\r\n\tseat INTEGER\n  );\n"),
            "CREATE TABLE seats ( row INTEGER, seat INTEGER );");
  EXPECT_EQ(statement_in_a_line(" \n"), "");
}

TEST(StatementInALine, HoldsTheBeginningOfALongOne) {
  const std::string whole(200, 'a');
  EXPECT_EQ(statement_in_a_line(whole), whole);
  EXPECT_EQ(statement_in_a_line(whole + "b"), whole + " …");
}

}  // namespace
}  // namespace foyer::db
