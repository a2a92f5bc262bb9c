#pragma once
// The API's contract without a running server.

#include <string>

namespace foyer::app {

/// What /openapi.json answers, indented.
std::string openapi_text();

}  // namespace foyer::app
