# g++ 12 miscompiles coroutine frames (double frees at every -O level), so it is refused rather than trusted.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 14)
  message(FATAL_ERROR "g++ ${CMAKE_CXX_COMPILER_VERSION} corrupts memory in coroutines; "
                      "build with clang 19: cmake --preset release (script/setup installs it)")
endif()

set(CMAKE_CXX_STANDARD 23)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

# The sloppiness is what precompiled headers need. Only builds in this very folder find each other's results: a
# precompiled header names its parts by absolute path, and one that outlived another clone would point nowhere.
find_program(FOYER_CCACHE ccache)
if(FOYER_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER
      ${CMAKE_COMMAND} -E env
      CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${FOYER_CCACHE})
endif()

set(FOYER_SANITIZE "" CACHE STRING "Value of -fsanitize=, empty for none")
set(FOYER_COVERAGE OFF CACHE BOOL "Instrument for llvm-cov")

add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wnon-virtual-dtor -Wextra-semi
                    -Wformat=2 -Wimplicit-fallthrough -Wthread-safety -Werror
                    -fno-omit-frame-pointer "SHELL:-Xclang -fno-pch-timestamp"
                    -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)

# Hardening. The same code model everywhere, since the shared precompiled header is refused where it differs.
# tests/package/hardened.py looks for what can be seen of it. -fcf-protection marks our own code alone: Debian 12's startup files
# (Scrt1.o, crti.o, crtn.o, libc_nonshared.a), libz.a and libminizip.a are not marked, so the linker marks no binary as made
# for CET, and Debian 12's glibc would turn it on for none. It costs four bytes a function and protects nothing yet.
add_compile_options(-fPIE -fstack-protector-strong -fstack-clash-protection -fcf-protection -D_GLIBCXX_ASSERTIONS)
add_link_options(-pie -fuse-ld=mold -Wl,-z,relro,-z,now,-z,noexecstack)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  # A large buffer on a hot path opts out of the zeroing with [[clang::uninitialized]].
  add_compile_options(-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -ftrivial-auto-var-init=zero)
  # What nobody calls, and what two templates became alike, would be resident all the same.
  add_compile_options(-ffunction-sections -fdata-sections)
  add_link_options(-Wl,--gc-sections,--icf=safe)
endif()

if(FOYER_SANITIZE)
  add_compile_options(-fsanitize=${FOYER_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${FOYER_SANITIZE})
endif()
if(FOYER_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping -fcoverage-compilation-dir=.)
  add_link_options(-fprofile-instr-generate)
endif()

# One set of definitions for every target: the shared precompiled header is refused where they differ.
add_compile_definitions(
  BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED BOOST_ASIO_DISABLE_BOOST_COROUTINE
  BOOST_ASIO_RECYCLING_ALLOCATOR_CACHE_SIZE=16  # a request is a stack of coroutine frames: keep as many for the next
  BOOST_ASIO_DISABLE_STD_ALIGNED_ALLOC BOOST_ASIO_DISABLE_BOOST_ALIGN  # operator new asks again (core/memory.h)
  BOOST_JSON_NO_LIB BOOST_BEAST_USE_STD_STRING_VIEW
  FOYER_VERSION="${PROJECT_VERSION}")
