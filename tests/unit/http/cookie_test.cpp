// J6: one cookie, read strictly; one cookie, set so that nobody else reads or sends it.
#include "platform/http/cookie.h"

#include <gtest/gtest.h>

namespace foyer::http {
namespace {

std::string ticket_in(std::vector<Field> fields) {
  const Request request{.fields = std::move(fields)};
  return std::string{cookie_of(request, "ticket").value_or("nothing")};
}

TEST(J6, ACookieIsTakenByItsExactName) {
  EXPECT_EQ(ticket_in({{"Cookie", "ticket=B7"}}), "B7");
  EXPECT_EQ(ticket_in({{"cookie", "lang=uk; ticket=B7;theme=dark"}}), "B7");
  EXPECT_EQ(ticket_in({{"Cookie", "lang=uk"}, {"Cookie", "ticket=B7="}}), "B7=");
  EXPECT_EQ(ticket_in({{"Cookie", "ticket="}}), "");
  for (const char* other : {"", "Ticket=B7", "__Host-ticket=B7", "ticket", "ticket B7", "ticket =B7", "lang=ticket=B7",
                            "\"ticket\"=B7", ";;;", "lang=\"; ticket\"=B7"}) {
    EXPECT_EQ(ticket_in({{"Cookie", other}}), "nothing") << other;
  }
  EXPECT_EQ(ticket_in({{"Set-Cookie", "ticket=B7"}, {"X-Cookie", "ticket=B7"}}), "nothing");
}

TEST(J6, ACookieGivenTwiceIsNoCookie) {
  EXPECT_EQ(ticket_in({{"Cookie", "ticket=B7; ticket=B7"}}), "nothing");
  EXPECT_EQ(ticket_in({{"Cookie", "ticket=B7"}, {"Cookie", "ticket=C9"}}), "nothing");
  EXPECT_EQ(ticket_in({{"Cookie", "ticket=B7; lang=uk; ticket="}}), "nothing");
}

TEST(J6, ACookieOfOtherCharactersIsNoCookie) {
  for (const char* value : {"\"B7\"", "B 7", "B,7", "B\\7", "B\t7", "B\x7f", "\xc3\xa9"}) {
    const std::string field = std::string{"ticket="} + value;
    EXPECT_EQ(ticket_in({{"Cookie", field}}), "nothing") << value;
  }
}

TEST(J6, AGuardedCookieIsForThisHostAloneAndNoScript) {
  const Header header = guarded_cookie("__Host-ticket", "B7", std::chrono::hours{2});
  EXPECT_EQ(header.name, "Set-Cookie");
  EXPECT_EQ(header.value, "__Host-ticket=B7; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=7200");
}

}  // namespace
}  // namespace foyer::http
