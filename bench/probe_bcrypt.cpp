// probe_bcrypt COST SECONDS: bcrypt by libxcrypt, as JSON: milliseconds of one hash, by the clock and on its core, and
// hashes per second with one thread on every core.

#include <crypt.h>
#include <time.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Seconds = std::chrono::duration<double>;

struct Work {
  unsigned hashes = 0;
  Seconds spent{};
  Seconds on_core{};
};

Seconds on_core() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return std::chrono::seconds{now.tv_sec} + std::chrono::nanoseconds{now.tv_nsec};
}

Work hash_for(Seconds wanted, const std::string& setting) {
  const auto scratch = std::make_unique<crypt_data>();
  Work work;
  const auto started = Clock::now();
  const Seconds began = on_core();
  do {
    const char* hash = crypt_rn("correct horse battery staple", setting.c_str(), scratch.get(), sizeof *scratch);
    if (hash == nullptr) std::abort();
    ++work.hashes;
    work.spent = Clock::now() - started;
    work.on_core = on_core() - began;
  } while (work.spent < wanted);
  return work;
}

}  // namespace

int main(int argc, char** argv) {
  const unsigned cost = argc > 1 ? static_cast<unsigned>(std::atoi(argv[1])) : 12;
  const Seconds wanted{argc > 2 ? std::atof(argv[2]) : 3};
  const std::string salt(16, 'b');
  std::string setting(CRYPT_GENSALT_OUTPUT_SIZE, '\0');
  if (crypt_gensalt_rn("$2b$", cost, salt.data(), 16, setting.data(), static_cast<int>(setting.size())) == nullptr) {
    return 1;
  }
  const Work alone = hash_for(wanted, setting);
  std::vector<double> rates(std::max(1U, std::thread::hardware_concurrency()));
  {
    std::vector<std::jthread> threads;
    for (double& rate : rates) {
      threads.emplace_back([&rate, wanted, &setting] {
        const Work work = hash_for(wanted, setting);
        rate = work.hashes / work.spent.count();
      });
    }
  }
  double together = 0;
  for (const double rate : rates) together += rate;
  std::printf("{\"one_ms\": %.2f, \"one_cpu_ms\": %.2f, \"all_cores_per_s\": %.3f, \"cores\": %zu}\n",
              1000 * alone.spent.count() / alone.hashes, 1000 * alone.on_core.count() / alone.hashes, together,
              rates.size());
}
