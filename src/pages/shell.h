#pragma once
// What every page is made in: a head with the app and the brand, the switcher of languages, the content for people
// without script, and the app's configuration. Pages load nothing but what we serve and run nothing inline; all their
// addresses are relative, so that a proxy may put them below any path. Any thread.

#include <chrono>
#include <string>
#include <string_view>

#include "pages/brand.h"
#include "platform/http/message.h"
#include "platform/http/router.h"
#include "platform/words/templates.h"

namespace foyer {

struct ShellOptions {
  std::string password_policy = "legacy";  ///< "legacy" or "nist"
  unsigned password_min_length = 8;
  bool mail_captured = false;
  std::chrono::days erasure_wait{14};
};

struct Page {
  /// What pages of this kind may load beside our own files.
  enum class Loads {
    avatars,  ///< pictures from anywhere
    nothing,  ///< it holds a token, or answers one (security.md S3)
    frames    ///< a frame of our own
  };

  std::string_view name;     ///< web/pages/NAME.html
  std::string_view texts{};  ///< group of its texts; empty: the same name
  std::string_view kind;     ///< for the app and the style sheet
  words::Values values{};
  Loads loads = Loads::avatars;
  std::string_view token{};  ///< of the link, for those that hold one
  unsigned status = 200;
};

class Shell {
 public:
  Shell(ShellOptions options, Brand brand) : options_{std::move(options)}, brand_{std::move(brand)} {}

  /// In the language that the request asks for.
  http::Response show(const http::Request&, Page) const;

  const Brand& brand() const noexcept { return brand_; }
  bool asks_for_nist() const noexcept { return options_.password_policy == "nist"; }

 private:
  std::string config(const http::Request&, Language, std::string_view base) const;

  ShellOptions options_;
  Brand brand_;
};

/// "?done": what a form was for has been done, and a reload does not do it again.
bool is_done(const http::Request&);
/// From this request's page to the top: "" or "../../".
std::string base_of(const http::Request&);
/// 303 to a path below the top (https://www.rfc-editor.org/rfc/rfc9110#section-15.4.4).
http::Response see_other(const http::Request&, std::string_view path);

/// The page behind ?done: it says so with the texts of this group, and leads on to a page below the top, if to any.
http::Response show_done(const Shell&, const http::Request&, std::string_view texts, std::string_view next);
/// Who sends a form: the client of the request, in the language of its page.
Client asking(const http::Request&);

/// The pages that the app alone can fill: /sign-in, /sign-up, /check-mail and /account.
void install_app_pages(http::Router&, const Shell&);
/// /assets/… for ever, and the brand's files as long as they are what they were.
void install_assets(http::Router&, const Brand&);

}  // namespace foyer
