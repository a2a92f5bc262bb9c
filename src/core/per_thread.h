#pragma once
// An object per thread, made when the thread first asks for it and released when it ends. A thread_local with a
// destructor ends the process where there is no memory to register it; this throws, and is tried again next time.

#include <pthread.h>

#include <memory>
#include <new>

namespace foyer {

/// For objects that live as long as the process. Any thread.
template <class T, class Release>
class PerThread {
 public:
  PerThread() {
    const auto release = [](void* object) { Release{}(static_cast<T*>(object)); };
    if (::pthread_key_create(&key_, release) != 0) throw std::bad_alloc{};
  }
  PerThread(const PerThread&) = delete;
  PerThread& operator=(const PerThread&) = delete;

  /// `make` gives a std::unique_ptr<T, Release> that is not null, or throws.
  template <class Make>
  T& get(Make make) {
    if (void* const known = ::pthread_getspecific(key_)) return *static_cast<T*>(known);
    std::unique_ptr<T, Release> made = make();
    if (::pthread_setspecific(key_, made.get()) != 0) throw std::bad_alloc{};
    return *made.release();
  }

 private:
  pthread_key_t key_{};
};

}  // namespace foyer
