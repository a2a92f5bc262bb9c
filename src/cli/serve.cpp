#include "app/run.h"
#include "cli/commands.h"

namespace foyer::cli {

void serve() { app::serve(load_settings()); }

}  // namespace foyer::cli
