#include <fmt/format.h>

#include "embedded/own_assets.h"
#include "pages/shell.h"
#include "pages/web_app.h"
#include "platform/http/conditional.h"
#include "platform/http/page.h"

namespace foyer {
namespace {

http::Response brand_css(const Brand& brand) {
  http::Response response;
  response.content_type = "text/css; charset=utf-8";
  if (!brand.color.empty()) {
    response.body = fmt::format(":root {{ --brand-accent: {}; --brand-accent-contrast: {}; }}\n", brand.color,
                                text_on(brand.color));
  }
  // A rule and no custom property: of those, browsers disagree on what a relative address is relative to.
  if (brand.background) response.body += ".brand-background { background-image: url(\"brand/background\"); }\n";
  return response;
}

http::Response picture(const Picture& picture) {
  http::Response response;
  response.content_type = picture.content_type;
  response.static_body = *picture.bytes;
  // Opened by itself, an SVG is a document that could run scripts of our origin.
  response.headers = {
      {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"}};
  return response;
}

}  // namespace

void install_assets(http::Router& router, const Brand& brand) {
  const auto add = [&](std::string path, http::Response response) {
    router.add(http::Method::get, std::move(path), http::always(std::move(response)));
  };
  for (const auto& file : embedded::own_assets()) add("/" + std::string{file.path}, http::asset(file));
  for (const auto& file : embedded::web_app().files) add("/" + std::string{file.path}, http::lasting_asset(file));
  const auto add_checked = [&](std::string path, http::Response response) {
    response.headers.push_back({"Cache-Control", "no-cache"});
    response.headers.push_back({"ETag", http::etag_of(response.content())});
    add(std::move(path), std::move(response));
  };
  add_checked("/brand.css", brand_css(brand));
  if (brand.logo) add_checked("/brand/logo", picture(*brand.logo));
  if (brand.background) add_checked("/brand/background", picture(*brand.background));
}

}  // namespace foyer
