#pragma once
// The answer of endpoints that have nothing to tell but that they did it.

#include <string>

#include "platform/schema/object.h"

namespace foyer {

struct MessageResponse {
  std::string message;
};
FOYER_DESCRIBE(MessageResponse, message)

}  // namespace foyer
