#include <atomic>

#include "tests/api/race.h"
#include "tests/api/rights_house.h"

namespace foyer::test {
namespace {

class AddressRaces : public RightsHouse {
 protected:
  static std::string address(const char* whose, int round) { return whose + std::to_string(round) + "@example.com"; }
};

TEST_F(AddressRaces, V5ALinkThatConfirmsAnAddressMovesOnce) {
  given_viewer(olena);
  const Tokens here = sign_in(olena);
  std::string token;
  std::atomic<int> answered{0};
  int moves = 0;
  Race{}.hold(
      [&] {
        const std::string next = address("olena", ++moves);
        ASSERT_EQ(change(here.access, next).status, 200U);
        token = mailed_token(next);
        answered = 0;
      },
      [&] {
        if (confirm(here.access, token).status == 200) ++answered;
      },
      [&] {
        EXPECT_EQ(answered, racers);  // a repeated confirmation is no error
        EXPECT_EQ(audited("email_changed"), moves);
        EXPECT_EQ(address_of(here), address("olena", moves));
      });
}

TEST_F(AddressRaces, V5ALinkThatUndoesAChangeUndoesItOnce) {
  std::string token;
  std::atomic<int> answered{0};
  int undone = 0;
  Race{}.hold(
      [&] {
        const std::string mine = address("olena", ++undone);
        given_viewer(mine);
        token = move(sign_in(mine), mine, address("thief", undone));
        answered = 0;
      },
      [&] {
        if (undo(token).status == 200) ++answered;
      },
      [&] {
        EXPECT_EQ(answered, racers);  // nor is a repeated return
        EXPECT_EQ(audited("email_change_undone"), undone);
        EXPECT_EQ(count("users WHERE email = '" + address("olena", undone) + "'"), 1);
      });
}

}  // namespace
}  // namespace foyer::test
