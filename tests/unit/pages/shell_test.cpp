#include "pages/shell.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>

#include "pages/refusals.h"
#include "pages/web_app.h"

namespace foyer {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

const std::string hostile = "</script><script>alert('x')</script><!-- & \"co\"";

http::Request at(std::string_view path, std::string_view query = {}) {
  return {.method = http::Method::get, .path = path, .query = query};
}

std::string header_of(const http::Response& response, std::string_view name) {
  for (const auto& header : response.headers) {
    if (header.name == name) return header.value;
  }
  return {};
}

std::string between(const std::string& text, std::string_view begin, std::string_view end) {
  const auto from = text.find(begin);
  if (from == std::string::npos) return {};
  const auto start = from + begin.size();
  return text.substr(start, text.find(end, start) - start);
}

json::value config_in(const http::Response& response) {
  return json::parse(between(response.body, R"(<script id="foyer" type="application/json">)", "</script>"));
}

class ShellPages : public testing::Test {
 protected:
  http::Response verify(const http::Request& request, std::string_view token = "AAAA") {
    return shell_.show(request, {.name = "verify",
                                 .kind = "verify",
                                 .values = {{"token", token}},
                                 .loads = Page::Loads::nothing,
                                 .token = token});
  }
  Shell shell_{{.password_policy = "nist", .password_min_length = 15, .mail_captured = true}, {}};
};

TEST_F(ShellPages, NameTheAppsFilesOnce) {
  const std::string html = verify(at("/verify")).body;
  const auto& app = embedded::web_app();
  ASSERT_FALSE(app.script.empty());
  ASSERT_FALSE(app.styles.empty());
  EXPECT_TRUE(html.contains("<script type=\"module\" src=\"" + std::string{app.script} + "\"></script>"));
  EXPECT_TRUE(html.contains("<link rel=\"stylesheet\" href=\"" + std::string{app.styles.front()} + "\">"));
  EXPECT_TRUE(html.contains("<body data-page=\"verify\">"));
  EXPECT_TRUE(html.contains("<main id=\"app\" tabindex=\"-1\">"));
}

TEST_F(ShellPages, BeginToLoadTheirOwnPartOfTheAppAtOnce) {
  for (const std::string_view kind : {"sign-up", "check-mail", "account", "forgot-password", "verify", "reset-password",
                                      "confirm-email", "undo-email-change"}) {
    const auto part = std::ranges::find(embedded::web_app().parts, kind, &embedded::PagePart::kind);
    ASSERT_NE(part, embedded::web_app().parts.end()) << kind;
    const std::string html = shell_.show(at("/x/y"), {.name = "app", .texts = "sign_up", .kind = kind}).body;
    for (const auto script : part->scripts) {
      EXPECT_TRUE(html.contains("<link rel=\"modulepreload\" href=\"../" + std::string{script} + "\">")) << script;
    }
    for (const auto style : part->styles) {
      EXPECT_TRUE(html.contains("<link rel=\"stylesheet\" href=\"../" + std::string{style} + "\">")) << style;
    }
  }
}

TEST_F(ShellPages, LoadNoOtherPagesPart) {
  const std::string html = shell_.show(at("/sign-up"), {.name = "app", .texts = "sign_up", .kind = "sign-up"}).body;
  EXPECT_TRUE(html.contains("/others-"));
  EXPECT_FALSE(html.contains("/links-"));
  EXPECT_FALSE(html.contains("/Account-"));
  const std::string account = shell_.show(at("/account"), {.name = "app", .texts = "account", .kind = "account"}).body;
  EXPECT_TRUE(account.contains("/others-")) << "what its part imports is wanted too";
}

TEST_F(ShellPages, TellTheAppWhatItNeeds) {
  const json::value config = config_in(verify(at("/verify", "lang=de")));
  const json::value expected = json::parse(R"({"service":"Foyer","base":"",
      "language":"de","languages":["en","uk","es","de","ar"],"passwordPolicy":"nist","passwordMinLength":15,
      "mailCaptured":true,"mailReadable":false,"erasureDays":14,"logo":false,"background":false})");
  EXPECT_EQ(config, expected);
}

