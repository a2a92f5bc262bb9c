#pragma once
// Sends periodic tasks, exactly one message per entry and time slot, however many beats there are: the first to mark a
// slot in Redis sends, the others see the mark. There is no leader, and nothing to hand over. A slot whose
// predecessor's message still waits for a worker gets none of its own. Slots are counted from the epoch by the clock of
// Redis.

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/celery/message.h"
#include "platform/crypto/random.h"
#include "platform/redis/redis.h"

namespace foyer::celery {

struct BeatEntry {
  std::string name;  ///< names the slots; the same in every beat
  std::string task;
  std::chrono::seconds interval{0};  ///< at least 1 s
};

struct BeatOptions {
  std::string queue = "celery";
  std::string node = "beat@localhost";  ///< origin of the messages and owner of the slots
};

class CeleryBeat {
 public:
  CeleryBeat(Executor, BeatOptions, redis::Options, std::vector<BeatEntry>, crypto::Random&);
  ~CeleryBeat();

  /// Sends what is due, the running slot first, until stop(). Redis may go and come back.
  Task<void> run();
  /// From the executor's thread.
  void stop();

  struct Tick {
    bool sent = false;
    std::chrono::seconds wait{0};  ///< until the next slot begins
  };
  /// One look at one entry; `now` instead of Redis' own time is for simulations. Throws redis::Unavailable.
  Task<Tick> tick(const BeatEntry&, std::optional<std::chrono::seconds> now = {});

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace foyer::celery
