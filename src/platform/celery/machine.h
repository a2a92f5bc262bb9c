#pragma once
// The thread of a worker that never runs tasks. Private to worker.cpp.

#include <atomic>
#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/clock.h"
#include "platform/celery/answers.h"
#include "platform/celery/bell.h"
#include "platform/celery/broker.h"
#include "platform/celery/events.h"
#include "platform/celery/inbox.h"
#include "platform/celery/ledger.h"
#include "platform/celery/result.h"
#include "platform/celery/revoked.h"
#include "platform/celery/worker.h"
#include "platform/redis/subscriber.h"

namespace foyer::celery {

using Handlers = std::map<std::string, Handler, std::less<>>;

class Machine {
 public:
  Machine(WorkerOptions, redis::Options, std::shared_ptr<const Handlers>, Executor handlers_run_on, const Clock&,
          crypto::Random&);

  /// Works on the calling thread until it is told to stop.
  void run();
  /// Any thread, once run() was or will be called.
  void stop(std::chrono::milliseconds limit);

 private:
  using Loop = Task<void> (Machine::*)();
  struct Start {
    std::string tag;
    const Handler* handler = nullptr;
    Call call;
  };

  void spawn(Task<void>);
  void begin_stop(std::chrono::milliseconds limit);
  Task<void> shut_down(std::chrono::milliseconds limit);
  Task<void> wait_until(std::chrono::steady_clock::time_point deadline, std::function<bool()> claim);

  // Taking messages (machine_take.cpp)
  Task<void> take_work();
  Task<bool> reserve_some(std::size_t room);
  Task<void> wait_for_message();
  std::size_t room() const;
  void accept(Reserved);
  void refuse(const Reserved&, const Defective&);
  void start_ready();
  bool end_unrun(Held&);
  Start start_of(Held&);
  Task<void> watch_schedule();

  // Ending them (machine_end.cpp)
  void take_mail();
  void end(Held&, const Outcome&, double runtime_seconds);
  void end_failed(const Subject&, const std::string& tag, const Failure&, bool ignore_result, const std::string& raw);
  void end_revoked(Held&, bool expired);
  void push_end(End);
  Task<void> write_ends();
  Task<void> write_down();
  void say(std::string_view type, boost::json::object fields);
  Task<void> tell_events();

  // Keeping up (machine_keep.cpp)
  Task<void> keep_leases();
  Task<void> sweep();
  Task<std::size_t> restore_overdue();
  Task<void> beat_heart();
  Task<void> tell_worker(std::string_view type);
  Task<void> give_back_all(bool also_begun);
  void hear(const redis::Message&);
  void subscribed();
  Task<void> declare();
  Task<void> meet_others();
  boost::json::value obey(const ControlRequest&);
  boost::json::value revoke(const ControlRequest&);
  void merge_revoked(const boost::json::object& revoked);
  Task<void> send_reply(ControlRequest, std::string text);
  WorkerFacts facts() const;

  void redis_failed(std::string_view why);
  void redis_answered();
  std::chrono::milliseconds next_pause();

  WorkerOptions options_;
  const std::shared_ptr<const Handlers> handlers_;
  const Executor handlers_run_on_;
  const Clock& clock_;
  crypto::Random& random_;
  const std::string broker_host_;
  const std::uint16_t broker_port_;
  const int database_;
  const std::chrono::steady_clock::time_point born_ = std::chrono::steady_clock::now();

  std::shared_ptr<boost::asio::io_context> io_ = std::make_shared<boost::asio::io_context>(1);
  Broker broker_;
  redis::Client waiter_;  ///< blocks, so nothing else may use it
  redis::Subscriber subscriber_;
  std::shared_ptr<Inbox> inbox_;

  Ledger ledger_;
  Revoked revoked_;
  Speaker speaker_;
  std::map<std::string, std::uint64_t, std::less<>> totals_;
  std::uint64_t processed_ = 0;
  std::deque<End> ends_;
  std::vector<Event> events_;  ///< of tasks, waiting to be told

  Bell slots_{io_->get_executor()};     ///< rung when there may be room
  Bell schedule_{io_->get_executor()};  ///< rung when something new was scheduled
  Bell out_{io_->get_executor()};       ///< rung when there is something to write
  Bell leases_{io_->get_executor()};
  Bell sweeps_{io_->get_executor()};
  Bell heart_{io_->get_executor()};
  Bell quiet_{io_->get_executor()};  ///< rung when nothing runs and nothing is left to write
  Bell meeting_{io_->get_executor()};

  bool task_events_ = false;
  bool stopping_ = false;
  bool over_ = false;
  std::size_t alive_ = 0;  ///< coroutines that were spawned and did not end
  std::string complaint_;  ///< what Redis last had against our waiting
  bool met_others_ = false;
  bool answer_lost_ = false;  ///< of a reservation
  bool redis_gone_ = false;
  std::size_t replies_ = 0;
  std::chrono::milliseconds pause_{0};
};

}  // namespace foyer::celery
