#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

class Guessing : public House {};

TEST_F(Guessing, L1CountersSurviveAKill) {
  settings()["LIMIT_PASSWORD_FAILURES"] = "10";
  start();
  given_viewer("olena@example.com");
  for (int i = 0; i < 10; ++i) {
    EXPECT_EQ(client().post("/api/v1/auth/login", credentials("olena@example.com", "Wrong&Velvet77")).status, 400);
  }
  kill();
  start();
  EXPECT_EQ(client().post("/api/v1/auth/login", credentials("olena@example.com", password)).status, 429);
}

}  // namespace
}  // namespace foyer::test
