#include "rights/pages.h"

#include "pages/refusals.h"
#include "platform/http/form.h"
#include "platform/http/language.h"
#include "platform/http/problem.h"

namespace foyer {
namespace {

bool is_worth_another_try(Errc code) {
  return code == Errc::wrong_password || code == Errc::validation_error || code == Errc::too_many_attempts ||
         code == Errc::overloaded;
}

}  // namespace

void RightsPages::install(http::Router& router) {
  using enum http::Method;
  router.add(get, "/confirm-email", [this](const http::Request& request) { return confirm_form(request); });
  router.add(post, "/confirm-email", [this](const http::Request& request) { return confirm(request); });
  router.add(get, "/undo-email-change", [this](const http::Request& request) { return undo_form(request); });
  router.add(post, "/undo-email-change", [this](const http::Request& request) { return undo(request); });
}

Task<http::Response> RightsPages::confirm_form(const http::Request& request) {
  if (is_done(request)) co_return show_done(shell_, request, "confirm_email_done", "sign-in");
  if (auto refused = refusal_of_link(shell_, request, "confirm-email")) co_return std::move(*refused);
  co_return show_confirm(request, http::field_of(request.query, "token"), "confirm-email", no_mistakes(), 200);
}

Task<http::Response> RightsPages::confirm(const http::Request& request) {
  const auto form = http::form_of(request);
  if (!form) co_return http::problem(form.error(), request);
  auto in = http::bind_form<ConfirmEmailForm>(*form, rules_);
  if (!in) {
    co_return names_field(in.error(), "token") ? show_failure(shell_, request, {.code = Errc::invalid_token})
                                               : confirm_again(request, in.error());
  }
  const auto done = co_await rights_.confirm_email_by_password(std::move(*in), asking(request));
  if (done) co_return see_other(request, "confirm-email?done");
  co_return is_worth_another_try(done.error().code) ? confirm_again(request, done.error())
                                                    : show_failure(shell_, request, done.error());
}

Task<http::Response> RightsPages::undo_form(const http::Request& request) {
  if (is_done(request)) co_return show_done(shell_, request, "undo_email_change_done", "");
  if (auto refused = refusal_of_link(shell_, request, "undo-email-change")) co_return std::move(*refused);
  const std::string token = http::field_of(request.query, "token");
  co_return shell_.show(request, {.name = "undo_email_change",
                                  .kind = "undo-email-change",
                                  .values = {{"token", token}},
                                  .loads = Page::Loads::nothing,
                                  .token = token});
}

Task<http::Response> RightsPages::undo(const http::Request& request) {
  const auto form = http::form_of(request);
  if (!form) co_return http::problem(form.error(), request);
  auto in = http::bind_form<UndoEmailChangeRequest>(*form, rules_);
  if (!in) co_return show_failure(shell_, request, {.code = Errc::invalid_token});
  const auto done = co_await rights_.undo_email_change(std::move(*in), asking(request));
  if (!done) co_return show_failure(shell_, request, done.error());
  co_return see_other(request, "undo-email-change?done");
}

http::Response RightsPages::show_confirm(const http::Request& request, std::string_view token, std::string_view kind,
                                         words::Value mistakes, unsigned status) const {
  return shell_.show(request, {.name = "confirm_email",
                               .kind = kind,
                               .values = {{"token", token}, {"errors", std::move(mistakes)}},
                               .loads = Page::Loads::nothing,
                               .token = token,
                               .status = status});
}

/// With the status and the headers that a program would get.
http::Response RightsPages::confirm_again(const http::Request& request, const Error& error) const {
  const std::string token = http::field_of(request.body, "token");
  auto response = show_confirm(request, token, "answer", mistakes_of(error, http::page_language(request)),
                               http::status_of(error.code));
  for (auto& header : http::problem(error).headers) response.headers.push_back(std::move(header));
  return response;
}

}  // namespace foyer
