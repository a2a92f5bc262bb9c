#include "cli/cli.h"

int main(int argc, char** argv) { return foyer::cli::run(argc, argv); }
