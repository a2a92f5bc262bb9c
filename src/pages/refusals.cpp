#include "pages/refusals.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "platform/http/form.h"
#include "platform/http/language.h"
#include "platform/http/problem.h"

namespace foyer {
namespace {

using Called = std::pair<std::string_view, std::string_view>;  // a FieldError's type, and the name of its sentence

constexpr std::array sentences{Called{"value_error", "email"},
                               Called{"string_too_long", "too_long"},
                               Called{"string_control_character", "control_character"},
                               Called{"password_too_weak", "password_too_weak"},
                               Called{"password_too_common", "password_too_common"},
                               Called{"password_too_personal", "password_too_personal"}};

std::string_view sentence_for(const FieldError& error) {
  const auto* found = std::ranges::find(sentences, std::string_view{error.type}, &Called::first);
  return found == sentences.end() ? "missing" : found->second;
}

std::string_view sentence_for(Errc code) {
  if (code == Errc::wrong_password || code == Errc::too_many_attempts) return code_of(code);
  return "overloaded";
}

words::Value said(const std::vector<std::string_view>& names, Language language) {
  std::vector<words::Values> rows;
  for (const auto name : names) {
    rows.push_back({{"message", words::say(language, fmt::format("pages.mistakes.{}", name))}});
  }
  return rows;
}

/// "5 min", "2 h": rounded up, so that nobody comes too early.
std::string spoken_wait(const Error& error, Language language) {
  using namespace std::chrono;
  const auto left = ceil<minutes>(std::max(error.retry_after, seconds{1}));
  const bool is_long = left > minutes{90};
  const auto count = is_long ? ceil<hours>(left).count() : left.count();
  return words::say(language, is_long ? "pages.common.hours" : "pages.common.minutes", {{"n", fmt::to_string(count)}});
}

}  // namespace

words::Value mistakes_of(const Error& error, Language language) {
  std::vector<std::string_view> names;
  for (const FieldError& field : error.fields) {
    const auto name = sentence_for(field);
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  if (names.empty()) names.push_back(sentence_for(error.code));
  return said(names, language);
}

words::Value mistake(std::string_view name, Language language) { return said({name}, language); }

bool names_field(const Error& error, std::string_view field) {
  return std::ranges::any_of(error.fields, [&](const FieldError& one) { return one.loc.back() == field; });
}

http::Response show_failure(const Shell& shell, const http::Request& request, const Error& error,
                            std::string_view busy) {
  const bool later =
      error.code == Errc::overloaded || error.code == Errc::unavailable || error.code == Errc::too_many_attempts;
  const std::string_view name = later ? "answer" : "link_expired";
  http::Response response =
      shell.show(request, {.name = name,
                           .texts = later ? busy : "link_expired",
                           .kind = "answer",
                           .values = {{"next", ""}, {"wait", spoken_wait(error, http::page_language(request))}},
                           .loads = Page::Loads::nothing,
                           .status = http::status_of(error.code)});
  for (auto& header : http::problem(error).headers) response.headers.push_back(std::move(header));
  return response;
}

std::optional<http::Response> refusal_of_link(const Shell& shell, const http::Request& request, std::string_view kind) {
  if (!http::field_of(request.query, "token").empty()) return std::nullopt;
  return shell.show(request, {.name = "link_expired",
                              .kind = kind,
                              .loads = Page::Loads::nothing,
                              .status = http::status_of(Errc::invalid_token)});
}

}  // namespace foyer
