#pragma once
// Fifty threads that do the same at the same moment, round after round.

#include <algorithm>
#include <barrier>
#include <cstdlib>
#include <functional>
#include <thread>
#include <vector>

namespace foyer::test {

inline constexpr int racers = 50;

/// A few rounds in the suite; `script/races` asks for a thousand.
inline int rounds() {
  const char* wanted = std::getenv("FOYER_RACE_ROUNDS");
  return wanted == nullptr ? 10 : std::max(1, std::atoi(wanted));
}

class Race {
 public:
  /// `prepare` runs alone before each round, `run` fifty times at once in it, `judge` alone after it.
  void hold(const std::function<void()>& prepare, const std::function<void()>& run,
            const std::function<void()>& judge) {
    const int count = rounds();
    std::barrier line{racers + 1};
    std::vector<std::thread> threads;
    for (int i = 0; i < racers; ++i) {
      threads.emplace_back([&] {
        for (int round = 0; round < count; ++round) {
          line.arrive_and_wait();
          run();
          line.arrive_and_wait();
        }
      });
    }
    for (int round = 0; round < count; ++round) {
      prepare();
      line.arrive_and_wait();
      line.arrive_and_wait();
      judge();
    }
    for (auto& thread : threads) thread.join();
  }
};

}  // namespace foyer::test
