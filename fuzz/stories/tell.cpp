// tell_stories STEPS [SEED]
//
// Stories by throwing dice, without libFuzzer and with each hash computed once, for long runs: almost three times as
// many in the same time. The same seed tells the same stories.

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <optional>
#include <random>
#include <string_view>
#include <vector>

#include "fuzz/stories/remembering_hasher.h"
#include "fuzz/stories/story.h"

namespace {

constexpr std::size_t shortest = 40, longest = 6'000;  // bytes; some three of them make a step

std::optional<std::uint64_t> number(std::string_view text) {
  std::uint64_t out = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return error == std::errc{} && end == text.data() + text.size() ? std::optional{out} : std::nullopt;
}

void report(std::uint64_t steps, std::uint64_t stories, std::chrono::steady_clock::time_point since) {
  const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - since;
  std::fprintf(stderr, "%llu steps of %llu stories, no difference, %.0f steps/s\n",
               static_cast<unsigned long long>(steps), static_cast<unsigned long long>(stories),
               static_cast<double>(steps) / spent.count());
}

void tell(std::uint64_t wanted, std::uint64_t seed) {
  foyer::fuzz::RememberingHasher hasher;
  foyer::fuzz::Stage stage{&hasher};
  std::mt19937_64 dice{seed};
  const auto since = std::chrono::steady_clock::now();
  std::uint64_t steps = 0, stories = 0;
  for (auto told_at = since; steps < wanted; ++stories) {
    std::vector<std::uint8_t> choices(shortest + dice() % (longest - shortest));
    std::ranges::generate(choices, [&dice] { return static_cast<std::uint8_t>(dice()); });
    steps += foyer::fuzz::tell(stage, choices);
    if (std::chrono::steady_clock::now() - told_at < std::chrono::minutes{1}) continue;
    told_at = std::chrono::steady_clock::now();
    report(steps, stories, since);
  }
  report(steps, stories, since);
}

}  // namespace

int main(int count, char** words) {
  const auto steps = count > 1 ? number(words[1]) : std::nullopt;
  const auto seed = count > 2 ? number(words[2]) : std::optional<std::uint64_t>{1};
  if (!steps || !seed || count > 3) {
    std::fputs("usage: tell_stories STEPS [SEED]\n", stderr);
    return 2;
  }
  tell(*steps, *seed);
  return 0;
}
