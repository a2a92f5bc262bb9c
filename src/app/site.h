#pragma once
// What the server shows beside the API: documentation, health, published keys, captured mail, the landing page.

#include "app/services.h"
#include "platform/http/router.h"

namespace foyer::app {

class Site {
 public:
  /// `base_url` is how people reach this server. All outlive the site.
  Site(std::string base_url, Storage&, Services&, const Clock&);

  void install(http::Router&);

 private:
  void install_documents(http::Router&);
  void install_health(http::Router&);
  void install_mailbox(http::Router&);

  Task<http::Response> ready();
  http::Response description(const http::Request&);
  http::Response published_keys(const http::Request&) const;
  http::Response home(const http::Request&) const;
  http::Response lost(const http::Request&) const;
  http::Response mailbox(const http::Request&) const;
  http::Response letter(const http::Request&) const;
  http::Response letter_html(const http::Request&) const;

  std::string base_url_;
  Storage& storage_;
  Services& services_;
  const Clock& clock_;
  std::once_flag described_;
  std::string openapi_;
  std::string openapi_tag_;
};

}  // namespace foyer::app
