#include "app/job_tasks.h"

#include <algorithm>
#include <boost/asio/steady_timer.hpp>

namespace foyer::app {
namespace {

constexpr tasks::WorkerOptions lease_terms{};
constexpr std::chrono::seconds database_rest{5};

celery::Outcome refused(std::string why) { return celery::Outcome::fail({"InvalidArguments", std::move(why)}); }

celery::Outcome outcome_of(const tasks::Ending& ending, Time now) {
  switch (ending.verdict.next) {
    case tasks::Verdict::Next::queued:
      return celery::Outcome::retry_in(std::max(std::chrono::milliseconds{0}, ending.verdict.run_at - now),
                                       {"JobFailed", ending.why});
    case tasks::Verdict::Next::dead:
      return celery::Outcome::fail({"JobGivenUp", ending.why});
    case tasks::Verdict::Next::done:
      break;
  }
  return celery::Outcome::success("done");
}

Task<celery::Outcome> do_nothing(celery::Call) { co_return celery::Outcome::success(); }

}  // namespace

JobTasks::JobTasks(const Settings& settings, Storage& storage, Services& services, const Clock& clock,
                   crypto::Random& random)
    : clock_{clock}, runner_{lease_terms, *storage.db, clock, random}, periodic_{periodic_work(settings)} {
  services.offer_jobs([this](std::string name, tasks::JobHandler handler) {
    names_.push_back(name);
    runner_.on(std::move(name), std::move(handler));
  });
}

void JobTasks::offer_to(celery::CeleryWorker& worker) {
  for (const std::string& name : names_) {
    worker.on(name, [this](celery::Call call) { return run(std::move(call)); });
  }
  worker.on("foyer.noop", &do_nothing);
}

Task<celery::Outcome> JobTasks::run(celery::Call call) {
  if (!call.kwargs.empty() || call.args.size() > 1) co_return refused("a job takes the number of its row");
  if (call.args.empty()) {
    if (!is_periodic(call.name)) co_return refused("this job needs the number of its row");
    const auto outcome = co_await runner_.run_unrecorded(call.name);
    if (outcome.kind == tasks::JobOutcome::Kind::done) co_return celery::Outcome::success("done");
    // The next slot is the next try.
    co_return celery::Outcome::fail({"JobFailed", outcome.why});
  }
  const std::int64_t* row = call.args[0].if_int64();
  if (row == nullptr || *row <= 0) co_return refused("a job takes the number of its row");
  tasks::DueJob job{.id = JobId{*row}, .name = std::move(call.name)};
  try {
    co_return co_await run_row(std::move(job));
  } catch (const db::Unavailable&) {  // asked again below: the row is as it was
  }
  co_return celery::Outcome::retry_in(database_rest, {"DatabaseUnavailable", "the database did not answer"});
}

Task<celery::Outcome> JobTasks::run_row(tasks::DueJob announced) {
  auto job = co_await runner_.claim_one(std::move(announced));
  if (!job) co_return celery::Outcome::success("taken");  // by another worker, or long done: news may be told twice
  const tasks::Ending ending = co_await runner_.run(std::move(*job));
  co_return outcome_of(ending, clock_.now());
}

Task<void> JobTasks::keep_leases() {
  boost::asio::steady_timer timer{co_await boost::asio::this_coro::executor};
  while (true) {
    timer.expires_after(lease_terms.lease / 3);
    co_await timer.async_wait(use_task);
    try {
      co_await runner_.renew();
    } catch (...) {
      const std::string why = tasks::class_of(std::current_exception());
      log::warning("leases could not be renewed", {{"why", why}});
    }
  }
}

bool JobTasks::is_periodic(std::string_view name) const {
  return std::ranges::any_of(periodic_, [name](const Periodic& work) { return work.job == name; });
}

}  // namespace foyer::app
