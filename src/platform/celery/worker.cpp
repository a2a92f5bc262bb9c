#include "platform/celery/worker.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <mutex>
#include <optional>
#include <thread>

#include "core/memory.h"
#include "core/thread_name.h"
#include "platform/celery/machine.h"

namespace foyer::celery {

struct CeleryWorker::Impl {
  WorkerOptions options;
  redis::Options redis;
  const Clock& clock;
  crypto::Random& random;
  std::shared_ptr<Handlers> handlers = std::make_shared<Handlers>();

  std::mutex mutex{};
  std::unique_ptr<Machine> machine{};
  std::optional<std::chrono::milliseconds> stop_wanted{};
  std::thread thread{};
};

CeleryWorker::CeleryWorker(WorkerOptions options, redis::Options redis, const Clock& clock, crypto::Random& random)
    : impl_{std::make_unique<Impl>(std::move(options), std::move(redis), clock, random)} {}

CeleryWorker::~CeleryWorker() {
  if (!impl_->thread.joinable()) return;
  stop(std::chrono::milliseconds{0});
  impl_->thread.join();
}

void CeleryWorker::on(std::string name, Handler handler) {
  impl_->handlers->insert_or_assign(std::move(name), std::move(handler));
}

Task<void> CeleryWorker::run() {
  Impl& self = *impl_;
  const Executor here = co_await boost::asio::this_coro::executor;
  auto ended = std::make_shared<boost::asio::steady_timer>(here, boost::asio::steady_timer::time_point::max());
  {
    const std::lock_guard lock{self.mutex};
    self.machine =
        std::make_unique<Machine>(self.options, self.redis.copy(), self.handlers, here, self.clock, self.random);
    if (self.stop_wanted) self.machine->stop(*self.stop_wanted);
  }
  self.thread = std::thread{[machine = self.machine.get(), here, ended] {
    name_this_thread("foyer-celery");
    never_give_up_on_memory();
    machine->run();
    boost::asio::post(here, [ended] { ended->cancel(); });
  }};
  co_await ended->async_wait(boost::asio::as_tuple(use_task));
  self.thread.join();
}

void CeleryWorker::stop(std::chrono::milliseconds limit) {
  const std::lock_guard lock{impl_->mutex};
  impl_->stop_wanted = limit;
  if (impl_->machine) impl_->machine->stop(limit);
}

}  // namespace foyer::celery
