#pragma once
// For generated code alone (cmake/embed.cmake): the bytes of a file as a symbol and its size, left where the linker
// puts them and never copied.

#include <cstdint>

// NOLINTBEGIN
#define FOYER_EMBED(symbol, file)                                       \
  asm(".pushsection .rodata.foyer_embedded,\"a\",@progbits\n"           \
      ".balign 16\n.globl " #symbol "\n.hidden " #symbol "\n" #symbol   \
      ":\n"                                                             \
      ".incbin \"" file "\"\n" #symbol                                  \
      "_end:\n.byte 0\n.balign 8\n"                                     \
      ".globl " #symbol "_size\n.hidden " #symbol "_size\n" #symbol     \
      "_size:\n"                                                        \
      ".quad " #symbol "_end - " #symbol "\n.popsection\n");            \
  extern "C" __attribute__((visibility("hidden"))) const char symbol[]; \
  extern "C" __attribute__((visibility("hidden"))) const std::uint64_t symbol##_size;
// NOLINTEND
