#include "app/fleet.h"

#include "cli/commands.h"

namespace foyer::cli {

void worker(bool with_beat, std::size_t concurrency) { app::work(load_settings(), with_beat, concurrency); }

void beat() { app::beat(load_settings()); }

}  // namespace foyer::cli
