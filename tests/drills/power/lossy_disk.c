// LD_PRELOAD: writes down, in order and with its bytes, what a process does to the files of LOSSY_FOLDER, into
// LOSSY_TRACE. disk.py rebuilds from it what a disk may hold when the power goes.
// A record: kind, length of path, offset, length of what follows the path, nanoseconds of CLOCK_MONOTONIC; path; bytes.
// Kinds: C created, W written at offset, T cut or grown to offset, R renamed to bytes, L also linked as bytes, U
// unlinked, S synced: all that stood in the trace before position `offset` is on the disk. What is mapped into memory
// (-shm) is not seen, and nobody counts on it after a crash.

#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

struct Record {
  uint32_t kind, path_length;
  uint64_t offset, length, nanoseconds;
};

static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;  // a record stands where its deed happened
static uint64_t position;
static int trace = -1;
static const char* folder;

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

__attribute__((constructor)) static void begin(void) {
  folder = getenv("LOSSY_FOLDER");
  const char* file = getenv("LOSSY_TRACE");
  if (folder && file) trace = REAL(open)(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

static int is_ours(const char* path) {
  const size_t length = folder ? strlen(folder) : 0;
  const size_t whole = strlen(path);
  if (trace < 0 || strncmp(path, folder, length) != 0) return 0;
  return whole < 4 || strcmp(path + whole - 4, "-shm") != 0;
}

static int path_of(int fd, char* path) {
  char link[40];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  const ssize_t length = readlink(link, path, PATH_MAX - 1);
  path[length < 0 ? 0 : length] = '\0';
  return trace >= 0 && fd != trace && is_ours(path);
}

static void note(char kind, const char* path, uint64_t offset, const void* bytes, size_t length) {
  const int before = errno;
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  struct Record record = {(uint32_t)kind, (uint32_t)strlen(path), offset, length,
                          (uint64_t)now.tv_sec * 1000000000U + (uint64_t)now.tv_nsec};
  struct iovec parts[] = {{&record, sizeof record}, {(void*)path, strlen(path)}, {(void*)bytes, length}};
  const ssize_t whole = (ssize_t)(sizeof record + strlen(path) + length);
  if (REAL(writev)(trace, parts, 3) != whole) abort();  // a trace with a hole would accuse the innocent
  position += (uint64_t)whole;
  errno = before;
}

static int open_noting(int at, const char* name, int flags, mode_t mode) {
  char path[PATH_MAX];
  pthread_mutex_lock(&order);
  const int existed = faccessat(at, name, F_OK, 0) == 0;
  const int fd = REAL(openat)(at, name, flags, mode);
  if (fd >= 0 && (flags & (O_CREAT | O_TRUNC)) && path_of(fd, path)) {
    if (!existed) note('C', path, 0, "", 0);
    if (existed && (flags & O_TRUNC)) note('T', path, 0, "", 0);
  }
  pthread_mutex_unlock(&order);
  return fd;
}

#define MODE(flags)                        \
  mode_t mode = 0;                         \
  if ((flags) & (O_CREAT | __O_TMPFILE)) { \
    va_list rest;                          \
    va_start(rest, flags);                 \
    mode = va_arg(rest, mode_t);           \
    va_end(rest);                          \
  }

int open(const char* name, int flags, ...) { MODE(flags) return open_noting(AT_FDCWD, name, flags, mode); }
int open64(const char* name, int flags, ...) { MODE(flags) return open_noting(AT_FDCWD, name, flags, mode); }
int openat(int at, const char* name, int flags, ...) { MODE(flags) return open_noting(at, name, flags, mode); }
int openat64(int at, const char* name, int flags, ...) { MODE(flags) return open_noting(at, name, flags, mode); }

ssize_t pwrite(int fd, const void* bytes, size_t length, off_t offset) {
  char path[PATH_MAX];
  if (!path_of(fd, path)) return REAL(pwrite)(fd, bytes, length, offset);
  pthread_mutex_lock(&order);
  const ssize_t done = REAL(pwrite)(fd, bytes, length, offset);
  if (done > 0) note('W', path, (uint64_t)offset, bytes, (size_t)done);
  pthread_mutex_unlock(&order);
  return done;
}
ssize_t pwrite64(int fd, const void* bytes, size_t length, off_t offset) { return pwrite(fd, bytes, length, offset); }

ssize_t write(int fd, const void* bytes, size_t length) {
  char path[PATH_MAX];
  if (!path_of(fd, path)) return REAL(write)(fd, bytes, length);
  pthread_mutex_lock(&order);
  const ssize_t done = REAL(write)(fd, bytes, length);
  if (done > 0) note('W', path, (uint64_t)(lseek(fd, 0, SEEK_CUR) - done), bytes, (size_t)done);
  pthread_mutex_unlock(&order);
  return done;
}

int ftruncate(int fd, off_t size) {
  char path[PATH_MAX];
  if (!path_of(fd, path)) return REAL(ftruncate)(fd, size);
  pthread_mutex_lock(&order);
  const int failed = REAL(ftruncate)(fd, size);
  if (!failed) note('T', path, (uint64_t)size, "", 0);
  pthread_mutex_unlock(&order);
  return failed;
}
int ftruncate64(int fd, off_t size) { return ftruncate(fd, size); }

// Others may write while the disk works: only what was written before it began is promised.
static int sync_noting(int fd, int (*sync)(int)) {
  char path[PATH_MAX];
  if (!path_of(fd, path)) return sync(fd);
  pthread_mutex_lock(&order);
  const uint64_t since = position;
  pthread_mutex_unlock(&order);
  const int failed = sync(fd);
  pthread_mutex_lock(&order);
  if (!failed) note('S', path, since, "", 0);
  pthread_mutex_unlock(&order);
  return failed;
}
int fsync(int fd) { return sync_noting(fd, REAL(fsync)); }
int fdatasync(int fd) { return sync_noting(fd, REAL(fdatasync)); }

int unlink(const char* name) {
  char path[PATH_MAX];
  if (!realpath(name, path) || !is_ours(path)) return REAL(unlink)(name);
  pthread_mutex_lock(&order);
  const int failed = REAL(unlink)(name);
  if (!failed) note('U', path, 0, "", 0);
  pthread_mutex_unlock(&order);
  return failed;
}

static int name_noting(char kind, const char* from, const char* to, int (*act)(const char*, const char*)) {
  char path[PATH_MAX], target[PATH_MAX];
  if (!realpath(from, path) || !is_ours(path)) return act(from, to);
  pthread_mutex_lock(&order);
  const int failed = act(from, to);
  if (!failed && realpath(to, target)) note(kind, path, 0, target, strlen(target));
  pthread_mutex_unlock(&order);
  return failed;
}
int rename(const char* from, const char* to) { return name_noting('R', from, to, REAL(rename)); }
int link(const char* from, const char* to) { return name_noting('L', from, to, REAL(link)); }
