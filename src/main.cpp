#include "cli/cli.h"
#include "core/memory.h"

namespace {

/// Before objects with static storage are made, for which there may be no memory either.
[[gnu::constructor(101)]] void ask_again_early() { foyer::ask_again_for_memory(); }

}  // namespace

int main(int argc, char** argv) { return foyer::cli::run(argc, argv); }
