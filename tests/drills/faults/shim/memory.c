#include "control.h"

#include <stddef.h>

// glibc's own names: dlsym allocates, so it cannot be asked for these.
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);

void* malloc(size_t size) { return is_short_of_memory() ? NULL : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return is_short_of_memory() ? NULL : __libc_calloc(count, size); }
void* realloc(void* old, size_t size) { return is_short_of_memory() ? NULL : __libc_realloc(old, size); }
void* aligned_alloc(size_t alignment, size_t size) {
  return is_short_of_memory() ? NULL : __libc_memalign(alignment, size);
}
int posix_memalign(void** out, size_t alignment, size_t size) {
  if (is_short_of_memory()) return ENOMEM;
  *out = __libc_memalign(alignment, size);
  return *out ? 0 : ENOMEM;
}
