#pragma once
// The embedded database: one file in WAL mode with synchronous=FULL (NORMAL may lose the last commits, and with them
// revocations, at a power loss). Reads run inline on the calling thread on pooled read-only connections. One writer
// thread takes every waiting transaction, runs each in a savepoint of one shared transaction and commits once: callers
// resume after that commit (group commit). What is deleted is overwritten (secure_delete), in the log by scrub(). Busy,
// full and I/O errors are Unavailable, and nothing of the batch stays.

#include <chrono>
#include <filesystem>
#include <memory>

#include "platform/db/database.h"

namespace foyer::db {

struct SqliteOptions {
  std::filesystem::path file;                     ///< created if absent; its folder must exist
  std::chrono::milliseconds busy_timeout{2'000};  ///< how long the writer waits for another process's lock
  std::chrono::milliseconds sync_within{1'000};   ///< how much of what was noted a power cut may take
  std::size_t max_batch = 512;                    ///< transactions that share one commit
  std::size_t max_waiting = 10'000;               ///< queued transactions; one more is Unavailable
};

/// Throws Unavailable with one clear sentence if the file cannot be opened or is not a database.
/// Destroying it finishes the transactions already queued; destroy it before the io_contexts its callers run on.
std::unique_ptr<Database> open_sqlite(const SqliteOptions&);

}  // namespace foyer::db
