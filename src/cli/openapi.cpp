#include <fmt/format.h>

#include "app/contract.h"
#include "cli/commands.h"

namespace foyer::cli {

void openapi() { fmt::print("{}", app::openapi_text()); }

}  // namespace foyer::cli
