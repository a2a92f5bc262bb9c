#pragma once
// The command line. Exit codes: 0 done, 1 failed (one line on standard error says why), 2 wrong usage or settings.

namespace foyer::cli {

int run(int argc, char** argv);

}  // namespace foyer::cli
