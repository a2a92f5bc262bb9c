#include "cli/cli.h"
#include "core/memory.h"

int main(int argc, char** argv) {
  foyer::ask_again_for_memory();
  return foyer::cli::run(argc, argv);
}
