// The cinema's looks, from the settings to what browsers and mailboxes are given.
#include <fstream>

#include "tests/e2e/house.h"

namespace foyer::test {
namespace {

class BrandSettings : public House {
 protected:
  std::string write(const std::string& name, const std::string& bytes) {
    std::ofstream{folder() / name, std::ios::binary} << bytes;
    return (folder() / name).string();
  }
};

TEST_F(BrandSettings, ShowOnPagesAndInMails) {
  settings()["BRAND_NAME"] = "Зоря";
  settings()["BRAND_COLOR"] = "#1A2B6C";
  settings()["BRAND_LOGO"] = write("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
  settings()["BRAND_BACKGROUND"] = write("hall", "\x89PNG\r\n\x1A\n....");
  start();
  const auto page = client().get("/sign-in");
  EXPECT_TRUE(page.body.contains("<title>Sign in · Зоря</title>")) << page.body;
  EXPECT_TRUE(page.body.contains("href=\"brand.css\""));
  const auto css = client().get("/brand.css");
  EXPECT_TRUE(css.body.contains("--brand-accent: #1a2b6c; --brand-accent-contrast: #ffffff")) << css.body;
  EXPECT_EQ(client().get("/brand/logo").header("Content-Type"), "image/svg+xml");
  EXPECT_EQ(client().get("/brand/background").header("Content-Type"), "image/png");

  client().post("/api/v1/auth/register", credentials("olena@example.com", password));
  captured_link(1);
  const auto mail = client().get("/dev/mail/1/html");
  EXPECT_TRUE(mail.body.contains("background-color:#1a2b6c")) << mail.body;
  EXPECT_TRUE(mail.body.contains("Зоря"));
  EXPECT_FALSE(mail.body.contains("Foyer"));
}

TEST_F(BrandSettings, TheLogoIsInMailsWhereMailProgramsShowIt) {
  settings()["BRAND_LOGO"] = write("logo.png", "\x89PNG\r\n\x1A\n....");
  EXPECT_FALSE(foyer({"config", "check"}).out.contains("mails show no logo"));
  start();
  client().post("/api/v1/auth/register", credentials("olena@example.com", password));
  captured_link(1);
  const auto mail = client().get("/dev/mail/1/html");
  EXPECT_TRUE(mail.body.contains("<img src=\"data:image/png;base64,iVBORw0KGgouLi4u\"")) << mail.body;
}

TEST_F(BrandSettings, ALogoThatNoMailShowsIsToldAndAnotherTaken) {
  settings()["BRAND_LOGO"] = write("logo.svg", "<svg xmlns='http://www.w3.org/2000/svg'/>");
  const auto told = foyer({"config", "check"});
  EXPECT_EQ(told.exit_code, 0) << told.err;
  EXPECT_TRUE(told.out.contains("BRAND_MAIL_LOGO")) << told.out;
  settings()["BRAND_MAIL_LOGO"] = settings()["BRAND_LOGO"];
  const auto refused = foyer({"config", "check"});
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_TRUE(refused.err.contains("BRAND_MAIL_LOGO: mail programs show PNG and JPEG alone")) << refused.err;
  settings()["BRAND_MAIL_LOGO"] = write("logo.jpg", "\xFF\xD8\xFF....");
  EXPECT_FALSE(foyer({"config", "check"}).out.contains("mails show no logo"));
}

TEST_F(BrandSettings, ThePasswordIsNotBuiltFromTheName) {
  settings()["BRAND_NAME"] = "Palace of Kyiv";
  start();
  const auto answer = client().post("/api/v1/auth/register", credentials("olena@example.com", "Palace2024!x"));
  EXPECT_EQ(answer.status, 422);
  EXPECT_TRUE(answer.body.contains("password_too_personal")) << answer.body;
}

TEST_F(BrandSettings, AreCheckedAllAtOnce) {
  settings()["BRAND_NAME"] = std::string(61, 'x');
  settings()["BRAND_COLOR"] = "tomato";
  settings()["BRAND_LOGO"] = (folder() / "nothing.svg").string();
  settings()["BRAND_BACKGROUND"] = write("hall.jpg", "GIF89a");
  const auto check = foyer({"config", "check"});
  EXPECT_EQ(check.exit_code, 2) << check.err;
  for (const char* words :
       {"BRAND_NAME: write one line of at most 60 characters",
        "BRAND_COLOR: 'tomato' is no colour; write one such as #e3a24a", "nothing.svg' is no file that can be read",
        "hall.jpg' is no SVG, PNG, WebP or JPEG picture"}) {
    EXPECT_TRUE(check.err.contains(words)) << words << '\n' << check.err;
  }
}

TEST_F(BrandSettings, PicturesHaveABoundedSize) {
  const std::string head = "\x89PNG\r\n\x1A\n";
  settings()["BRAND_LOGO"] = write("logo.png", head + std::string(512 * 1024, 'x'));
  settings()["BRAND_BACKGROUND"] = write("hall.png", head + std::string(2 * 1024 * 1024, 'x'));
  const auto check = foyer({"config", "check"});
  EXPECT_EQ(check.exit_code, 2);
  EXPECT_TRUE(check.err.contains("is larger than 512 kB")) << check.err;
  EXPECT_TRUE(check.err.contains("is larger than 2048 kB")) << check.err;
}

TEST_F(BrandSettings, PagesWearOurOwnWhereNoneIsSet) {
  start();
  const auto page = client().get("/sign-in");
  EXPECT_TRUE(page.body.contains("<title>Sign in · Foyer</title>"));
  EXPECT_FALSE(page.body.contains("brand.css"));
  const auto token_page = client().get("/verify?token=AAAA");
  EXPECT_EQ(token_page.header("Cache-Control"), "no-store");
  EXPECT_EQ(token_page.header("Referrer-Policy"), "no-referrer");
}

TEST_F(BrandSettings, TheLanguageIsTheBrowsersUnlessChosen) {
  start();
  const auto with = [&](const HttpClient::Fields& fields, const std::string& path = "/sign-in") {
    return client().send("GET", path, {}, fields);
  };
  EXPECT_TRUE(with({{"Accept-Language", "fr;q=0.9,uk-UA;q=0.8,en;q=0.5"}}).body.contains("<html lang=\"uk\""));
  EXPECT_TRUE(with({{"Accept-Language", "uk"}, {"Cookie", "lang=ar"}}).body.contains("<html lang=\"ar\" dir=\"rtl\""));
  const auto chosen = with({{"Accept-Language", "uk"}, {"Cookie", "lang=ar"}}, "/sign-in?lang=de");
  EXPECT_TRUE(chosen.body.contains("<html lang=\"de\""));
  EXPECT_TRUE(chosen.header("Set-Cookie").starts_with("lang=de;"));
}

}  // namespace
}  // namespace foyer::test
