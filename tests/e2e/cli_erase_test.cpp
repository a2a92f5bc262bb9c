#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

class EraseCommands : public House {};

TEST_F(EraseCommands, AnErasedAccountIsGoneFromTheRunningServerAndFromTheFile) {
  start();
  given_viewer("olena@example.com");
  const Pair pair = sign_in("olena@example.com");
  const auto unsure = foyer({"user", "erase", "olena@example.com"});
  EXPECT_EQ(unsure.exit_code, 2);
  EXPECT_TRUE(unsure.err.contains("--yes")) << unsure.err;
  ASSERT_EQ(client().get("/api/v1/user/profile", pair.access).status, 200);
  const auto erased = foyer({"user", "erase", "Olena@example.com", "--yes"});
  ASSERT_EQ(erased.exit_code, 0) << erased.err;
  EXPECT_EQ(erased.out, "Olena@example.com is erased.\n");
  EXPECT_EQ(client().get("/api/v1/user/profile", pair.access).status, 401);
  EXPECT_EQ(foyer({"user", "list", "--json"}).out, "[]\n");
  for (const char* file : {"foyer.db", "foyer.db-wal"}) {
    EXPECT_FALSE(read_file(data() / file).contains("olena@example.com")) << file;
  }
  EXPECT_EQ(foyer({"user", "erase", "1", "--yes"}).exit_code, 1);
  EXPECT_EQ(foyer({"user", "erase", "nobody at all", "--yes"}).exit_code, 2);
}

TEST_F(EraseCommands, AnAccountThatIsNotClosedIsNotKeptTwice) {
  start();
  given_viewer("olena@example.com");
  const Pair pair = sign_in("olena@example.com");
  EXPECT_EQ(foyer({"user", "keep", "1"}).exit_code, 1);
  ASSERT_EQ(client().send("DELETE", "/api/v1/user", {}, {{"Authorization", "Bearer " + pair.access}}).status, 200);
  const auto kept = foyer({"user", "keep", "1"});
  EXPECT_EQ(kept.exit_code, 0) << kept.err;
  EXPECT_EQ(foyer({"user", "keep", "olena@example.com"}).exit_code, 1);
}

}  // namespace
}  // namespace foyer::test
