#include "pages/shell.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "pages/captured_mail.h"
#include "pages/web_app.h"
#include "platform/http/form.h"
#include "platform/http/language.h"
#include "platform/http/page.h"

namespace foyer {
namespace {

namespace json = boost::json;

std::string_view policy_of(Page::Loads loads) {
  switch (loads) {
    case Page::Loads::avatars:
      return "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' https: data:; "
             "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    case Page::Loads::nothing:
      return "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
             "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    case Page::Loads::frames:
      return "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
             "connect-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";
  }
  return "default-src 'none'";
}

/// JSON that no value of it can end the script element of, or open a comment in
/// (https://html.spec.whatwg.org/multipage/scripting.html#restrictions-for-contents-of-script-elements).
std::string for_script_element(const json::value& value) {
  std::string out;
  for (const char c : json::serialize(value)) {
    if (c == '<' || c == '>' || c == '&') {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      out += c;
    }
  }
  return out;
}

/// What a link to the same page in another language must not lose. A token of ours needs no encoding, and any other
/// need not be kept.
std::string kept_query(const http::Request& request, std::string_view token) {
  const auto is_ours = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  };
  if (!token.empty() && std::ranges::all_of(token, is_ours)) return fmt::format("token={}&", token);
  return is_done(request) ? "done&" : "";
}

words::Value rows(const char* name, std::span<const std::string_view> texts) {
  std::vector<words::Values> out;
  for (const auto& text : texts) out.push_back({{name, text}});
  return out;
}

std::vector<words::Values> switcher() {
  std::vector<words::Values> out;
  for (const Language language : languages) out.push_back({{"tag", tag_of(language)}, {"name", name_of(language)}});
  return out;
}

/// What the browser needs for a page before the app asks for it.
struct Needs {
  std::vector<std::string_view> styles;
  std::vector<std::string_view> scripts;
};

Needs needs_of(const embedded::WebApp& app, std::string_view kind, Language language) {
  Needs out{app.styles, app.imports};
  for (const auto& [tag, file] : app.languages) {
    if (tag == tag_of(language)) out.scripts.push_back(file);
  }
  for (const embedded::PagePart& part : app.parts) {
    if (part.kind != kind) continue;
    out.styles.insert(out.styles.end(), part.styles.begin(), part.styles.end());
    out.scripts.insert(out.scripts.end(), part.scripts.begin(), part.scripts.end());
  }
  return out;
}

Task<http::Response> given(http::Response response) { co_return response; }

}  // namespace

std::string base_of(const http::Request& request) {
  std::string base;
  for (auto depth = std::ranges::count(request.path, '/'); depth > 1; --depth) base += "../";
  return base;
}

bool is_done(const http::Request& request) { return http::has_field(request.query, "done"); }

http::Response see_other(const http::Request& request, std::string_view path) {
  return {.status = 303, .content_type = "", .headers = {{"Location", base_of(request) + std::string{path}}}};
}

http::Response show_done(const Shell& shell, const http::Request& request, std::string_view texts,
                         std::string_view next) {
  return shell.show(
      request,
      {.name = "answer", .texts = texts, .kind = "answer", .values = {{"next", next}}, .loads = Page::Loads::nothing});
}

Client asking(const http::Request& request) {
  Client client = request.client;
  client.language = http::page_language(request);
  return client;
}

void install_app_pages(http::Router& router, const Shell& shell) {
  using Named = std::pair<std::string_view, std::string_view>;  // its kind, which is its path, and its texts
  for (const auto& [kind, name] : {Named{"sign-in", "sign_in"}, Named{"sign-up", "sign_up"},
                                   Named{"check-mail", "check_mail"}, Named{"account", "account"}}) {
    router.add(http::Method::get, fmt::format("/{}", kind), [&shell, kind, name](const http::Request& request) {
      return given(shell.show(request, {.name = "app", .texts = name, .kind = kind}));
    });
  }
}

http::Response Shell::show(const http::Request& request, Page page) const {
  const Language language = http::page_language(request);
  const embedded::WebApp& app = embedded::web_app();
  const Needs needs = needs_of(app, page.kind, language);
  const std::string texts = fmt::format("pages.{}", page.texts.empty() ? page.name : page.texts);
  const std::string base = base_of(request);
  words::Values values = std::move(page.values);
  values.insert_or_assign("service", brand_.name);
  values.insert_or_assign("base", base);
  const std::string content = words::render({fmt::format("pages/{}.html", page.name), texts, language}, values);

  const bool branded = !brand_.color.empty() || brand_.background;
  std::string title = brand_.name;
  if (words::has_text(language, texts + ".title")) {
    title = fmt::format("{} · {}", words::say(language, texts + ".title", values), brand_.name);
  }
  words::Values around{{"service", brand_.name},
                       {"base", base},
                       {"title", title},
                       {"language", tag_of(language)},
                       {"direction", direction_of(language)},
                       {"kind", page.kind},
                       {"kept", kept_query(request, page.token)},
                       {"content", content},
                       {"config", config(request, language, base)},
                       {"script", app.script},
                       {"icon", brand_.logo ? "brand/logo" : "assets/favicon.svg"},
                       {"logo", brand_.logo ? "yes" : ""},
                       {"background", brand_.background ? "yes" : ""},
                       {"branded", branded ? "yes" : ""},
                       {"languages", switcher()},
                       {"styles", rows("path", needs.styles)},
                       {"preloads", rows("path", needs.scripts)}};
  http::Response response = http::page(words::render({"pages/shell.html", texts, language}, around), page.status);
  response.headers = {{"Content-Security-Policy", std::string{policy_of(page.loads)}},
                      {"Content-Language", std::string{tag_of(language)}}};
  if (auto cookie = http::chosen_language_cookie(request)) response.headers.push_back(std::move(*cookie));
  return response;
}

std::string Shell::config(const http::Request& request, Language language, std::string_view base) const {
  json::array tags;
  for (const Language one : languages) tags.emplace_back(tag_of(one));
  return for_script_element(json::object{{"service", brand_.name},
                                         {"base", base},
                                         {"language", tag_of(language)},
                                         {"languages", std::move(tags)},
                                         {"passwordPolicy", options_.password_policy},
                                         {"passwordMinLength", options_.password_min_length},
                                         {"mailCaptured", options_.mail_captured},
                                         {"mailReadable", options_.mail_captured && may_read_mail(request)},
                                         {"erasureDays", options_.erasure_wait.count()},
                                         {"logo", brand_.logo.has_value()},
                                         {"background", brand_.background.has_value()}});
}

}  // namespace foyer
