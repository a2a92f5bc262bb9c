#include "auth/pages.h"

#include <fmt/format.h>

#include <algorithm>

#include "platform/http/form.h"
#include "platform/http/page.h"
#include "platform/http/problem.h"
#include "platform/mail/templates.h"

namespace foyer {

struct ResetForm {
  TokenText token;
  NewPassword new_password;
  Password repeat;
};
FOYER_DESCRIBE(ResetForm, token, new_password, repeat)

namespace {

using http::field_of;
using http::page;
using http::read_form;

http::Response show(std::string_view name, const mail::Values& values, unsigned status = 200) {
  return page(mail::render_page(name, values), status);
}

mail::Value rows(const char* name, const std::vector<std::string>& texts) {
  std::vector<mail::Values> out;
  for (const auto& text : texts) out.push_back({{name, text}});
  return out;
}

std::string human(const FieldError& error) {
  const std::string_view field = error.loc.back();
  const std::string_view called = field == "repeat" ? "The repetition" : field == "email" ? "The address" : "Password";
  return error.type.starts_with("password_") ? error.msg : fmt::format("{}: {}", called, error.msg);
}

std::vector<std::string> sentences_of(const Error& error) {
  std::vector<std::string> out;
  for (const auto& field : error.fields) out.push_back(human(field));
  if (out.empty()) out.emplace_back(detail_of(error));
  return out;
}

}  // namespace

void Pages::install(http::Router& router) {
  using enum http::Method;
  router.add(get, "/reset-password", [this](const http::Request& request) { return reset_form(request); });
  router.add(post, "/reset-password", [this](const http::Request& request) { return reset(request); });
  router.add(get, "/forgot-password", [this](const http::Request& request) { return forgot_form(request); });
  router.add(post, "/forgot-password", [this](const http::Request& request) { return forgot(request); });
}

Task<http::Response> Pages::verify_form(const http::Request& request) {
  co_return show("verify", {{"service", options_.service}, {"token", field_of(request.query, "token")}});
}

Task<http::Response> Pages::verify(const http::Request& request) {
  auto in = read_form<VerifyRequest>(request.body, rules_);
  if (!in) co_return failure(in.error());
  const auto done = co_await auth_.verify(std::move(*in), request.client);
  if (!done) co_return failure(done.error());
  co_return show("verified", {{"service", options_.service}, {"message", done->message}});
}

Task<http::Response> Pages::reset_form(const http::Request& request) {
  co_return reset_again(field_of(request.query, "token"), {});
}

Task<http::Response> Pages::reset(const http::Request& request) {
  auto in = read_form<ResetForm>(request.body, rules_);
  const std::string token = field_of(request.body, "token");
  if (!in) {
    const auto names_token = [](const FieldError& error) { return error.loc.back() == "token"; };
    if (std::ranges::any_of(in.error().fields, names_token)) co_return failure({.code = Errc::invalid_token});
    co_return reset_again(token, sentences_of(in.error()));
  }
  if (in->new_password.value.secret() != in->repeat.secret()) {
    co_return reset_again(token, {"The two passwords differ"});
  }
  ResetPasswordRequest wanted{std::move(in->token), std::move(in->new_password)};
  const auto done = co_await auth_.reset_password(std::move(wanted), request.client);
  if (!done && done.error().code == Errc::validation_error) {
    co_return reset_again(token, sentences_of(done.error()));
  }
  if (!done) co_return failure(done.error());
  co_return show("reset_password_done", {{"service", options_.service}});
}

Task<http::Response> Pages::forgot_form(const http::Request&) {
  co_return show("forgot_password", {{"service", options_.service}, {"errors", rows("message", {})}});
}

Task<http::Response> Pages::forgot(const http::Request& request) {
  auto in = read_form<EmailRequest>(request.body, rules_);
  if (!in) {
    const auto mistakes = rows("message", sentences_of(in.error()));
    co_return show("forgot_password", {{"service", options_.service}, {"errors", mistakes}}, 422);
  }
  const auto done = co_await auth_.request_reset(std::move(*in), request.client);
  if (!done) co_return failure(done.error());
  co_return show("forgot_password_sent", {{"service", options_.service}, {"message", done->message}});
}

http::Response Pages::reset_again(const std::string& token, const std::vector<std::string>& mistakes) const {
  return show("reset_password",
              {{"service", options_.service},
               {"token", token},
               {"rules", rows("rule", options_.password_rules)},
               {"errors", rows("message", mistakes)}},
              mistakes.empty() ? 200 : 422);
}

http::Response Pages::failure(const Error& error) const {
  // A busy server says so; for everything else there is one page that says what to do next.
  const bool later =
      error.code == Errc::overloaded || error.code == Errc::unavailable || error.code == Errc::too_many_attempts;
  if (later) return http::problem(error);
  return show("link_expired", {{"service", options_.service}}, http::status_of(error.code));
}

}  // namespace foyer
