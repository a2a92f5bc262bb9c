// Files as answers, at once or later.
#include "platform/http/reply.h"

#include <gtest/gtest.h>

#include "platform/async/block_on.h"
#include "tests/unit/http/header_of.h"
#include "tests/unit/http/ticket_office.h"

namespace foyer::http {
namespace {

class Replies : public testing::Test {
 protected:
  Replies() { open_.api().install(router_); }
  Response get(std::string_view path) { return block_on(router_.handle({.method = Method::get, .path = path})); }
  TicketOffice& office() { return open_.office(); }

 private:
  OpenOffice open_;
  Router router_;
};

TEST_F(Replies, ADownloadIsAnAttachmentOfItsType) {
  const Response file = get("/api/v1/tickets/42/B7");
  EXPECT_EQ(file.status, 200U);
  EXPECT_EQ(file.content(), "a ticket");
  EXPECT_EQ(file.content_type, "text/plain");
  EXPECT_EQ(header_of(file, "Content-Disposition"), R"(attachment; filename="B7_of__Olena_.txt")");
}

TEST_F(Replies, AnEventualFileIs202WithItsStateUntilItIsMade) {
  const Response waiting = get("/api/v1/poster");
  EXPECT_EQ(waiting.status, 202U);
  EXPECT_EQ(waiting.content_type, "application/json");
  EXPECT_EQ(waiting.content(), R"({"state":"in the press"})");
  EXPECT_EQ(header_of(waiting, "Retry-After"), "2");
  EXPECT_EQ(header_of(waiting, "Content-Disposition"), "");

  office().poster_is_ready = true;
  const Response made = get("/api/v1/poster");
  EXPECT_EQ(made.status, 200U);
  EXPECT_EQ(made.content_type, "image/svg+xml");
  EXPECT_EQ(header_of(made, "Content-Disposition"), R"(attachment; filename="poster.svg")");
  EXPECT_EQ(header_of(made, "Retry-After"), "");
}

TEST(Downloads, CannotWriteHeadersThroughTheirName) {
  const Response file =
      reply_with({.bytes = "", .media_type = "text/plain", .file_name = "a\r\nX: \"../b\\c;\xC3\xA9"});
  EXPECT_EQ(header_of(file, "Content-Disposition"), R"(attachment; filename="a__X___.._b_c___")");
}

}  // namespace
}  // namespace foyer::http
