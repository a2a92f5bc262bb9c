#include "rights/pages.h"

#include "platform/http/form.h"
#include "platform/http/page.h"
#include "platform/http/problem.h"
#include "platform/mail/templates.h"

namespace foyer {
namespace {

http::Response show(std::string_view name, const mail::Values& values, unsigned status = 200) {
  return http::page(mail::render_page(name, values), status);
}

bool names_token(const Error& error) {
  for (const FieldError& field : error.fields) {
    if (field.loc.back() == "token") return true;
  }
  return false;
}

std::string sentence_for(const Error& error) {
  if (error.code == Errc::wrong_password) return "This is not the password of the account";
  if (!error.fields.empty()) return "Enter the password of your account";
  return std::string{detail_of(error)};
}

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
  const std::string token = http::field_of(request.query, "token");
  const std::vector<mail::Values> none;
  co_return show("confirm_email", {{"service", service_}, {"token", token}, {"errors", none}});
}

Task<http::Response> RightsPages::confirm(const http::Request& request) {
  const std::string token = http::field_of(request.body, "token");
  auto in = http::read_form<ConfirmEmailForm>(request.body, rules_);
  if (!in)
    co_return names_token(in.error()) ? failure({.code = Errc::invalid_token}) : confirm_again(token, in.error());
  const auto done = co_await rights_.confirm_email_by_password(std::move(*in), request.client);
  if (!done)
    co_return is_worth_another_try(done.error().code) ? confirm_again(token, done.error()) : failure(done.error());
  co_return show("confirm_email_done", {{"service", service_}, {"message", done->message}});
}

Task<http::Response> RightsPages::undo_form(const http::Request& request) {
  const std::string token = http::field_of(request.query, "token");
  co_return show("undo_email_change", {{"service", service_}, {"token", token}});
}

Task<http::Response> RightsPages::undo(const http::Request& request) {
  auto in = http::read_form<UndoEmailChangeRequest>(request.body, rules_);
  if (!in) co_return failure({.code = Errc::invalid_token});
  const auto done = co_await rights_.undo_email_change(std::move(*in), request.client);
  if (!done) co_return failure(done.error());
  co_return show("undo_email_change_done", {{"service", service_}, {"message", done->message}});
}

/// With the status and the headers that a program would get.
http::Response RightsPages::confirm_again(const std::string& token, const Error& error) const {
  const std::vector<mail::Values> mistakes{{{"message", sentence_for(error)}}};
  auto response = show("confirm_email", {{"service", service_}, {"token", token}, {"errors", mistakes}},
                       http::status_of(error.code));
  for (auto& header : http::problem(error).headers) response.headers.push_back(std::move(header));
  return response;
}

http::Response RightsPages::failure(const Error& error) const {
  const bool later =
      error.code == Errc::overloaded || error.code == Errc::unavailable || error.code == Errc::too_many_attempts;
  if (later) return http::problem(error);
  return show("link_expired", {{"service", service_}}, http::status_of(error.code));
}

}  // namespace foyer
