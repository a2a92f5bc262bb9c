#include "app/site.h"

#include "embedded/api_docs_assets.h"
#include "embedded/api_docs_pages.h"
#include "pages/captured_mail.h"
#include "platform/http/conditional.h"
#include "platform/http/page.h"
#include "platform/http/problem.h"

namespace foyer::app {
namespace {

constexpr std::string_view docs_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

// ReDoc searches in a worker it makes from a blob and writes two style elements: an empty one, and the one of its
// scroll bars.
constexpr std::string_view redoc_policy =
    "default-src 'none'; script-src 'self'; "
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' "
    "'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='; "
    "img-src 'self' data:; connect-src 'self'; worker-src blob:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

Task<http::Response> given(http::Response response) { co_return response; }

http::Response json(std::string_view text) {
  http::Response response;
  response.static_body = text;
  return response;
}

http::Response documentation(std::string_view file, std::string_view policy) {
  for (const auto& one : embedded::api_docs_pages()) {
    if (one.path != file) continue;
    http::Response response = http::asset(one);
    response.headers.push_back({"Content-Security-Policy", std::string{policy}});
    return response;
  }
  throw std::logic_error{"no such page was embedded"};
}

}  // namespace

http::DocumentInfo document_info() {
  return {
      .title = "Foyer",
      .version = FOYER_VERSION,
      .description =
          "Accounts and sign-in for an online cinema. Errors are `{\"detail\": …, \"code\": …}`, or RFC 9457 problem "
          "details when asked for with `Accept: application/problem+json`. Times are RFC 3339 in UTC.",
      .token_url = "/api/v1/auth/login"};
}

Site::Site(std::string base_url, Storage& storage, Services& services, const Clock& clock)
    : base_url_{std::move(base_url)}, storage_{storage}, services_{services}, clock_{clock} {}

void Site::install(http::Router& router) {
  install_documents(router);
  install_health(router);
  if (services_.captured != nullptr) install_mailbox(router);
  install_assets(router, services_.shell.brand());
  install_app_pages(router, services_.shell);
  router.add(http::Method::get, "/", [this](const http::Request& request) { return given(home(request)); });
  router.otherwise([this](const http::Request& request) { return given(lost(request)); });
}

http::Response Site::home(const http::Request& request) const {
  const bool is_captured = services_.captured != nullptr;
  const bool is_readable = is_captured && may_read_mail(request);
  return services_.shell.show(request, {.name = "home",
                                        .kind = "home",
                                        .values = {{"base_url", base_url_},
                                                   {"version", FOYER_VERSION},
                                                   {"mail_here", is_readable ? "yes" : ""},
                                                   {"mail_elsewhere", is_captured && !is_readable ? "yes" : ""}}});
}

/// People who follow a broken link get a page; programs get the API's own 404.
http::Response Site::lost(const http::Request& request) const {
  const bool is_person = request.client.wants_html && !request.path.starts_with("/api/");
  if (!is_person) return http::problem({.code = Errc::not_found}, request);
  return services_.shell.show(request, {.name = "not_found", .kind = "not-found", .status = 404});
}

void Site::install_documents(http::Router& router) {
  using http::Method;
  router.add(Method::get, "/docs", http::always(documentation("swagger.html", docs_policy)));
  router.add(Method::get, "/redoc", http::always(documentation("redoc.html", redoc_policy)));
  for (const auto& file : embedded::api_docs_assets()) {
    router.add(Method::get, "/docs/assets/" + std::string{file.path}, http::always(http::asset(file)));
  }
  router.add(Method::get, "/openapi.json",
             [this](const http::Request& request) { return given(description(request)); });
  router.add(Method::get, "/.well-known/jwks.json",
             [this](const http::Request& request) { return given(published_keys(request)); });
}

/// HS256 has no public part. A set without keys would be kept by its readers and blamed token by token; that there is
/// none is said at once.
http::Response Site::published_keys(const http::Request& request) const {
  if (!services_.keyring) {
    return http::problem({.code = Errc::not_found,
                          .detail = "HS256 tokens are verified with a shared secret; no keys "
                                    "are published"});
  }
  http::Response response;
  response.body = services_.access_tokens.keys()->jwks();
  response.headers = {{"Cache-Control", "public, max-age=300"}, {"ETag", http::etag_of(response.body)}};
  return http::conditional(request, std::move(response));
}

http::Response Site::description(const http::Request& request) {
  // Made when someone asks: a server whose documents nobody reads neither waits for them nor keeps them.
  std::call_once(described_, [this] {
    openapi_ = http::pretty(http::openapi(services_.api, document_info()));
    openapi_tag_ = http::etag_of(openapi_);
  });
  http::Response response = json(openapi_);
  response.headers = {{"Cache-Control", "no-cache"}, {"ETag", openapi_tag_}};
  return http::conditional(request, std::move(response));
}

void Site::install_health(http::Router& router) {
  router.add(http::Method::get, "/health/live", http::always(json(R"({"status":"alive"})")));
  router.add(http::Method::get, "/health/ready", [this](const http::Request&) { return ready(); });
}

Task<http::Response> Site::ready() {
  const auto fit = co_await storage_.migrator.check();
  const auto applied = co_await storage_.migrator.history();
  const bool at_head = !applied.empty() && applied.front().number == storage_.migrator.head();
  if (!fit || !at_head)
    co_return http::problem({.code = Errc::unavailable, .detail = "The database is not at this version"});
  co_return json(R"({"status":"ready"})");
}

}  // namespace foyer::app
