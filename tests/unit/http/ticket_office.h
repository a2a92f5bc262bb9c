#pragma once
// A small API with one endpoint of each kind.

#include <optional>
#include <string>

#include "platform/http/api.h"
#include "platform/http/page_session.h"

namespace foyer::http {

struct TicketOrder {
  Email email;
  std::optional<Text<1, 8>> seat;
};
FOYER_DESCRIBE(TicketOrder, email, seat)
FOYER_NOTES(TicketOrder, {"seat", "Any if absent", "B7"})

struct TicketQuery {
  Text<1, 16> number;
  std::optional<Text<1, 8>> language;
};
FOYER_DESCRIBE(TicketQuery, number, language)
FOYER_NOTES(TicketQuery, {"number", "Printed on the ticket"})

struct Ticket {
  std::string seat;
};
FOYER_DESCRIBE(Ticket, seat)

struct TicketPath {
  UserId buyer;
  Text<1, 4> seat;
};
FOYER_DESCRIBE(TicketPath, buyer, seat)
FOYER_NOTES(TicketPath, {"seat", "Printed on the ticket", "B7"})

struct Printing {
  std::string state;
};
FOYER_DESCRIBE(Printing, state)

class TicketOffice {
 public:
  Task<Result<Ticket>> order(TicketOrder in, Client);
  Task<Result<Ticket>> check(Query<TicketQuery> in);
  Task<Result<Ticket>> mine(Principal who);
  Task<Result<Ticket>> give_back(Principal, Path<TicketPath>);
  Task<Result<Download>> print(Path<TicketPath>);
  Task<Result<Eventual<Printing>>> poster();
  Task<Result<WithPageSession<Ticket>>> renew(UnlessInCookie<TicketOrder>, PageSession);

  bool poster_is_ready = false;
};

/// POST /api/v1/tickets (JSON or form), GET /api/v1/tickets/check, GET /api/v1/tickets/mine and its alias /api/v1/mine,
/// DELETE and GET /api/v1/tickets/{buyer}/{seat}, GET /api/v1/poster,
/// POST /api/v1/renew.
class OpenOffice {
 public:
  OpenOffice();
  Api& api() { return api_; }
  TicketOffice& office() { return office_; }

 private:
  TicketOffice office_;
  Api api_;
};

}  // namespace foyer::http
