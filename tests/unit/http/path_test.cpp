// Path segments as arguments, and DELETE.
#include "platform/http/path.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "platform/async/block_on.h"
#include "tests/unit/http/ticket_office.h"

namespace foyer::http {
namespace {

class PathSegments : public testing::Test {
 protected:
  PathSegments() { office_.api().install(router_); }

  std::string give_back(std::string_view path, std::string_view token = "Bearer olena's") {
    const Response response = block_on(
        router_.handle({.method = Method::del, .path = path, .fields = {{"Authorization", token}}, .body = "ignored"}));
    return std::to_string(response.status) + " " + std::string{response.content()};
  }

 private:
  OpenOffice office_;
  Router router_;
};

constexpr std::string_view not_found = R"(404 {"detail":"Not found","code":"not_found"})";

TEST_F(PathSegments, BecomeTheMembersOfTheirNames) {
  EXPECT_EQ(give_back("/api/v1/tickets/42/B7"), R"(200 {"seat":"42 B7"})");
  EXPECT_EQ(give_back("/api/v1/tickets/0/\xC3\xA9"), "200 {\"seat\":\"0 \xC3\xA9\"}");
  EXPECT_EQ(give_back("/api/v1/tickets/9223372036854775807/B7"), R"(200 {"seat":"9223372036854775807 B7"})");
}

TEST_F(PathSegments, ThatCannotBeAValueAreTheSame404AsAnUnknownId) {
  for (const char* path :
       {"/api/v1/tickets/x/B7", "/api/v1/tickets/-1/B7", "/api/v1/tickets/+1/B7", "/api/v1/tickets/01/B7",
        "/api/v1/tickets/00/B7", "/api/v1/tickets/1.0/B7", "/api/v1/tickets/1 /B7", "/api/v1/tickets/0x1/B7",
        "/api/v1/tickets/9223372036854775808/B7", "/api/v1/tickets/42/longer", "/api/v1/tickets/42/B\x01",
        "/api/v1/tickets//B7", "/api/v1/tickets/42/", "/api/v1/tickets/42/B7/x"}) {
    EXPECT_EQ(give_back(path), not_found) << path;
  }
}

TEST_F(PathSegments, TellNothingToStrangers) {
  EXPECT_TRUE(give_back("/api/v1/tickets/42/B7", "").starts_with("401 "));
  EXPECT_TRUE(give_back("/api/v1/tickets/x/B7", "").starts_with("401 "));
}

TEST(PathRoute, WithoutASegmentForAMemberIsABug) {
  TicketOffice office;
  Api api{{}, {}};
  EXPECT_THROW(api.del("/tickets/{seat}", &TicketOffice::give_back, office), std::logic_error);
  EXPECT_THROW(api.del("/tickets/{buyer}{seat}", &TicketOffice::give_back, office), std::logic_error);
  EXPECT_NO_THROW(api.del("/tickets/{seat}/of/{buyer}", &TicketOffice::give_back, office));
}

}  // namespace
}  // namespace foyer::http
