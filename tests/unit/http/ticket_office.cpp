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

OpenOffice::OpenOffice() : api_{&identify, schema::Rules{}} {
  api_.post("/api/v1/tickets", &TicketOffice::order, office_)
      .tag("Tickets")
      .summary("Order a ticket")
      .accepts_form({{"username", "email"}})
      .may_fail({Errc::conflict});
  api_.get("/api/v1/tickets/check", &TicketOffice::check, office_).tag("Tickets").summary("Check a ticket");
  api_.get("/api/v1/tickets/mine", &TicketOffice::mine, office_)
      .tag("Tickets")
      .summary("My tickets")
      .also_at("/api/v1/mine");
}

}  // namespace foyer::http
