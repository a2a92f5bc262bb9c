#pragma once
// The pages that links of sign-up and reset lead to, as forms that work without script. They tell the same stories as
// the API and add none. Following a link changes nothing; only a press of its button does.

#include "auth/auth.h"
#include "pages/shell.h"

namespace foyer {

class Pages {
 public:
  Pages(const Shell& shell, Auth& auth, const schema::Rules& rules) : shell_{shell}, auth_{auth}, rules_{rules} {}

  /// /verify, /reset-password and /forgot-password; verification hangs on the API's own route as well.
  void install(http::Router&);

  Task<http::Response> verify_form(const http::Request&);
  Task<http::Response> verify(const http::Request&);

 private:
  Task<http::Response> reset_form(const http::Request&);
  Task<http::Response> reset(const http::Request&);
  Task<http::Response> forgot_form(const http::Request&);
  Task<http::Response> forgot(const http::Request&);

  http::Response show_forgot(const http::Request&, std::string_view kind, words::Value mistakes, unsigned status) const;
  http::Response show_reset(const http::Request&, std::string_view token, std::string_view kind, words::Value mistakes,
                            unsigned status) const;

  const Shell& shell_;
  Auth& auth_;
  const schema::Rules& rules_;
};

}  // namespace foyer
