#pragma once
// Keeps the keys of a running server: follows rotations made by other processes, and rotates by age. A server that
// cannot read the keys goes on with those it has.

#include <chrono>
#include <thread>

#include "audit/audit.h"
#include "platform/tasks/worker.h"
#include "sessions/access_token.h"
#include "sessions/keyring.h"

namespace foyer::app {

/// As a job; its rows outlive binaries, so the name never changes.
inline constexpr const char* rotate_keys_job = "tasks.keys.rotate";
inline constexpr std::chrono::seconds rotate_keys_interval{3600};

class KeyWatch {
 public:
  /// What it keeps; all of it outlives the watch.
  struct Parts {
    db::Database& db;
    Keyring& keyring;
    Audit& audit;
    AccessTokens& tokens;
  };
  explicit KeyWatch(Parts parts) : parts_{parts} {}

  /// Looks every ten seconds, far more often than KeyPolicy::followed_within asks, on a thread of its own.
  void start();
  /// Returns once the thread has ended.
  void stop();

  /// Takes over what the database holds now.
  Task<Done> look();
  /// Removes keys past their time, and rotates if the active one is old enough.
  Task<tasks::JobOutcome> keep(tasks::Job);

 private:
  void follow(const std::stop_token&);

  Parts parts_;
  bool in_trouble_ = false;
  std::jthread thread_;
};

}  // namespace foyer::app
