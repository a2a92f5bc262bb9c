#pragma once
// The places where limits are counted, behind one face, each with a time that the test moves.

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <memory>
#include <string>

#include "platform/db/database.h"
#include "platform/limits/limits.h"
#include "platform/limits/redis_buckets.h"
#include "tests/support/manual_clock.h"
#include "tests/support/redis_server.h"
#include "tests/support/temp_folder.h"

namespace foyer {

class Store {
 public:
  virtual ~Store() = default;
  virtual Task<Allowance> take(Limit, std::string subject) = 0;
  virtual Task<Standing> standing(Limit, std::string subject) = 0;
  virtual void advance(std::chrono::seconds) = 0;
  /// How many subjects are kept.
  virtual std::size_t counters() = 0;

  boost::asio::io_context io{1};
};

inline Secret limits_key() { return Secret{std::string_view{"a key of limits"}}; }

class TableStore final : public Store {
 public:
  TableStore();
  Task<Allowance> take(Limit, std::string subject) override;
  Task<Standing> standing(Limit, std::string subject) override;
  void advance(std::chrono::seconds by) override { clock_.advance(by); }
  std::size_t counters() override;

 private:
  test::TempFolder folder_;
  test::ManualClock clock_;
  std::unique_ptr<db::Database> db_;
  Limits limits_{limits_key(), clock_};
};

/// Time moves by shortening what keys have left to live.
class RedisStore final : public Store {
 public:
  Task<Allowance> take(Limit limit, std::string subject) override;
  Task<Standing> standing(Limit limit, std::string subject) override;
  void advance(std::chrono::seconds) override;
  std::size_t counters() override;

  std::vector<std::string> keys();

  test::RedisServer server;
  test::ManualClock clock;
  LocalBuckets local{clock};
  redis::Client client{io.get_executor(), patient_enough(server.options())};
  RedisBuckets buckets{client, local, limits_key()};

 private:
  static redis::Options patient_enough(redis::Options);
};

/// What is left when Redis is not there.
class DegradedStore final : public Store {
 public:
  Task<Allowance> take(Limit limit, std::string subject) override;
  Task<Standing> standing(Limit limit, std::string subject) override;
  void advance(std::chrono::seconds by) override { clock_.advance(by); }
  std::size_t counters() override { return local_.subjects(); }

 private:
  static redis::Options of_nobody();

  test::ManualClock clock_;
  LocalBuckets local_{clock_};
  redis::Client client_{io.get_executor(), of_nobody()};
  RedisBuckets buckets_{client_, local_, limits_key()};
};

}  // namespace foyer
