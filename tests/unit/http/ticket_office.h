#pragma once
// A small API with one endpoint of each kind.

#include <optional>
#include <string>

#include "platform/http/api.h"

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

class TicketOffice {
 public:
  Task<Result<Ticket>> order(TicketOrder in, Client);
  Task<Result<Ticket>> check(Query<TicketQuery> in);
  Task<Result<Ticket>> mine(Principal who);
};

/// POST /api/v1/tickets (JSON or form), GET /api/v1/tickets/check, GET /api/v1/tickets/mine and its alias /api/v1/mine.
class OpenOffice {
 public:
  OpenOffice();
  Api& api() { return api_; }

 private:
  TicketOffice office_;
  Api api_;
};

}  // namespace foyer::http
