#pragma once
// Where the links of a change of address lead people without a front end of the cinema's: forms that work without
// script. Following a link changes nothing; only a press of its button does.

#include "platform/http/router.h"
#include "rights/rights.h"

namespace foyer {

class RightsPages {
 public:
  RightsPages(std::string service, Rights& rights, const schema::Rules& rules)
      : service_{std::move(service)}, rights_{rights}, rules_{rules} {}

  /// /confirm-email and /undo-email-change.
  void install(http::Router&);

 private:
  Task<http::Response> confirm_form(const http::Request&);
  Task<http::Response> confirm(const http::Request&);
  Task<http::Response> undo_form(const http::Request&);
  Task<http::Response> undo(const http::Request&);

  http::Response confirm_again(const std::string& token, const Error&) const;
  http::Response failure(const Error&) const;

  std::string service_;
  Rights& rights_;
  const schema::Rules& rules_;
};

}  // namespace foyer
