#include "platform/celery/beat.h"

#include <algorithm>
#include <utility>

#include "platform/celery/bell.h"
#include "platform/celery/names.h"
#include "platform/celery/scripts.h"
#include "platform/celery/uuid.h"
#include "platform/observe/log.h"

namespace foyer::celery {
namespace {

/// The clock of Redis may jump, so no wait is longer.
constexpr std::chrono::seconds longest_wait{10};
constexpr std::chrono::seconds after_failure{1};

}  // namespace

struct CeleryBeat::Impl {
  Task<std::chrono::seconds> tick_all(CeleryBeat& beat);

  BeatOptions options;
  std::vector<BeatEntry> entries;
  crypto::Random& random;
  redis::Client redis;
  Bell bell;
  bool stopping = false;
  bool redis_gone = false;
};

CeleryBeat::CeleryBeat(Executor executor, BeatOptions options, redis::Options redis, std::vector<BeatEntry> entries,
                       crypto::Random& random)
    : impl_{new Impl{.options = std::move(options),
                     .entries = std::move(entries),
                     .random = random,
                     .redis = redis::Client{executor, std::move(redis)},
                     .bell = Bell{executor}}} {
  for (BeatEntry& entry : impl_->entries) entry.interval = std::max(entry.interval, std::chrono::seconds{1});
}

CeleryBeat::~CeleryBeat() = default;

Task<CeleryBeat::Tick> CeleryBeat::tick(const BeatEntry& entry, std::optional<std::chrono::seconds> now) {
  const NewTask task{.name = entry.task, .id = new_uuid(impl_->random)};
  std::vector<std::string> keys{impl_->options.queue, binding_key("celery"), "beat:last:" + entry.name};
  std::vector<std::string> arguments{
      entry.name,
      std::to_string(entry.interval.count()),
      impl_->options.node,
      write_task(task, impl_->options.queue, impl_->options.node, new_uuid(impl_->random)),
      binding_member(impl_->options.queue, impl_->options.queue),
      now ? std::to_string(now->count()) : std::string{}};
  const redis::Reply reply = co_await impl_->redis.eval(scripts::beat, std::move(keys), std::move(arguments));
  if (const auto* failure = reply.failure()) throw redis::Unavailable{failure->text};
  const auto* parts = reply.array();
  if (parts == nullptr || parts->size() != 3) throw redis::Unavailable{"unexpected answer to a beat"};
  const auto number = [&](std::size_t at) {
    const auto* value = parts->at(at).integer();
    return value != nullptr ? *value : 0;
  };
  const Tick tick{.sent = number(0) == 1, .wait = std::chrono::seconds{number(2) - number(1)}};
  if (tick.sent) log::info("periodic task sent", {{"entry", entry.name}, {"task", task.id}});
  if (number(0) == 2) log::warning("the last periodic task still waits; no worker took it", {{"entry", entry.name}});
  co_return tick;
}

Task<std::chrono::seconds> CeleryBeat::Impl::tick_all(CeleryBeat& beat) {
  std::chrono::seconds wait = longest_wait;
  for (const BeatEntry& entry : entries) {
    if (stopping) break;
    const Tick tick = co_await beat.tick(entry);
    wait = std::min(wait, tick.wait);
  }
  co_return std::max(wait, std::chrono::seconds{1});
}

Task<void> CeleryBeat::run() {
  Impl& self = *impl_;
  log::info("beat ready", {{"entries", self.entries.size()}, {"node", self.options.node}});
  while (!self.stopping) {
    std::chrono::seconds wait = after_failure;
    std::string failure;
    try {
      wait = co_await self.tick_all(*this);
    } catch (const redis::Unavailable& error) {
      failure = error.what();
    }
    if (self.stopping) break;
    if (!failure.empty() && !self.redis_gone) log::error("beat waits for Redis", {{"why", failure}});
    if (failure.empty() && self.redis_gone) log::info("beat goes on");
    self.redis_gone = !failure.empty();
    co_await self.bell.wait_for(wait);
  }
  self.redis.close();
}

void CeleryBeat::stop() {
  impl_->stopping = true;
  impl_->bell.ring();
  impl_->redis.close();
}

}  // namespace foyer::celery
