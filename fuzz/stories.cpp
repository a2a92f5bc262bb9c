// Stories that libFuzzer thinks of, guided by what they reach; stories/tell.cpp throws dice instead.

#include <cstdio>
#include <cstdlib>

#include "fuzz/stories/story.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static foyer::fuzz::Stage stage;
  static std::uint64_t told = 0;
  static const bool counted =
      std::atexit([] { std::fprintf(stderr, "stat::model_steps: %llu\n", static_cast<unsigned long long>(told)); }) ==
      0;
  told += foyer::fuzz::tell(stage, {data, counted ? size : 0});
  return 0;
}
