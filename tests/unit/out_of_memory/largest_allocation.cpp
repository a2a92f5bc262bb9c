#include "tests/unit/out_of_memory/largest_allocation.h"

#include <algorithm>
#include <cstdlib>
#include <new>

std::size_t foyer::test::largest_allocation = 0;

void* operator new(std::size_t size) {
  foyer::test::largest_allocation = std::max(foyer::test::largest_allocation, size);
  if (void* const place = std::malloc(size)) return place;
  throw std::bad_alloc{};
}
void operator delete(void* what) noexcept { std::free(what); }
void operator delete(void* what, std::size_t) noexcept { std::free(what); }
