#include "app/key_watch.h"

#include <condition_variable>
#include <mutex>

#include "app/key_rotation.h"
#include "core/memory.h"
#include "core/thread_name.h"
#include "platform/async/block_on.h"
#include "platform/observe/log.h"

namespace foyer::app {
namespace {

constexpr std::chrono::seconds interval{10};

}  // namespace

void KeyWatch::start() {
  thread_ = std::jthread{[this](const std::stop_token& stop) { follow(stop); }};
}

void KeyWatch::stop() { thread_ = {}; }

void KeyWatch::follow(const std::stop_token& stop) {
  name_this_thread("foyer-keys");
  never_give_up_on_memory();
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock lock{mutex};
  while (!stopped.wait_for(lock, stop, interval, [&stop] { return stop.stop_requested(); })) {
    try {
      block_on(look());
      in_trouble_ = false;
    } catch (const std::exception& failure) {
      if (!std::exchange(in_trouble_, true)) log::warning("cannot read the signing keys", {{"why", failure.what()}});
    }
  }
}

Task<Done> KeyWatch::look() {
  const auto known = parts_.tokens.keys();
  auto keys = co_await parts_.db.read(parts_.keyring, &Keyring::reload, *known);
  if (!keys) throw std::runtime_error{std::string{detail_of(keys.error())}};
  if (keys->current == known->current && keys->all == known->all) co_return Done{};
  log::info("signing keys changed", {{"active", keys->current->kid()}, {"keys", keys->all.size()}});
  parts_.tokens.use(std::move(*keys));
  co_return Done{};
}

Task<tasks::JobOutcome> KeyWatch::keep(tasks::Job) {
  const std::int64_t removed = co_await parts_.db.transact(parts_.keyring, &Keyring::remove_retired);
  if (removed > 0) log::info("retired signing keys removed", {{"keys", removed}});
  auto due = co_await parts_.db.read(parts_.keyring, &Keyring::due);
  if (due) {
    const auto rotated = co_await parts_.db.transact(&rotate_keys, &parts_.keyring, &parts_.audit, std::move(*due));
    if (!rotated) log::info("signing keys not rotated", {{"why", detail_of(rotated.error())}});
  }
  co_await look();
  co_return tasks::JobOutcome{};
}

}  // namespace foyer::app
