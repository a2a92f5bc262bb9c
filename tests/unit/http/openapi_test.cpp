// The document says what the endpoints enforce.
#include "platform/http/openapi.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/unit/http/ticket_office.h"

namespace foyer::http {
namespace {

namespace json = boost::json;

class Document : public testing::Test {
 protected:
  const json::value& operation(std::string_view method, std::string_view path) const {
    return document_.at("paths").at(path).at(method);
  }
  const json::value& schema(std::string_view name) const { return document_.at("components").at("schemas").at(name); }

  json::value document_ = openapi(
      OpenOffice{}.api(), {.title = "Box office", .version = "1", .description = "Tickets", .token_url = "/token"});
};

std::string members(const json::value& object) {
  std::string out;
  for (const auto& member : object.as_object()) out += std::string{member.key()} + " ";
  return out;
}

TEST_F(Document, NamesItsVersionAndItself) {
  EXPECT_EQ(document_.at("openapi"), "3.1.0");
  EXPECT_EQ(document_.at("info").at("title"), "Box office");
  EXPECT_EQ(members(document_.at("paths")),
            "/api/v1/tickets /api/v1/tickets/check /api/v1/tickets/mine /api/v1/mine "
            "/api/v1/tickets/{buyer}/{seat} /api/v1/poster /api/v1/renew ");
}

TEST_F(Document, AnswersEachFailureThatMayCome) {
  EXPECT_EQ(members(operation("post", "/api/v1/tickets").at("responses")), "200 400 403 409 413 415 422 429 503 ");
  EXPECT_EQ(members(operation("get", "/api/v1/tickets/check").at("responses")), "200 400 422 503 ");
  EXPECT_EQ(members(operation("get", "/api/v1/tickets/mine").at("responses")), "200 400 401 503 ");
}

TEST_F(Document, FailuresNameTheHeadersThatComeWithThem) {
  const auto& order = operation("post", "/api/v1/tickets").at("responses");
  EXPECT_EQ(members(order.at("429").at("headers")), "Retry-After RateLimit RateLimit-Policy ");
  EXPECT_EQ(members(order.at("503").at("headers")), "Retry-After ");
  EXPECT_FALSE(order.at("409").as_object().contains("headers"));
  const auto& mine = operation("get", "/api/v1/tickets/mine").at("responses");
  EXPECT_EQ(members(mine.at("401").at("headers")), "WWW-Authenticate ");
  EXPECT_EQ(members(document_.at("components").at("headers")),
            "WWW-Authenticate Retry-After RateLimit RateLimit-Policy Set-Cookie ");
}

TEST_F(Document, J6EndpointsThatHonourThePagesCookieSaySo) {
  const auto& renew = operation("post", "/api/v1/renew");
  EXPECT_EQ(renew.at("parameters").at(0).at("$ref"), "#/components/parameters/X-Foyer-Session");
  EXPECT_EQ(members(renew.at("responses").at("200").at("headers")), "Set-Cookie ");
  EXPECT_EQ(document_.at("components").at("parameters").at("X-Foyer-Session").at("in"), "header");
  EXPECT_FALSE(operation("post", "/api/v1/tickets").as_object().contains("parameters"));
}

TEST_F(Document, AFormHasItsOwnNamesAndTheBodysRules) {
  const auto& content = operation("post", "/api/v1/tickets").at("requestBody").at("content");
  const auto& form = content.at("application/x-www-form-urlencoded").at("schema");
  EXPECT_EQ(members(form.at("properties")), "username seat ");
  EXPECT_EQ(form.at("required"), json::value(json::array{"username"}));
  EXPECT_EQ(form.at("properties").at("username"), schema("TicketOrder").at("properties").at("email"));
  EXPECT_EQ(members(schema("TicketOrder").at("properties")), "email seat ");
}

TEST_F(Document, AQueryBecomesParametersAndNoSchema) {
  const auto& parameters = operation("get", "/api/v1/tickets/check").at("parameters").as_array();
  ASSERT_EQ(parameters.size(), 2U);
  EXPECT_EQ(parameters[0].at("name"), "number");
  EXPECT_EQ(parameters[0].at("in"), "query");
  EXPECT_EQ(parameters[0].at("required"), true);
  EXPECT_EQ(parameters[0].at("description"), "Printed on the ticket");
  EXPECT_EQ(parameters[1].at("required"), false);
  EXPECT_FALSE(document_.at("components").at("schemas").as_object().contains("TicketQuery"));
}

TEST_F(Document, SegmentsAreRequiredPathParametersOfTheirTypes) {
  const auto& operation_ = operation("delete", "/api/v1/tickets/{buyer}/{seat}");
  const auto& parameters = operation_.at("parameters").as_array();
  ASSERT_EQ(parameters.size(), 2U);
  EXPECT_EQ(parameters[0].at("name"), "buyer");
  EXPECT_EQ(parameters[0].at("schema").at("type"), "integer");
  EXPECT_EQ(parameters[1].at("name"), "seat");
  EXPECT_EQ(parameters[1].at("description"), "Printed on the ticket");
  for (const auto& parameter : parameters) {
    EXPECT_EQ(parameter.at("in"), "path");
    EXPECT_EQ(parameter.at("required"), true);
  }
  EXPECT_FALSE(operation_.as_object().contains("requestBody"));
  EXPECT_EQ(members(operation_.at("responses")), "200 400 401 404 503 ");
  EXPECT_EQ(operation_.at("responses").at("404").at("description"), "Not found");
  EXPECT_EQ(operation_.at("operationId"), "deleteTicketsBuyerSeat");
}

TEST_F(Document, ADownloadIsAFileWithAName) {
  const auto& file = operation("get", "/api/v1/tickets/{buyer}/{seat}").at("responses").at("200");
  EXPECT_EQ(members(file.at("content")), "text/plain ");
  EXPECT_EQ(members(file.at("headers")), "Content-Disposition ");
}

TEST_F(Document, AnEventualAnswerIsBothOfItsAnswers) {
  const auto& responses = operation("get", "/api/v1/poster").at("responses");
  EXPECT_EQ(members(responses), "200 202 503 ");
  EXPECT_EQ(members(responses.at("200").at("content")), "image/svg+xml ");
  EXPECT_EQ(responses.at("202").at("content").at("application/json").at("schema").at("$ref"),
            "#/components/schemas/Printing");
  EXPECT_EQ(members(responses.at("202").at("headers")), "Retry-After ");
}

TEST_F(Document, OnlyEndpointsOfViewersAskForAToken) {
  EXPECT_EQ(operation("get", "/api/v1/tickets/mine").at("security").as_array().size(), 2U);
  EXPECT_FALSE(operation("post", "/api/v1/tickets").as_object().contains("security"));
  EXPECT_FALSE(operation("get", "/api/v1/tickets/check").as_object().contains("security"));
}

TEST_F(Document, AnAliasIsTheSameUnderAnotherName) {
  json::object alias = operation("get", "/api/v1/mine").as_object();
  json::object original = operation("get", "/api/v1/tickets/mine").as_object();
  EXPECT_EQ(alias.at("summary"), "My tickets (alias)");
  EXPECT_EQ(alias.at("operationId"), "getMine");
  EXPECT_EQ(original.at("operationId"), "getTicketsMine");
  for (const char* own : {"summary", "operationId"}) {
    alias.erase(own);
    original.erase(own);
  }
  EXPECT_EQ(alias, original);
}

TEST_F(Document, PrettyTextIsTheSameDocument) {
  const std::string text = pretty(document_);
  EXPECT_EQ(json::parse(text), document_);
  EXPECT_TRUE(text.ends_with("}\n"));
  EXPECT_EQ(pretty(json::parse(R"({"a":[],"b":{},"c":[1,"x\n"],"d":null})")),
            "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    \"x\\n\"\n  ],\n  \"d\": null\n}\n");
}

}  // namespace
}  // namespace foyer::http
