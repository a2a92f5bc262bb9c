#include "auth/pages.h"

#include "pages/refusals.h"
#include "platform/http/form.h"
#include "platform/http/language.h"
#include "platform/http/problem.h"

namespace foyer {

struct ResetForm {
  TokenText token;
  NewPassword new_password;
  Password repeat;
};
FOYER_DESCRIBE(ResetForm, token, new_password, repeat)

using http::bind_form;
using http::field_of;
using http::page_language;

void Pages::install(http::Router& router) {
  using enum http::Method;
  router.add(get, "/verify", [this](const http::Request& request) { return verify_form(request); });
  router.add(post, "/verify", [this](const http::Request& request) { return verify(request); });
  router.add(get, "/reset-password", [this](const http::Request& request) { return reset_form(request); });
  router.add(post, "/reset-password", [this](const http::Request& request) { return reset(request); });
  router.add(get, "/forgot-password", [this](const http::Request& request) { return forgot_form(request); });
  router.add(post, "/forgot-password", [this](const http::Request& request) { return forgot(request); });
}

Task<http::Response> Pages::verify_form(const http::Request& request) {
  if (is_done(request)) co_return show_done(shell_, request, "verify_done", "sign-in");
  if (auto refused = refusal_of_link(shell_, request, "verify")) co_return std::move(*refused);
  const std::string token = field_of(request.query, "token");
  co_return shell_.show(request, {.name = "verify",
                                  .kind = "verify",
                                  .values = {{"token", token}},
                                  .loads = Page::Loads::nothing,
                                  .token = token});
}

Task<http::Response> Pages::verify(const http::Request& request) {
  const auto form = http::form_of(request);
  if (!form) co_return http::problem(form.error(), request);
  auto in = bind_form<VerifyRequest>(*form, rules_);
  if (!in) co_return show_failure(shell_, request, {.code = Errc::invalid_token});
  const auto done = co_await auth_.verify(std::move(*in), asking(request));
  if (!done) co_return show_failure(shell_, request, done.error());
  co_return see_other(request, "verify?done");
}

Task<http::Response> Pages::reset_form(const http::Request& request) {
  if (is_done(request)) co_return show_done(shell_, request, "reset_password_done", "sign-in");
  if (auto refused = refusal_of_link(shell_, request, "reset-password")) co_return std::move(*refused);
  co_return show_reset(request, field_of(request.query, "token"), "reset-password", no_mistakes(), 200);
}

Task<http::Response> Pages::reset(const http::Request& request) {
  const auto form = http::form_of(request);
  if (!form) co_return http::problem(form.error(), request);
  auto in = bind_form<ResetForm>(*form, rules_);
  const std::string token = field_of(request.body, "token");
  const Language language = page_language(request);
  if (!in) {
    if (names_field(in.error(), "token")) co_return show_failure(shell_, request, {.code = Errc::invalid_token});
    co_return show_reset(request, token, "answer", mistakes_of(in.error(), language), 422);
  }
  if (in->new_password.value.secret() != in->repeat.secret()) {
    co_return show_reset(request, token, "answer", mistake("passwords_differ", language), 422);
  }
  ResetPasswordRequest wanted{std::move(in->token), std::move(in->new_password)};
  const auto done = co_await auth_.reset_password(std::move(wanted), asking(request));
  if (!done && done.error().code == Errc::validation_error) {
    co_return show_reset(request, token, "answer", mistakes_of(done.error(), language), 422);
  }
  if (!done) co_return show_failure(shell_, request, done.error());
  co_return see_other(request, "reset-password?done");
}

Task<http::Response> Pages::forgot_form(const http::Request& request) {
  if (is_done(request)) co_return show_done(shell_, request, "forgot_password_done", "forgot-password");
  co_return show_forgot(request, "forgot-password", no_mistakes(), 200);
}

Task<http::Response> Pages::forgot(const http::Request& request) {
  const auto form = http::form_of(request);
  if (!form) co_return http::problem(form.error(), request);
  auto in = bind_form<EmailRequest>(*form, rules_);
  if (!in) {
    co_return show_forgot(request, "answer", mistakes_of(in.error(), page_language(request)), 422);
  }
  const auto done = co_await auth_.request_reset(std::move(*in), asking(request));
  if (!done) co_return show_failure(shell_, request, done.error(), "forgot_password_busy");
  co_return see_other(request, "forgot-password?done");
}

http::Response Pages::show_forgot(const http::Request& request, std::string_view kind, words::Value mistakes,
                                  unsigned status) const {
  // Nothing longer is an address, and need not be sent back.
  std::string typed = field_of(request.body, "email");
  if (typed.size() > Email::max_length) typed.clear();
  return shell_.show(request, {.name = "forgot_password",
                               .kind = kind,
                               .values = {{"typed", std::move(typed)}, {"errors", std::move(mistakes)}},
                               .status = status});
}

http::Response Pages::show_reset(const http::Request& request, std::string_view token, std::string_view kind,
                                 words::Value mistakes, unsigned status) const {
  return shell_.show(
      request,
      {.name = "reset_password",
       .kind = kind,
       .values = {{"token", token}, {"nist", shell_.asks_for_nist() ? "yes" : ""}, {"errors", std::move(mistakes)}},
       .loads = Page::Loads::nothing,
       .token = token,
       .status = status});
}

}  // namespace foyer