TEST_F(ShellPages, TellTheAppWhereCapturedMailMayBeRead) {
  http::Request here = at("/check-mail");
  here.fields = {{"Host", "localhost:8000"}};
  here.client.address = "127.0.0.1";
  EXPECT_EQ(config_in(verify(here)).at("mailReadable"), true);
  const Shell sending{{}, {}};
  EXPECT_EQ(config_in(sending.show(here, {.name = "app", .texts = "sign_in", .kind = "sign-in"})).at("mailReadable"),
            false);
  here.client.address = "192.0.2.7";
  EXPECT_EQ(config_in(verify(here)).at("mailReadable"), false);
}

TEST_F(ShellPages, ValuesCannotEndTheirElementOrEscapeTheirText) {
  const Shell shell{{}, {.name = hostile}};
  const auto response = shell.show(at("/"), {.name = "verify", .kind = "verify", .values = {{"token", hostile}}});
  EXPECT_EQ(std::string{config_in(response).at("service").as_string()}, hostile);
  EXPECT_FALSE(response.body.contains("<script>alert"));
  EXPECT_FALSE(response.body.contains("<!-- &"));
}

TEST_F(ShellPages, LieBelowAnyPath) {
  for (const auto& [path, base] : {std::pair{"/", ""}, std::pair{"/verify", ""}, std::pair{"/a/b", "../"},
                                   std::pair{"/api/v1/auth/verify", "../../../"}, std::pair{"//a//b", "../../../"}}) {
    EXPECT_EQ(base_of(at(path)), base) << path;
  }
  const std::string html = verify(at("/api/v1/auth/verify")).body;
  EXPECT_TRUE(html.contains("action=\"../../../verify\""));
  EXPECT_EQ(config_in(verify(at("/api/v1/auth/verify"))).at("base"), "../../../");
  EXPECT_EQ(header_of(see_other(at("/api/v1/auth/verify"), "verify?done"), "Location"), "../../../verify?done");
}

TEST_F(ShellPages, SpeakTheLanguageThatIsAskedFor) {
  const auto german = verify(at("/verify", "token=AAAA&lang=de"));
  EXPECT_TRUE(german.body.contains("<html lang=\"de\" dir=\"ltr\">"));
  EXPECT_TRUE(german.body.contains("<title>Adresse bestätigen · Foyer</title>"));
  EXPECT_TRUE(german.body.contains("Nimm Platz"));
  EXPECT_EQ(header_of(german, "Content-Language"), "de");
  const auto arabic = verify(at("/verify", "lang=ar"));
  EXPECT_TRUE(arabic.body.contains("<html lang=\"ar\" dir=\"rtl\">"));
}

TEST_F(ShellPages, OfferTheOtherLanguagesWithoutLosingTheToken) {
  const std::string html = verify(at("/verify", "token=AAAA"), "AAAA").body;
  EXPECT_TRUE(html.contains(R"(<a href="?token=AAAA&amp;lang=uk" lang="uk" hreflang="uk">Українська</a>)")) << html;
  EXPECT_TRUE(verify(at("/verify"), "\"onfocus=").body.contains("href=\"?lang=uk\""));
  const auto done = show_done(shell_, at("/verify", "done"), "verify_done", "sign-in");
  EXPECT_TRUE(done.body.contains("href=\"?done&amp;lang=uk\""));
  EXPECT_TRUE(done.body.contains("href=\"sign-in\""));
}

TEST_F(ShellPages, RememberAChosenLanguage) {
  EXPECT_EQ(header_of(verify(at("/verify", "lang=uk")), "Set-Cookie"),
            "lang=uk; Path=/; SameSite=Lax; Max-Age=31536000");
  http::Request secure = at("/verify", "lang=uk");
  secure.secure = true;
  EXPECT_TRUE(header_of(verify(secure), "Set-Cookie").ends_with("; Secure"));
  EXPECT_EQ(header_of(verify(at("/verify", "lang=fr")), "Set-Cookie"), "");
  EXPECT_EQ(header_of(verify(at("/verify")), "Set-Cookie"), "");
}

