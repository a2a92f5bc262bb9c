#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

class PepperedHouse : public House {
 protected:
  static constexpr const char* pepper = "0123456789abcdef0123456789abcdef-one";
  static constexpr const char* other = "0123456789abcdef0123456789abcdef-two";
  void SetUp() override { ASSERT_EQ(foyer({"migrate", "upgrade", "head"}).exit_code, 0); }
  std::string stored() { return sql("SELECT hash FROM passwords").out; }
};

TEST_F(PepperedHouse, P4HashesAreSealedByCommandAndServerAndAPepperCanBeReplaced) {
  settings()["PASSWORD_PEPPER"] = pepper;
  given_viewer("olena@example.com");
  EXPECT_TRUE(stored().starts_with("$foyer-pepper$")) << stored();
  start();
  sign_in("olena@example.com");
  stop();
  const std::string before = stored();
  settings()["PASSWORD_PEPPER"] = other;
  settings()["PASSWORD_PEPPER_PREVIOUS"] = pepper;
  start();
  sign_in("olena@example.com");
  EXPECT_NE(stored().substr(0, 28), before.substr(0, 28));
}

TEST_F(PepperedHouse, P4AMissingOrForeignPepperStopsTheStart) {
  settings()["PASSWORD_PEPPER"] = pepper;
  given_viewer("olena@example.com");
  for (const char* wrong : {"", other}) {
    settings()["PASSWORD_PEPPER"] = wrong;
    const auto served = foyer({"serve"});
    EXPECT_EQ(served.exit_code, 2) << wrong;
    EXPECT_TRUE(served.err.contains("PASSWORD_PEPPER")) << served.err;
    EXPECT_EQ(lines_in(served.err), 1U) << served.err;
  }
}

TEST_F(PepperedHouse, AnUnpepperedPasswordIsSealedAtTheNextLogin) {
  given_viewer("olena@example.com");
  settings()["PASSWORD_PEPPER"] = pepper;
  start();
  sign_in("olena@example.com");
  EXPECT_TRUE(stored().starts_with("$foyer-pepper$")) << stored();
}

}  // namespace
}  // namespace foyer::test
