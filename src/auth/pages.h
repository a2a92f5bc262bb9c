#pragma once
// The few pages a mailed link lands on, for people without a front end of the cinema's: forms that work without script.
// They tell the same stories as the API and add none. Following a link changes nothing; only a press of its button
// does.

#include "auth/auth.h"
#include "platform/http/router.h"

namespace foyer {

struct PageOptions {
  std::string service = "Foyer";
  std::vector<std::string> password_rules;  ///< shown beside the field for a new password
};

class Pages {
 public:
  Pages(PageOptions options, Auth& auth, const schema::Rules& rules)
      : options_{std::move(options)}, auth_{auth}, rules_{rules} {}

  /// /reset-password and /forgot-password; verification hangs on the API's own route.
  void install(http::Router&);

  const std::string& service() const noexcept { return options_.service; }

  Task<http::Response> verify_form(const http::Request&);
  Task<http::Response> verify(const http::Request&);

 private:
  Task<http::Response> reset_form(const http::Request&);
  Task<http::Response> reset(const http::Request&);
  Task<http::Response> forgot_form(const http::Request&);
  Task<http::Response> forgot(const http::Request&);

  http::Response reset_again(const std::string& token, const std::vector<std::string>& mistakes) const;
  http::Response failure(const Error&) const;

  PageOptions options_;
  Auth& auth_;
  const schema::Rules& rules_;
};

}  // namespace foyer
