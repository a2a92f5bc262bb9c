#include "pages/refusals.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

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

http::Response show_failure(const Shell& shell, const http::Request& request, const Error& error) {
  const bool later =
      error.code == Errc::overloaded || error.code == Errc::unavailable || error.code == Errc::too_many_attempts;
  const std::string_view name = later ? "answer" : "link_expired";
  http::Response response = shell.show(request, {.name = name,
                                                 .texts = later ? "busy" : "link_expired",
                                                 .kind = "answer",
                                                 .values = {{"next", ""}},
                                                 .loads = Page::Loads::nothing,
                                                 .status = http::status_of(error.code)});
  for (auto& header : http::problem(error).headers) response.headers.push_back(std::move(header));
  return response;
}

}  // namespace foyer
