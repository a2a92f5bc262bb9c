#include "platform/async/block_on.h"
#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

class SitePages : public Cinema {};

TEST_F(SitePages, DocumentationLoadsNothingFromElsewhere) {
  for (const auto* path : {"/docs", "/redoc"}) {
    const Answer page = get(path);
    EXPECT_EQ(page.status, 200U);
    EXPECT_FALSE(page.text.contains("https://")) << path;
    EXPECT_FALSE(page.header("Content-Security-Policy").contains("script-src 'self' 'unsafe-inline'"));
  }
  EXPECT_EQ(get("/docs/assets/swagger-ui-bundle.js").header("Content-Encoding"), "gzip");
}

TEST_F(SitePages, TheDocumentDescribesEveryRoute) {
  const auto document = get("/openapi.json").json();
  EXPECT_EQ(document.at("openapi"), "3.1.0");
  const auto& paths = document.at("paths").as_object();
  for (const auto* path :
       {"/api/v1/auth/register", "/api/v1/auth/verify", "/api/v1/auth/login", "/api/v1/auth/refresh",
        "/api/v1/auth/logout", "/api/v1/auth/request-password-reset", "/api/v1/auth/resend-password-reset",
        "/api/v1/auth/resend-verification-email", "/api/v1/auth/reset-password", "/api/v1/auth/change-password",
        "/api/v1/user/profile", "/api/v1/users/me", "/api/v1/users/me/update"}) {
    EXPECT_TRUE(paths.contains(path)) << path;
  }
}

TEST_F(SitePages, ASchemaThatIsNotThisBinarysIsNotReady) {
  EXPECT_EQ(get("/health/ready").status, 200U);
  ASSERT_TRUE(block_on(storage().migrator.downgrade({db::MigrationTarget::Kind::relative, -1})).has_value());
  EXPECT_EQ(get("/health/ready").status, 503U);
}

TEST_F(SitePages, HealthSaysAliveAndReady) {
  EXPECT_EQ(get("/health/live").text, R"({"status":"alive"})");
  EXPECT_EQ(get("/health/ready").text, R"({"status":"ready"})");
}

TEST_F(SitePages, CapturedMailIsShownToThisMachineOnly) {
  post("/api/v1/auth/register", credentials("olena@example.com", good_password));
  work();
  const Answer list = browse("/dev/mail");
  EXPECT_EQ(list.status, 200U);
  EXPECT_TRUE(list.text.contains("olena@example.com"));
  EXPECT_TRUE(browse("/dev/mail/1").text.contains("/verify?token="));
  const std::string policy = browse("/dev/mail/1/html").header("Content-Security-Policy");
  EXPECT_TRUE(policy.contains("sandbox allow-same-origin"));
  EXPECT_FALSE(policy.contains("script")) << "beside our origin it would leave nothing of the sandbox";
  EXPECT_EQ(browse("/dev/mail/2").status, 404U);
  EXPECT_EQ(browse("/dev/mail/x").status, 404U);

  http::Request stranger{.method = http::Method::get, .path = "/dev/mail"};
  stranger.fields = {{"Host", "localhost"}};
  stranger.client.address = "192.0.2.7";
  EXPECT_EQ(send(stranger).status, 404U);
  http::Request proxied{.method = http::Method::get, .path = "/dev/mail"};
  proxied.fields = {{"Host", "localhost"}, {"X-Forwarded-For", "192.0.2.7"}};
  EXPECT_EQ(send(proxied).status, 404U);
  http::Request rebound{.method = http::Method::get, .path = "/dev/mail"};
  rebound.fields = {{"Host", "evil.example"}};
  EXPECT_EQ(send(rebound).status, 404U);
}

TEST_F(SitePages, TheLandingPageLeadsToCapturedMailOnlyWhereItMayBeRead) {
  const Answer here = browse("/");
  EXPECT_TRUE(here.text.contains("href=\"dev/mail\""));
  EXPECT_TRUE(here.text.contains("wait here instead"));
  http::Request stranger{.method = http::Method::get, .path = "/"};
  stranger.fields = {{"Host", "cinema.example"}};
  stranger.client.address = "192.0.2.7";
  const Answer elsewhere = send(stranger);
  EXPECT_FALSE(elsewhere.text.contains("href=\"dev/mail\""));
  EXPECT_TRUE(elsewhere.text.contains("own machine instead"));
}

TEST_F(SitePages, H4UnknownPathsAndMethodsSaySo) {
  EXPECT_EQ(get("/api/v1/auth/nothing").code(), "not_found");
  const Answer wrong = get("/api/v1/auth/login");
  EXPECT_EQ(wrong.status, 405U);
  EXPECT_EQ(wrong.header("Allow"), "POST, OPTIONS");
}

TEST_F(SitePages, H5ProblemDetailsWhenAskedFor) {
  http::Request request{.method = http::Method::get, .path = "/api/v1/user/profile"};
  request.fields = {{"Accept", "application/problem+json"}};
  const Answer answer = send(request);
  EXPECT_EQ(answer.content_type, "application/problem+json");
  EXPECT_EQ(answer.json().at("status"), 401);
}

}  // namespace
}  // namespace foyer::test
