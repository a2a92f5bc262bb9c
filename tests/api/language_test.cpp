// Which language pages, forms and mails speak.
#include "platform/async/block_on.h"
#include "tests/support/cinema.h"

namespace foyer::test {
namespace {

class Languages : public Cinema {
 protected:
  static constexpr const char* olena = "olena@example.com";

  void sign_up(const std::string& email) { post("/api/v1/auth/register", credentials(email, good_password)); }
  void forget(const std::string& email) {
    post("/api/v1/auth/request-password-reset", R"({"email":")" + email + "\"}");
  }
  std::string newest_subject() { return mailbox().front().subject; }
  std::optional<std::string> language_of_olena() {
    const auto find = +[](db::Conn& conn) -> Task<std::optional<std::string>> {
      auto account = co_await conn.first<std::optional<std::string>>("SELECT language FROM users WHERE id = 1");
      co_return account ? *account : std::nullopt;
    };
    return block_on(storage().db->read(find));
  }
};

TEST_F(Languages, AnAccountKeepsTheOneItWasRegisteredIn) {
  speak(Language::uk);
  given_viewer(olena);
  EXPECT_EQ(language_of_olena(), "uk");
  speak(std::nullopt);
  forget(olena);
  EXPECT_EQ(newest_subject(), "Виберіть новий пароль для Foyer");
}

TEST_F(Languages, ALoginChangesItAndOneWithoutALanguageDoesNot) {
  given_viewer(olena);
  EXPECT_EQ(language_of_olena(), std::nullopt);
  speak(Language::de);
  sign_in(olena);
  EXPECT_EQ(language_of_olena(), "de");
  speak(std::nullopt);
  sign_in(olena);
  EXPECT_EQ(language_of_olena(), "de");
  speak(Language::es);
  post("/api/v1/auth/login", credentials(olena, "Wrong&Velvet77"));
  EXPECT_EQ(language_of_olena(), "de") << "a stranger does not choose it";
}

TEST_F(Languages, AStrangersRequestIsAnsweredInTheOwners) {
  speak(Language::uk);
  given_viewer(olena);
  speak(Language::ar);
  forget(olena);
  EXPECT_EQ(newest_subject(), "Виберіть новий пароль для Foyer");
  sign_up(olena);
  EXPECT_EQ(newest_subject(), "Ви вже маєте акаунт Foyer");
}

TEST_F(Languages, AnAccountThatNamedNoneIsSpokenToAsItAsks) {
  given_viewer(olena);
  forget(olena);
  EXPECT_EQ(newest_subject(), "Choose a new password for Foyer");
  speak(Language::es);
  forget(olena);
  EXPECT_EQ(newest_subject(), "Elige una contraseña nueva para Foyer");
}

TEST_F(Languages, APendingAccountIsSpokenToAsWhoeverAsksNow) {
  speak(Language::uk);
  sign_up(olena);
  EXPECT_EQ(newest_subject(), "Підтвердіть адресу електронної пошти для Foyer");
  speak(Language::de);
  sign_up(olena);
  EXPECT_EQ(newest_subject(), "Bestätige deine E-Mail-Adresse für Foyer");
  post("/api/v1/auth/resend-verification-email", R"({"email":"olena@example.com"})");
  EXPECT_EQ(newest_subject(), "Bestätige deine E-Mail-Adresse für Foyer");
}

TEST_F(Languages, MailsSayDatesAndSpansInTheirs) {
  speak(Language::uk);
  given_viewer(olena);
  const Tokens here = sign_in(olena);
  del("/api/v1/user", here.access);
  const auto letter = mailbox().front();
  EXPECT_EQ(letter.subject, "Ваш акаунт Foyer буде видалено 7 грудня 2026 року");
  EXPECT_TRUE(letter.html.contains("<html lang=\"uk\" dir=\"ltr\""));
}

TEST_F(Languages, E2AMailOrderNamesTheAskersWhoeverHasTheAddress) {
  given_viewer(olena);
  speak(Language::ar);
  sign_up(olena);
  sign_up("nobody@example.com");
  const auto orders = +[](db::Conn& conn) -> Task<std::vector<std::string>> {
    co_return co_await conn.all<std::string>("SELECT arguments FROM jobs WHERE state = 'queued' ORDER BY id");
  };
  const auto found = block_on(storage().db->read(orders));
  ASSERT_EQ(found.size(), 2U);
  for (const auto& arguments : found) EXPECT_TRUE(arguments.contains(R"("language":"ar")")) << arguments;
  EXPECT_EQ(found[0].size(), found[1].size());
}

TEST_F(Languages, AFormWithoutScriptIsAnsweredAndMailedInThatOfItsPage) {
  speak(Language::en);
  http::Request form{.method = http::Method::post, .path = "/forgot-password", .body = "email=nonsense"};
  form.fields = {{"Cookie", "lang=es"}, {"Content-Type", "application/x-www-form-urlencoded"}};
  EXPECT_TRUE(send(form).text.contains("Esto no es una dirección de correo."));
  given_viewer("taras@example.com");
  const auto forget_language =
      +[](db::Tx& tx) -> Task<std::int64_t> { co_return co_await tx->run("UPDATE users SET language = NULL"); };
  block_on(storage().db->transact(forget_language));
  form.body = "email=taras%40example.com";
  EXPECT_EQ(send(form).status, 303U);
  EXPECT_EQ(newest_subject(), "Elige una contraseña nueva para Foyer");
}

TEST_F(Languages, OneThatALaterBinaryStoredIsAsGoodAsNone) {
  given_viewer(olena);
  const auto later =
      +[](db::Tx& tx) -> Task<std::int64_t> { co_return co_await tx->run("UPDATE users SET language = 'fr'"); };
  block_on(storage().db->transact(later));
  forget(olena);
  EXPECT_EQ(newest_subject(), "Choose a new password for Foyer");
}

}  // namespace
}  // namespace foyer::test
