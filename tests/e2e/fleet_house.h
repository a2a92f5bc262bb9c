#pragma once
// A house that is a fleet: PostgreSQL, Redis and a mail server of its own, and the real `foyer worker` and `foyer beat`
// beside the server. Python's Celery talks to it as any client of an operator would.

#include <boost/json/value.hpp>

#include "tests/e2e/house.h"
#include "tests/support/postgres_server.h"
#include "tests/support/redis_server.h"
#include "tests/support/smtp_sink.h"

namespace foyer::test {

class FleetHouse : public House {
 protected:
  using Words = std::vector<std::string>;

  explicit FleetHouse(SinkOptions = {});

  /// `foyer worker` as foyer@NAME, once it takes messages.
  std::unique_ptr<Process> worker(const std::string& name, Words more = {});
  std::unique_ptr<Process> beat();
  /// SIGTERM; it must end as it should and must not have tripped a sanitizer.
  static void end(Process&);

  /// What a scenario of fleet_client.py prints.
  boost::json::value python(Words);
  /// `celery -b REDIS_URL …` of Debian.
  Finished celery(Words);

  redis::Reply ask(redis::Command);
  /// 0 where the answer is no number.
  std::int64_t number(redis::Command);

  void register_viewer(const std::string& email);

  const PostgresDatabase database;
  RedisServer broker;
  SmtpSink sink;

 private:
  std::unique_ptr<Process> begin(Words, const std::string& name, const std::string& ready);
  Finished run_python(Words);

  int processes_ = 0;
};

/// The Message-ID field of a mail; empty if it has none.
std::string message_id_of(const SinkMail&);

}  // namespace foyer::test
