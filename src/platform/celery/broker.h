#pragma once
// What a worker asks of Redis, one function per step. An answer that Redis calls an error is Unavailable as well: to a
// worker it means the same, try again later.

#include <chrono>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "platform/celery/message.h"
#include "platform/crypto/random.h"
#include "platform/redis/redis.h"

namespace foyer::celery {

struct Reserved {
  std::string raw;
  std::string tag;
  int deliveries = 1;
};

struct Reservation {
  std::int64_t dead = 0;  ///< elements that were moved away unread
  std::vector<Reserved> messages;
};

/// How a delivery leaves: its result, and perhaps a message that follows from it.
struct End {
  std::string tag;
  std::string result_key{};
  std::string result{};   ///< empty: none is stored
  std::string list{};     ///< where `message` goes
  std::string message{};  ///< empty: none follows
};

struct Overdue {
  std::string tag;
  std::string entry;
};

class Broker {
 public:
  Broker(Executor, redis::Options, std::string queue, crypto::Random&);

  /// Declares the queue, so that clients and other workers find it.
  Task<void> declare();
  Task<Reservation> reserve(std::size_t most, std::chrono::seconds remember);
  /// The last reservation once more, for when its answer was lost: what of it is still unacknowledged.
  Task<std::vector<Reserved>> reclaim();
  Task<void> finish(const std::vector<End>&, std::chrono::seconds results_live);
  /// Tags whose lease is gone.
  Task<std::vector<std::string>> renew(std::vector<std::string> tags);

  /// False if another consumer looks at the moment.
  Task<bool> lock_sweep();
  Task<std::vector<Overdue>> overdue(std::chrono::seconds visibility, std::size_t most);
  Task<void> unlock_sweep();
  /// Puts a message whose lease ran out back to its list, or to the dead if it cannot be read.
  Task<bool> restore_overdue(const Overdue&, std::chrono::seconds visibility);
  /// Puts back what we hold and have not begun, or will not end. `begun` counts as a delivery.
  Task<bool> give_back(const std::string& raw, const std::string& tag, bool begun);

  Task<void> publish(const std::string& channel, const std::string& text);
  /// Pairs of channel and text, in one write.
  Task<void> publish_all(std::vector<std::pair<std::string, std::string>>);
  /// So that nothing of this worker stays behind.
  Task<void> forget_reservation();
  /// To every queue bound for this client; nobody bound is nobody waiting.
  Task<void> reply(const std::string& exchange, const std::string& routing_key, const std::string& text);
  Task<void> open_replies(const std::string& client);
  Task<std::vector<std::string>> take_replies(const std::string& client);

  redis::Client& client() noexcept { return client_; }
  const std::string& queue() const noexcept { return queue_; }

 private:
  Task<redis::Reply> eval(const redis::Script&, std::vector<std::string> keys, std::vector<std::string> arguments);
  Task<redis::Reply> run(redis::Command);
  Task<std::string> list_of(const Restored&);

  redis::Client client_;
  const std::string queue_;
  const std::string entry_end_;
  const std::string reserved_key_;  ///< of this worker alone
  const std::string token_;
};

}  // namespace foyer::celery
