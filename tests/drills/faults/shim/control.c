#include "control.h"

#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

static struct Control* control;

/// Where it ended goes into the log, for llvm-symbolizer.
static void tell_where(int signal_number) {
  void* frames[48];
  backtrace_symbols_fd(frames, backtrace(frames, 48), STDERR_FILENO);
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

__attribute__((constructor)) static void begin(void) {
  const char* file = getenv("FAULTS_CONTROL");
  const int fd = file ? REAL(open)(file, O_RDWR | O_CLOEXEC) : -1;
  if (fd < 0) return;
  void* mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (mapped != MAP_FAILED) control = mapped;
  close(fd);
  void* frame[1];
  backtrace(frame, 1);  // loads what it needs while memory can still be had
  signal(SIGABRT, tell_where);
}

int is_armed(void) { return control && control->kind != NOTHING; }

int must_fail(enum Kind kind, int with) {
  if (!control || control->kind != kind || atomic_fetch_sub(&control->left, 1) != 1) return 0;
  control->fired = 1;
  errno = with;
  return 1;
}

int is_short_of_memory(void) {
  static _Atomic int64_t ends_at;
  if (must_fail(MEMORY, ENOMEM)) return 1;
  if (!control || control->kind != SHORTAGE) return 0;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  const int64_t ms = now.tv_sec * 1000LL + now.tv_nsec / 1000000;
  if (must_fail(SHORTAGE, ENOMEM)) atomic_store(&ends_at, ms + 400);
  if (!control->fired || ms >= atomic_load(&ends_at)) return 0;
  errno = ENOMEM;
  return 1;
}

int is_meant(unsigned port) { return control && (control->port == 0 || control->port == port); }
