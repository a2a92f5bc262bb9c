#include "tests/unit/http/ticket_office.h"

namespace foyer::http {
namespace {

Task<Result<Principal>> identify(std::string_view token) {
  const bool known = token == "olena's";
  if (!known) co_return refuse(Errc::not_authenticated);
  co_return Principal{UserId{7}, {}, "USER"};
}

}  // namespace

Task<Result<Ticket>> TicketOffice::order(TicketOrder in, Client) {
  co_return Ticket{in.email.str() + " " + (in.seat ? in.seat->str() : "any")};
}
Task<Result<Ticket>> TicketOffice::check(Query<TicketQuery> in) { co_return Ticket{in.value.number.str()}; }
Task<Result<Ticket>> TicketOffice::mine(Principal who) { co_return Ticket{std::to_string(who.user.value)}; }
Task<Result<Ticket>> TicketOffice::give_back(Principal, Path<TicketPath> at) {
  co_return Ticket{std::to_string(at.value.buyer.value) + " " + at.value.seat.str()};
}
Task<Result<Download>> TicketOffice::print(Path<TicketPath> at) {
  co_return Download{"a ticket", "text/plain", at.value.seat.str() + " of \"Olena\".txt"};
}
Task<Result<Eventual<Printing>>> TicketOffice::poster() {
  if (!poster_is_ready) co_return Printing{"in the press"};
  co_return Download{"a poster", "image/svg+xml", "poster.svg"};
}
Task<Result<WithPageSession<Ticket>>> TicketOffice::renew(UnlessInCookie<TicketOrder> in, PageSession page) {
  if (in.body) co_return WithPageSession<Ticket>{Ticket{in.body->email.str()}};
  co_return WithPageSession<Ticket>{Ticket{page.token}, keep_in_page("next", std::chrono::minutes{1})};
}

OpenOffice::OpenOffice() : api_{&identify, schema::Rules{}} {
  api_.post("/api/v1/tickets", &TicketOffice::order, office_)
      .tag("Tickets")
      .summary("Order a ticket")
      .accepts_form({{"username", "email"}})
      .may_fail({Errc::conflict, Errc::too_many_attempts});
  api_.get("/api/v1/tickets/check", &TicketOffice::check, office_).tag("Tickets").summary("Check a ticket");
  api_.get("/api/v1/tickets/mine", &TicketOffice::mine, office_)
      .tag("Tickets")
      .summary("My tickets")
      .also_at("/api/v1/mine");
  api_.del("/api/v1/tickets/{buyer}/{seat}", &TicketOffice::give_back, office_)
      .tag("Tickets")
      .summary("Give a ticket back")
      .may_fail({Errc::not_found});
  api_.get("/api/v1/tickets/{buyer}/{seat}", &TicketOffice::print, office_)
      .tag("Tickets")
      .summary("Print a ticket")
      .media_type("text/plain");
  api_.get("/api/v1/poster", &TicketOffice::poster, office_)
      .tag("Tickets")
      .summary("The poster")
      .media_type("image/svg+xml");
  api_.post("/api/v1/renew", &TicketOffice::renew, office_).tag("Tickets").summary("Renew a ticket");
}

}  // namespace foyer::http
