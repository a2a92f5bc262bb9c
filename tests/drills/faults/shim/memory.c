#include "control.h"

#include <link.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// glibc's own names: dlsym allocates, so it cannot be asked for these.
void* __libc_malloc(size_t);
void* __libc_calloc(size_t, size_t);
void* __libc_realloc(void*, size_t);
void* __libc_memalign(size_t, size_t);

static const char* library;  // whose calls are meant; NULL: everybody's

__attribute__((constructor)) static void begin(void) { library = getenv("FAULTS_LIBRARY"); }

/// Takes no lock and no memory.
static int is_caller_meant(void* caller) {
  struct dl_find_object found;
  return !library || (_dl_find_object(caller, &found) == 0 && strstr(found.dlfo_link_map->l_name, library));
}

static int lacks_memory(void* caller) { return is_armed() && is_caller_meant(caller) && is_short_of_memory(); }

#define LACKS_MEMORY lacks_memory(__builtin_return_address(0))

void* malloc(size_t size) { return LACKS_MEMORY ? NULL : __libc_malloc(size); }
void* calloc(size_t count, size_t size) { return LACKS_MEMORY ? NULL : __libc_calloc(count, size); }
void* realloc(void* old, size_t size) { return LACKS_MEMORY ? NULL : __libc_realloc(old, size); }
void* aligned_alloc(size_t alignment, size_t size) { return LACKS_MEMORY ? NULL : __libc_memalign(alignment, size); }
int posix_memalign(void** out, size_t alignment, size_t size) {
  if (LACKS_MEMORY) return ENOMEM;
  *out = __libc_memalign(alignment, size);
  return *out ? 0 : ENOMEM;
}

/// glibc's own would ask malloc in its own name.
char* strdup(const char* text) {
  const size_t size = strlen(text) + 1;
  char* copy = LACKS_MEMORY ? NULL : __libc_malloc(size);
  return copy ? memcpy(copy, text, size) : NULL;
}
