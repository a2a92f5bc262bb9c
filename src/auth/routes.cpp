#include "auth/auth.h"
#include "auth/page_sessions.h"
#include "auth/pages.h"

namespace foyer {
namespace {

std::string message(std::string text) { return schema::to_json(MessageResponse{std::move(text)}); }

/// What these answer besides where COMPAT_REVEAL_ACCOUNTS is set.
void reveal(const Auth& auth, http::Route route, std::initializer_list<Errc> codes) {
  if (auth.reveals_accounts()) route.may_fail(codes);
}

}  // namespace

void mount(http::Api& api, Auth& auth, PageSessions& page_sessions, Pages& pages) {
  const std::string base = "/api/v1/auth/";

  const http::Route sign_up =
      api.post(base + "register", &Auth::register_account, auth)
          .tag("Sign-up")
          .example(message(
              "User 'olena@example.com' registered successfully. Please check your email to activate your account."))
          .summary("Create an account")
          .description(
              "Sends an activation link to the address. The answer is the same whether or not the address is new.")
          .may_fail({Errc::too_many_attempts, Errc::overloaded});
  reveal(auth, sign_up, {Errc::bad_request});
  api.get(base + "verify", &Auth::verify_link, auth)
      .tag("Sign-up")
      .example(message("Account olena@example.com has been successfully activated. 🎉"))
      .summary("Activate an account by its link")
      .description(
          "The address of the link in the activation mail. Idempotent. Browsers get a page whose button posts, "
          "so a mail scanner that follows the link activates nothing.")
      .for_browsers([&pages](const http::Request& request) { return pages.verify_form(request); })
      .may_fail({Errc::invalid_token, Errc::too_many_attempts});
  api.post(base + "verify", &Auth::verify, auth)
      .tag("Sign-up")
      .example(message("Account olena@example.com has been successfully activated. 🎉"))
      .summary("Activate an account")
      .for_browsers([&pages](const http::Request& request) { return pages.verify(request); })
      .may_fail({Errc::invalid_token, Errc::too_many_attempts});
  const http::Route resend =
      api.post(base + "resend-verification-email", &Auth::resend_verification, auth)
          .tag("Sign-up")
          .example(message("If olena@example.com awaits activation, a new activation email has been sent."))
          .summary("Send the activation link again")
          .description("The answer is the same whether or not the address awaits activation.")
          .may_fail({Errc::too_many_attempts});
  reveal(auth, resend, {Errc::not_found, Errc::bad_request});

  api.post(base + "login", &PageSessions::login, page_sessions)
      .tag("Sessions")
      .summary("Exchange e-mail and password for a session")
      .description("Also takes the OAuth2 password form (username, password), which is what Authorize sends.")
      .accepts_form({{"username", "email"}})
      .may_fail({Errc::invalid_credentials, Errc::account_not_activated, Errc::too_many_attempts, Errc::overloaded});
  api.post(base + "refresh", &PageSessions::refresh, page_sessions)
      .tag("Sessions")
      .summary("Exchange a refresh token for a new pair")
      .description(
          "Each refresh token works once. Repeating the newest within ten seconds answers the same successor; "
          "an older one ends the session, because two parties hold it. With X-Foyer-Session the body is {}.")
      .may_fail({Errc::invalid_refresh_token, Errc::too_many_attempts});
  api.post(base + "logout", &PageSessions::logout, page_sessions)
      .tag("Sessions")
      .example(message("Successfully logged out"))
      .summary("End a session")
      .description(
          "Takes any token of the session, spent or not; its access tokens stop working at once. With X-Foyer-Session "
          "the "
          "body is {}.");

  api.post(base + "reauthenticate", &Auth::reauthenticate, auth)
      .tag("Sessions")
      .example(message("Password confirmed."))
      .summary("Confirm the password for a sensitive step")
      .description("What needs it answers 401 with code reauthentication_required; the proof holds for 15 minutes.")
      .may_fail({Errc::wrong_password, Errc::too_many_attempts, Errc::overloaded});
  api.get(base + "sessions", &Auth::list_sessions, auth)
      .tag("Sessions")
      .summary("List the viewer's devices")
      .description("Every session that is alive, the most lately seen first.");
  api.del(base + "sessions/{id}", &Auth::end_session, auth)
      .tag("Sessions")
      .example(message("The device was signed out."))
      .summary("Sign one device out")
      .description("Its refresh and access tokens stop working at once.")
      .may_fail({Errc::not_found});
  api.post(base + "logout-all", &Auth::logout_all, auth)
      .tag("Sessions")
      .example(message("All other devices were signed out."))
      .summary("Sign all devices out, or all others");

  for (const char* path : {"request-password-reset", "resend-password-reset"}) {
    const http::Route reset =
        api.post(base + path, &Auth::request_reset, auth)
            .tag("Passwords")
            .example(message("If an account exists for olena@example.com, a password reset link has been sent."))
            .summary("Send a password-reset link")
            .description("The answer is the same whether or not the address has an account.")
            .may_fail({Errc::too_many_attempts});
    reveal(auth, reset, {Errc::not_found, Errc::account_not_activated});
  }
  api.post(base + "reset-password", &Auth::reset_password, auth)
      .tag("Passwords")
      .example(message("Password has been successfully reset."))
      .summary("Set a new password by a mailed link")
      .description("Ends every session of the account and voids every other link.")
      .may_fail({Errc::invalid_token, Errc::too_many_attempts, Errc::overloaded});
  api.post(base + "change-password", &Auth::change_password, auth)
      .tag("Passwords")
      .example(message("Password changed successfully."))
      .summary("Change the password")
      .description("Ends every other session of the account.")
      .may_fail({Errc::wrong_password, Errc::password_reused, Errc::too_many_attempts, Errc::overloaded});
}

}  // namespace foyer
