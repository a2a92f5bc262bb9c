#include "app/process.h"

#include <link.h>
#include <malloc.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>

namespace foyer::app {

void keep_memory_private() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
  // The leak check of sanitizers must attach to us, so builds with one only lose the dump.
#if !__has_feature(address_sanitizer)
  ::prctl(PR_SET_DUMPABLE, 0);
#endif
}

void forget_start_up() {
  ::malloc_trim(0);
  const auto drop_code = [](dl_phdr_info* object, std::size_t, void*) {
    for (int each = 0; each < object->dlpi_phnum; ++each) {
      const auto& part = object->dlpi_phdr[each];
      if (part.p_type != PT_LOAD || (part.p_flags & PF_W) != 0) continue;
      const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
      const std::uintptr_t begin = (object->dlpi_addr + part.p_vaddr + page - 1) / page * page;
      const std::uintptr_t end = (object->dlpi_addr + part.p_vaddr + part.p_memsz) / page * page;
      if (begin < end) ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
    }
    return 0;
  };
  ::dl_iterate_phdr(drop_code, nullptr);
}

StopSignal::StopSignal() {
  signals_.async_wait([](boost::system::error_code, int) {});
}

void StopSignal::wait() { context_.run(); }

}  // namespace foyer::app
