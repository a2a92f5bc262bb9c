#pragma once
// Where the links of a change of address lead people without a front end of the cinema's: forms that work without
// script. Following a link changes nothing; only a press of its button does.

#include "pages/shell.h"
#include "rights/rights.h"

namespace foyer {

class RightsPages {
 public:
  RightsPages(const Shell& shell, Rights& rights, const schema::Rules& rules)
      : shell_{shell}, rights_{rights}, rules_{rules} {}

  /// /confirm-email and /undo-email-change.
  void install(http::Router&);

 private:
  Task<http::Response> confirm_form(const http::Request&);
  Task<http::Response> confirm(const http::Request&);
  Task<http::Response> undo_form(const http::Request&);
  Task<http::Response> undo(const http::Request&);

  http::Response show_confirm(const http::Request&, std::string_view token, std::string_view kind,
                              words::Value mistakes, unsigned status) const;
  http::Response confirm_again(const http::Request&, const Error&) const;

  const Shell& shell_;
  Rights& rights_;
  const schema::Rules& rules_;
};

}  // namespace foyer