TEST_F(ShellPages, S3ThoseWithATokenLoadNothingFromElsewhere) {
  const auto policy = [](const http::Response& response) { return header_of(response, "Content-Security-Policy"); };
  EXPECT_FALSE(policy(verify(at("/verify"))).contains("https:"));
  EXPECT_FALSE(policy(show_done(shell_, at("/verify", "done"), "verify_done", "")).contains("https:"));
  EXPECT_FALSE(policy(show_failure(shell_, at("/verify"), {.code = Errc::invalid_token})).contains("https:"));
  const auto account = shell_.show(at("/account"), {.name = "app", .texts = "account", .kind = "account"});
  EXPECT_TRUE(policy(account).contains("img-src 'self' https: data:;"));
  for (const auto& response : {verify(at("/verify")), account}) {
    for (const char* directive : {"default-src 'none'", "script-src 'self';", "style-src 'self';", "connect-src 'self'",
                                  "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'"}) {
      EXPECT_TRUE(policy(response).contains(directive)) << directive;
    }
    EXPECT_FALSE(policy(response).contains("unsafe"));
  }
}

TEST_F(ShellPages, WearTheBrand) {
  const Picture dot{std::make_shared<const std::string>("<svg/>"), "image/svg+xml"};
  const Shell branded{{}, {.name = "Зоря", .color = "#123456", .logo = dot, .background = dot}};
  const auto response = branded.show(at("/sign-in"), {.name = "app", .texts = "sign_in", .kind = "sign-in"});
  for (const char* part :
       {"<link rel=\"stylesheet\" href=\"brand.css\">", "<img class=\"logo\" src=\"brand/logo\"",
        "class=\"scene brand-background\"", "<span>Зоря</span>", "<link rel=\"icon\" href=\"brand/logo\">"}) {
    EXPECT_TRUE(response.body.contains(part)) << part;
  }
  EXPECT_EQ(config_in(response).at("logo"), true);
  EXPECT_EQ(config_in(response).at("background"), true);
  const std::string plain = verify(at("/verify")).body;
  for (const char* part : {"brand.css", "brand/logo", "brand-background"}) EXPECT_FALSE(plain.contains(part)) << part;
}

TEST_F(ShellPages, ARefusalThatMayPassSaysWhenToComeBack) {
  const auto busy =
      show_failure(shell_, at("/verify"), {.code = Errc::too_many_attempts, .retry_after = std::chrono::seconds{30}});
  EXPECT_EQ(busy.status, 429U);
  EXPECT_EQ(header_of(busy, "Retry-After"), "30");
  EXPECT_TRUE(busy.body.contains("Not right now"));
  EXPECT_TRUE(busy.body.contains("Wait 1\u00a0min, go back"));
  for (const auto& [wait, words] :
       {std::pair{61s, "2\u00a0min"}, std::pair{5399s, "90\u00a0min"}, std::pair{7201s, "3\u00a0h"}}) {
    const Error error{.code = Errc::too_many_attempts, .retry_after = wait};
    EXPECT_TRUE(show_failure(shell_, at("/verify"), error).body.contains(words)) << words;
  }
  const auto dead = show_failure(shell_, at("/verify"), {.code = Errc::invalid_token});
  EXPECT_EQ(dead.status, 400U);
  EXPECT_TRUE(dead.body.contains("This link no longer works"));
  EXPECT_TRUE(dead.body.contains("data-page=\"answer\""));
}

TEST(Mistakes, AreSaidOnceEachWithoutTheValue) {
  const Error error{.code = Errc::validation_error,
                    .fields = {{"missing", {"body", "password"}, "x"},
                               {"string_too_short", {"body", "repeat"}, "x"},
                               {"password_too_common", {"body", "new_password"}, "Velvet"}}};
  const auto rows = mistakes_of(error, Language::en).rows;
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("message").text, "Fill in every field.");
  EXPECT_TRUE(rows[1].at("message").text.starts_with("The password is too easy to guess"));
  EXPECT_EQ(mistakes_of({.code = Errc::wrong_password}, Language::de).rows.at(0).at("message").text,
            "Das ist nicht das Passwort des Kontos.");
  EXPECT_TRUE(names_field(error, "repeat"));
  EXPECT_FALSE(names_field(error, "token"));
}

}  // namespace
}  // namespace foyer
