// Calls on the files below FAULTS_FOLDER.
#include "control.h"

#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char* folder;

__attribute__((constructor)) static void begin(void) { folder = getenv("FAULTS_FOLDER"); }

static int is_ours(const char* path) { return folder && strncmp(path, folder, strlen(folder)) == 0; }

static int holds_ours(int fd) {
  char link[40], path[PATH_MAX];
  if (!folder || !is_armed()) return 0;
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
  if (is_ours(name) && (flags & O_CREAT ? must_fail(NAME, ENOSPC) : must_fail(OPEN, EMFILE))) return -1;
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

int mkdir(const char* name, mode_t mode) {
  return is_ours(name) && must_fail(NAME, ENOSPC) ? -1 : REAL(mkdir)(name, mode);
}
int link(const char* from, const char* to) { return is_ours(to) && must_fail(NAME, EIO) ? -1 : REAL(link)(from, to); }
int rename(const char* from, const char* to) { return is_ours(to) && must_fail(NAME, EIO) ? -1 : REAL(rename)(from, to); }
int unlink(const char* name) { return is_ours(name) && must_fail(NAME, EIO) ? -1 : REAL(unlink)(name); }
