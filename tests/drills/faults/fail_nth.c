// LD_PRELOAD: lets the n-th call of one kind fail, of those made while it is armed. FAULTS_CONTROL is a file of one
// struct Control, which faults.py maps too; FAULTS_FOLDER is where the files lie whose calls count.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

enum Kind { NOTHING, WRITE, SYNC, NAME, CONNECT, MEMORY };

struct Control {
  _Atomic uint32_t kind;
  _Atomic int32_t left;   // calls until the one that fails
  _Atomic uint32_t fired;
};

static struct Control* control;
static const char* folder;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/// Where it ended goes into the log, for llvm-symbolizer.
static void tell_where(int signal_number) {
  void* frames[48];
  backtrace_symbols_fd(frames, backtrace(frames, 48), STDERR_FILENO);
  signal(signal_number, SIG_DFL);
  raise(signal_number);
}

__attribute__((constructor)) static void begin(void) {
  const char* file = getenv("FAULTS_CONTROL");
  folder = getenv("FAULTS_FOLDER");
  const int fd = file && folder ? REAL(open)(file, O_RDWR | O_CLOEXEC) : -1;
  if (fd < 0) return;
  void* mapped = mmap(NULL, sizeof *control, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (mapped != MAP_FAILED) control = mapped;
  close(fd);
  void* frame[1];
  backtrace(frame, 1);  // loads what it needs while memory can still be had
  signal(SIGABRT, tell_where);
}

static int must_fail(enum Kind kind, int with) {
  if (!control || control->kind != kind || atomic_fetch_sub(&control->left, 1) != 1) return 0;
  control->fired = 1;
  errno = with;
  return 1;
}

static int is_ours(const char* path) { return folder && strncmp(path, folder, strlen(folder)) == 0; }

static int holds_ours(int fd) {
  char link[40], path[PATH_MAX];
  if (!control || control->kind == NOTHING) return 0;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = readlink(link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = '\0';
  return is_ours(path);
}

ssize_t pwrite(int fd, const void* bytes, size_t length, off_t offset) {
  if (holds_ours(fd) && must_fail(WRITE, ENOSPC)) return -1;
  return REAL(pwrite)(fd, bytes, length, offset);
}
ssize_t pwrite64(int fd, const void* bytes, size_t length, off_t offset) { return pwrite(fd, bytes, length, offset); }

ssize_t write(int fd, const void* bytes, size_t length) {
  if (holds_ours(fd) && must_fail(WRITE, EIO)) return -1;
  return REAL(write)(fd, bytes, length);
}

int ftruncate(int fd, off_t size) {
  if (holds_ours(fd) && must_fail(WRITE, EIO)) return -1;
  return REAL(ftruncate)(fd, size);
}
int ftruncate64(int fd, off_t size) { return ftruncate(fd, size); }

int fsync(int fd) { return holds_ours(fd) && must_fail(SYNC, EIO) ? -1 : REAL(fsync)(fd); }
int fdatasync(int fd) { return holds_ours(fd) && must_fail(SYNC, EIO) ? -1 : REAL(fdatasync)(fd); }

static int open_or_fail(const char* name, int flags, mode_t mode) {
  if ((flags & O_CREAT) && is_ours(name) && must_fail(NAME, ENOSPC)) return -1;
  return REAL(openat)(AT_FDCWD, name, flags, mode);
}

int open(const char* name, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_or_fail(name, flags, mode);
}
int open64(const char* name, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return open_or_fail(name, flags, mode);
}

int rename(const char* from, const char* to) { return is_ours(to) && must_fail(NAME, EIO) ? -1 : REAL(rename)(from, to); }
int unlink(const char* name) { return is_ours(name) && must_fail(NAME, EIO) ? -1 : REAL(unlink)(name); }

int connect(int fd, const struct sockaddr* to, socklen_t length) {
  return must_fail(CONNECT, ECONNREFUSED) ? -1 : REAL(connect)(fd, to, length);
}

// glibc's own names: dlsym allocates, so it cannot be asked for these.
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);

void* malloc(size_t size) { return must_fail(MEMORY, ENOMEM) ? NULL : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return must_fail(MEMORY, ENOMEM) ? NULL : __libc_calloc(count, size); }
void* realloc(void* old, size_t size) { return must_fail(MEMORY, ENOMEM) ? NULL : __libc_realloc(old, size); }
void* aligned_alloc(size_t alignment, size_t size) {
  return must_fail(MEMORY, ENOMEM) ? NULL : __libc_memalign(alignment, size);
}
int posix_memalign(void** out, size_t alignment, size_t size) {
  if (must_fail(MEMORY, ENOMEM)) return ENOMEM;
  *out = __libc_memalign(alignment, size);
  return *out ? 0 : ENOMEM;
}
