#include "app/process.h"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace foyer::app {

void keep_memory_private() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  // The leak check of sanitizers must attach to us, so builds with one only lose the dump.
#if !__has_feature(address_sanitizer)
  ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

StopSignal::StopSignal() {
  signals_.async_wait([](boost::system::error_code, int) {});
}

void StopSignal::wait() { context_.run(); }

}  // namespace foyer::app
