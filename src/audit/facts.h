#pragma once
// The personal part of an event, in one column so that it can be forgotten as one. The salt keeps what was forgotten
// from being guessed back out of its MAC.

#include <string>

#include "platform/schema/describe.h"

namespace foyer {

struct AuditFacts {
  std::string salt;
  std::string address;
  std::string user_agent;
};
FOYER_DESCRIBE(AuditFacts, salt, address, user_agent)

}  // namespace foyer
