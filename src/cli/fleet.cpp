#include "app/fleet.h"

#include "cli/commands.h"

namespace foyer::cli {

void worker(const app::WorkOptions& options) { app::work(load_settings(), options); }

void beat() { app::beat(load_settings()); }

}  // namespace foyer::cli
