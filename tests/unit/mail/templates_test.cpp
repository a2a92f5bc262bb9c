#include "platform/mail/templates.h"

#include <gtest/gtest.h>

#include <stdexcept>

#include "embedded/assets.h"
#include "embedded/templates.h"

namespace foyer::mail {
namespace {

const std::string hostile = "<script>alert('x')</script> & \"co\"";

Values mail_values() {
  return {{"link", "https://foyer.test/?a=1&b=2"},
          {"validity", "30 minutes"},
          {"time", "23 November 2026"},
          {"date", "7 December 2026"},
          {"device", "TV"},
          {"address", "203.0.113.7"},
          {"service", "Foyer"}};
}

Values page_values() {
  return {{"service", hostile},
          {"token", hostile},
          {"message", hostile},
          {"errors", std::vector<Values>{{{"message", hostile}}}},
          {"rules", std::vector<Values>{{{"rule", hostile}}}},
          {"mails", std::vector<Values>{{{"number", "7"}, {"to", hostile}, {"subject", hostile}, {"time", hostile}}}},
          {"number", "7"},
          {"to", hostile},
          {"subject", hostile},
          {"time", hostile},
          {"message_id", hostile},
          {"parts", cut_at_links(hostile)},
          {"base_url", "http://127.0.0.1:8000"},
          {"captured", "yes"},
          {"version", "0"}};
}

constexpr auto mails = {"activation",    "password_reset", "password_changed", "account_exists",
                        "email_confirm", "email_changed",  "account_closing",  "account_kept",
                        "new_device",    "session_reuse",  "export_ready"};
constexpr auto pages = {"verify",
                        "verified",
                        "link_expired",
                        "reset_password",
                        "reset_password_done",
                        "dev_mail",
                        "dev_mail_message",
                        "landing",
                        "confirm_email",
                        "confirm_email_done",
                        "undo_email_change",
                        "undo_email_change_done"};

TEST(MailTemplates, EachHasASubjectLineATextAndADocument) {
  for (const char* name : mails) {
    const Rendered mail = render_mail(name, mail_values());
    EXPECT_FALSE(mail.subject.empty()) << name;
    EXPECT_FALSE(mail.subject.contains('\n')) << name;
    EXPECT_TRUE(mail.text.contains("\nhttps://foyer.test/?a=1&b=2\n")) << name;
    EXPECT_TRUE(mail.html.starts_with("<!doctype html>")) << name;
    EXPECT_TRUE(mail.html.contains("href=\"https://foyer.test/?a=1&amp;b=2\"")) << name;
    EXPECT_FALSE(mail.html.contains("{{")) << name;
    EXPECT_FALSE(mail.text.contains("{{")) << name;
  }
}

TEST(MailTemplates, EscapeInHtmlAndLeaveTextAlone) {
  Values values = mail_values();
  values.insert_or_assign("service", hostile);
  for (const char* name : mails) {
    const Rendered mail = render_mail(name, values);
    EXPECT_TRUE(mail.subject.contains(hostile)) << name;
    EXPECT_TRUE(mail.text.contains(hostile)) << name;
    EXPECT_FALSE(mail.html.contains("<script")) << name;
    EXPECT_TRUE(mail.html.contains("&lt;script&gt;")) << name;
  }
}

TEST(MailTemplates, LoadNothingFromElsewhere) {
  for (const char* name : mails) {
    const std::string html = render_mail(name, mail_values()).html;
    for (const char* loader : {"<img", "<link", "url(", "src=", "@import"}) {
      EXPECT_FALSE(html.contains(loader)) << name << " " << loader;
    }
  }
}

TEST(MailTemplates, ThrowWhenAValueIsMissing) {
  for (const char* name : mails) {
    Values values = mail_values();
    values.erase("link");
    EXPECT_THROW(render_mail(name, values), std::logic_error) << name;
  }
}

TEST(MailTemplates, ThrowForANameThatWasNotBuiltIn) {
  EXPECT_THROW(render_mail("no_such_mail", mail_values()), std::logic_error);
  EXPECT_THROW(render_page("no_such_page", {}), std::logic_error);
  EXPECT_THROW(render_page("../mail/layout", mail_values()), std::logic_error);
}

TEST(PageTemplates, EscapeEveryValue) {
  for (const char* name : pages) {
    const std::string html = render_page(name, page_values());
    EXPECT_FALSE(html.contains("<script")) << name;
    EXPECT_TRUE(html.contains("&lt;script&gt;")) << name;
    EXPECT_FALSE(html.contains("{{")) << name;
  }
}

TEST(PageTemplates, CarryNeitherStyleNorScriptOfTheirOwn) {
  for (const char* name : pages) {
    const std::string html = render_page(name, page_values());
    for (const char* forbidden : {"<style", "style=", "<script", " onclick=", " onload=", "http-equiv"}) {
      EXPECT_FALSE(html.contains(forbidden)) << name << " " << forbidden;
    }
  }
}

TEST(PageTemplates, ThrowWhenAValueIsMissing) {
  for (const char* name : pages) {
    Values values = page_values();
    values.erase("service");
    EXPECT_THROW(render_page(name, values), std::logic_error) << name;
  }
}

TEST(PageTemplates, ShowWhatIsOptionalOnlyWhenItIsThere) {
  Values values = page_values();
  EXPECT_TRUE(render_page("reset_password", values).contains("role=\"alert\""));
  values.erase("errors");
  EXPECT_FALSE(render_page("reset_password", values).contains("role=\"alert\""));

  EXPECT_TRUE(render_page("dev_mail", values).contains("href=\"/dev/mail/7\""));
  values.insert_or_assign("mails", std::vector<Values>{});
  EXPECT_TRUE(render_page("dev_mail", values).contains("Nothing yet"));

  EXPECT_TRUE(render_page("landing", values).contains("href=\"/dev/mail\""));
  values.insert_or_assign("captured", "");
  EXPECT_FALSE(render_page("landing", values).contains("href=\"/dev/mail\""));
}

TEST(PageTemplates, ShowOneListForManyRows) {
  Values values = page_values();
  values.insert_or_assign("errors", std::vector<Values>{{{"message", "first"}}, {{"message", "second"}}});
  const std::string html = render_page("reset_password", values);
  EXPECT_EQ(html.find("role=\"alert\""), html.rfind("role=\"alert\""));
  EXPECT_LT(html.find("first"), html.find("second"));
}

TEST(PageTemplates, KeepTheCapturedMessageBehindASandboxWithoutScripts) {
  const std::string html = render_page("dev_mail_message", page_values());
  EXPECT_TRUE(html.contains("sandbox=\"allow-popups allow-popups-to-escape-sandbox\""));
  EXPECT_FALSE(html.contains("allow-scripts"));
  EXPECT_FALSE(html.contains("allow-same-origin"));
}

TEST(Links, AreCutOutOfPlainText) {
  const auto rows = cut_at_links("Open\n\nhttps://foyer.test/?t=a-b\n\nor http://x.test");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].at("text").text, "Open\n\n");
  EXPECT_EQ(rows[0].at("link").text, "https://foyer.test/?t=a-b");
  EXPECT_EQ(rows[1].at("text").text, "\n\nor ");
  EXPECT_EQ(rows[1].at("link").text, "http://x.test");
  EXPECT_TRUE(cut_at_links("").empty());
  EXPECT_EQ(cut_at_links("javascript:alert(1)").at(0).at("link").text, "");
}

TEST(Assets, HoldTheStylesheetEveryPageNames) {
  const auto assets = embedded::assets();
  const auto found = std::ranges::find(assets, "assets/foyer.css", &embedded::File::path);
  ASSERT_NE(found, assets.end());
  EXPECT_EQ(found->content_type, "text/css; charset=utf-8");
  EXPECT_TRUE(found->bytes.contains("prefers-color-scheme: dark"));
  EXPECT_TRUE(std::ranges::is_sorted(embedded::templates(), {}, &embedded::File::path));
}

}  // namespace
}  // namespace foyer::mail
