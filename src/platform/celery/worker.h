#pragma once
// A Celery worker: takes task messages from a queue in Redis, runs their handlers, stores results, and shows up in
// `celery inspect`, Flower and beside Python workers. Knows nothing of what the tasks do.
// Every message is run at least once and acknowledged together with its result: a worker that dies in between leaves it
// to the others when its lease ends. Redis may go and come back; what runs meanwhile ends and is written down later.
// Threads: handlers run on the executor of run(). Everything else has a thread of its own, so that leases, heartbeats
// and remote control go on while a handler blocks.

#include <chrono>
#include <memory>
#include <string>

#include "core/clock.h"
#include "platform/celery/task.h"
#include "platform/crypto/random.h"
#include "platform/redis/redis.h"

namespace foyer::celery {

struct WorkerOptions {
  std::string queue = "celery";
  std::string node = "foyer@localhost";   ///< name@host, unique among the workers of a broker
  std::size_t concurrency = 8;            ///< handlers that run at once
  std::size_t prefetch = 0;               ///< messages held that have not ended and are due; 0: 4 × concurrency
  std::size_t most_scheduled = 10'000;    ///< messages held until their time comes
  bool task_events = false;               ///< from the start, as Celery's -E; `enable_events` does it later
  bool allow_shutdown = false;            ///< remote control may end this worker
  int most_deliveries = 5;                ///< one more goes to list celery.dead
  std::chrono::seconds visibility{3600};  ///< a lease not renewed for so long is anybody's
  std::chrono::milliseconds renew_every{60'000};
  std::chrono::milliseconds sweep_every{100'000};
  std::chrono::seconds results_live{86'400};
};

class CeleryWorker {
 public:
  CeleryWorker(WorkerOptions, redis::Options, const Clock&, crypto::Random&);
  ~CeleryWorker();

  /// Before run(). Names nobody registered fail as NotRegistered.
  void on(std::string name, Handler);
  /// Works until stop(), or a shutdown that remote control asked for and may. Once.
  Task<void> run();
  /// Takes no more, gives back what has not begun, waits at most `limit` for what has, and gives that back as well.
  /// Any thread; run() ends then.
  void stop(std::chrono::milliseconds limit);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace foyer::celery
