#include <gtest/gtest.h>

#include "platform/db/errors.h"

namespace foyer::db {
namespace {

TEST(Named, AStatementOfManyLinesIsOneLine) {
  EXPECT_EQ(named("\n  CREATE TABLE seats (\n    row  INTEGER,\r\n\tseat INTEGER\n  );\n"),
            "CREATE TABLE seats ( row INTEGER, seat INTEGER );");
  EXPECT_EQ(named(" \n"), "");
}

TEST(Named, OfALongStatementTheBeginningIsEnough) {
  const std::string whole(200, 'a');
  EXPECT_EQ(named(whole), whole);
  EXPECT_EQ(named(whole + "b"), whole + " …");
}

}  // namespace
}  // namespace foyer::db
