// The hosted pages as a whole; each form's story is tested beside its endpoint.
#include <regex>

#include "pages/web_app.h"
#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

constexpr auto pages = {"/",
                        "/sign-in",
                        "/sign-up",
                        "/check-mail",
                        "/account",
                        "/forgot-password",
                        "/forgot-password?done",
                        "/reset-password?token=AAAA",
                        "/reset-password?done",
                        "/confirm-email?token=AAAA",
                        "/confirm-email?done",
                        "/undo-email-change?token=AAAA",
                        "/undo-email-change?done",
                        "/verify?token=AAAA",
                        "/verify?done",
                        "/api/v1/auth/verify?token=AAAA",
                        "/dev/mail",
                        "/dev/mail/1",
                        "/nothing/here"};

class HostedPages : public Cinema {
 protected:
  void SetUp() override {
    post("/api/v1/auth/register", credentials("olena@example.com", good_password));
    work();
  }
};

TEST_F(HostedPages, NameNothingByTheTopOfTheOrigin) {
  const std::regex rooted{R"re((href|src|action)="(/|https?:)[^"]*)re"};
  for (const Language language : languages) {
    speak(language);
    for (const std::string path : pages) {
      const Answer page = browse(path);
      std::smatch found;
      std::string text = page.text;
      const bool holds_letter = path == "/dev/mail/1";  // its links are those of the letter
      EXPECT_TRUE(holds_letter || !std::regex_search(text, found, rooted)) << path << ' ' << found.str();
      EXPECT_TRUE(text.contains("<html lang=\"" + std::string{tag_of(language)} + "\"")) << path;
      EXPECT_FALSE(text.contains("{{")) << path;
    }
  }
  for (const char* path : {"/docs", "/redoc"}) {
    std::smatch found;
    const std::string text = get(path).text;
    EXPECT_FALSE(std::regex_search(text, found, rooted)) << path << ' ' << found.str();
  }
}

TEST_F(HostedPages, AreNeverKeptAndTellNobodyWhereTheyWere) {
  for (const std::string path : pages) {
    const Answer page = browse(path);
    EXPECT_EQ(page.status, path.starts_with("/nothing") ? 404U : 200U) << path;
    EXPECT_EQ(page.content_type, "text/html; charset=utf-8") << path;
    // The writer's defaults: no-store and no-referrer (see Answers in tests/contract/http).
    EXPECT_EQ(page.header("Cache-Control"), "") << path;
    EXPECT_EQ(page.header("Referrer-Policy"), "") << path;
    EXPECT_TRUE(page.header("Content-Security-Policy").contains("script-src 'self';")) << path;
  }
}

TEST_F(HostedPages, HaveAppFilesThatMayBeKeptForEver) {
  const auto& app = embedded::web_app();
  ASSERT_FALSE(app.files.empty());
  for (const auto& file : app.files) {
    const Answer answer = get("/" + std::string{file.path});
    EXPECT_EQ(answer.status, 200U) << file.path;
    EXPECT_EQ(answer.header("Cache-Control"), "public, max-age=31536000, immutable") << file.path;
    EXPECT_EQ(answer.header("Content-Encoding"), file.path.ends_with(".woff2") ? "" : "gzip") << file.path;
    EXPECT_EQ(answer.text, file.bytes) << file.path;
  }
  EXPECT_EQ(get("/assets/favicon.svg").header("Cache-Control"), "public, max-age=3600");
  EXPECT_EQ(get("/assets/app.js").status, 404U);
}

TEST_F(HostedPages, AreForPeopleWhileProgramsGetTheApisOwn404) {
  EXPECT_TRUE(browse("/nothing/here").text.contains("href=\".././\""));
  EXPECT_TRUE(browse("/nothing").text.contains("data-page=\"not-found\""));
  EXPECT_EQ(get("/nothing").code(), "not_found");
  EXPECT_EQ(browse("/api/v1/nothing").code(), "not_found");
}

TEST_F(HostedPages, H3TakeNothingButOneForm) {
  const std::string token = mailed_token("olena@example.com");
  constexpr auto form = "application/x-www-form-urlencoded";
  for (const std::string path : {"/api/v1/auth/verify", "/verify", "/reset-password", "/forgot-password",
                                 "/confirm-email", "/undo-email-change"}) {
    const auto answer = [&](std::string body, std::vector<http::Field> fields) {
      http::Request request{.method = http::Method::post, .path = path, .body = std::move(body)};
      request.fields = std::move(fields);
      request.client.wants_html = true;
      return send(std::move(request));
    };
    const std::string body = "token=" + token + "&email=olena%40example.com";
    EXPECT_EQ(answer(body, {}).status, 415U) << path;
    EXPECT_EQ(answer(body, {{"Content-Type", "text/plain"}}).status, 415U) << path;
    const bool takes_json = path.starts_with("/api/");
    const Answer sent_json = answer(R"({"token":"a"})", {{"Content-Type", "application/json"}});
    EXPECT_EQ(sent_json.status, takes_json ? 400U : 415U) << path;
    EXPECT_EQ(sent_json.code(), takes_json ? "invalid_token" : "unsupported_media_type") << path;
    EXPECT_EQ(answer(body, {{"Content-Type", form}, {"Content-Type", form}}).status, 415U) << path;
    EXPECT_EQ(answer(body, {{"Content-Type", form}, {"Content-Encoding", "gzip"}}).status, 415U) << path;
    EXPECT_EQ(answer(body + "&token=a", {{"Content-Type", form}}).status, 400U) << path;
    EXPECT_EQ(answer(body + "&x=%ZZ", {{"Content-Type", form}}).status, 400U) << path;
  }
  EXPECT_EQ(count("users WHERE state = 'pending'"), 1);
  EXPECT_EQ(submit("/verify", "token=" + token).status, 303U);
}

TEST_F(HostedPages, SayAtOnceThatALinkHasLostItsToken) {
  using Formed = std::pair<std::string, std::string_view>;
  for (const auto& [path, kind] :
       {Formed{"/verify", "verify"}, Formed{"/api/v1/auth/verify", "verify"},
        Formed{"/reset-password", "reset-password"}, Formed{"/confirm-email", "confirm-email"},
        Formed{"/undo-email-change", "undo-email-change"}}) {
    for (const char* query : {"", "?token=", "?token=a&token=b"}) {
      const Answer page = browse(path + query);
      EXPECT_EQ(page.status, 400U) << path << query;
      EXPECT_TRUE(page.text.contains("<h1>This link no longer works</h1>")) << path << query;
      EXPECT_FALSE(page.text.contains("<form")) << path << query;
      EXPECT_TRUE(page.text.contains("data-page=\"" + std::string{kind} + "\"")) << path << query;
    }
  }
}

TEST_F(HostedPages, SayNothingOfAMailThatNobodyAskedFor) {
  EXPECT_TRUE(browse("/check-mail").text.contains("If you signed up or asked for a link"));
}

TEST_F(HostedPages, TakeOnlyWhatTheyAreFor) {
  for (const char* path : {"/sign-in", "/sign-up", "/check-mail", "/account"}) {
    EXPECT_EQ(submit(path, "email=a").status, 405U) << path;
  }
}

class BrandFiles : public Cinema {
 protected:
  void SetUp() override {
    Brand& brand = settings().brand;
    brand.color = "#123456";
    brand.logo = Picture{std::make_shared<const std::string>("<svg><script>alert(1)</script></svg>"), "image/svg+xml"};
    brand.background = Picture{std::make_shared<const std::string>("RIFF"), "image/webp"};
  }
};

TEST_F(BrandFiles, AreServedAsTheyAreAndLookedAtAgain) {
  const Answer css = get("/brand.css");
  EXPECT_EQ(css.content_type, "text/css; charset=utf-8");
  EXPECT_EQ(css.text,
            ":root { --brand-accent: #123456; --brand-accent-contrast: #ffffff; }\n"
            ".brand-background { background-image: url(\"brand/background\"); }\n");
  EXPECT_EQ(get("/brand/background").content_type, "image/webp");
  for (const char* path : {"/brand.css", "/brand/logo", "/brand/background"}) {
    const Answer first = get(path);
    EXPECT_EQ(first.header("Cache-Control"), "no-cache") << path;
    const std::string etag = first.header("ETag");
    http::Request again{.method = http::Method::get, .path = path, .fields = {{"If-None-Match", etag}}};
    EXPECT_EQ(send(again).status, 304U) << path;
  }
}

TEST_F(BrandFiles, H6ALogoThatIsADocumentRunsNothing) {
  const Answer logo = get("/brand/logo");
  EXPECT_EQ(logo.content_type, "image/svg+xml");
  EXPECT_TRUE(logo.header("Content-Security-Policy").starts_with("default-src 'none';"));
  EXPECT_TRUE(logo.header("Content-Security-Policy").ends_with("; sandbox"));
}

TEST_F(BrandFiles, AreNotThereUnlessSet) {
  settings().brand = {};
  EXPECT_EQ(get("/brand/logo").status, 404U);
  EXPECT_EQ(get("/brand/background").status, 404U);
  EXPECT_EQ(get("/brand.css").text, "");
}

}  // namespace
}  // namespace foyer::test
