#pragma once
// A Redis of the test's own, workers of ours as processes to be killed, and Python's Celery beside them.

#include <gtest/gtest.h>

#include <boost/json/value.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "platform/observe/log.h"
#include "platform/redis/redis.h"
#include "tests/support/process.h"
#include "tests/support/redis_server.h"
#include "tests/support/temp_folder.h"

namespace foyer::celery {

class CeleryTest : public testing::Test {
 protected:
  using Words = std::vector<std::string>;

  explicit CeleryTest(Words redis_arguments = {}) : server{std::move(redis_arguments)} {
    log::configure(log::Level::error, log::Format::text);
  }

  /// Settings are those of celery_probe. It takes messages as soon as it answers to ping.
  std::unique_ptr<test::Process> worker(Words settings = {});
  std::unique_ptr<test::Process> beat(const std::string& node, const std::string& entry);
  /// `python3 -m celery -A app …`
  std::unique_ptr<test::Process> celery(Words words, const std::string& name);
  /// What a scenario of client.py prints.
  boost::json::value python(Words words);

  /// One command on a connection of its own.
  redis::Reply ask(redis::Command);
  std::int64_t number(redis::Command command);
  std::string text(redis::Command command);
  /// Text of a whole task message for the given task.
  static std::string message(const std::string& task, const std::string& id, const std::string& args = "[]");
  /// status of a stored result, or "PENDING"
  std::string status_of(const std::string& id);
  bool ends_as(const std::string& id, const std::string& status);

  test::RedisServer server;
  test::TempFolder folder;

 private:
  std::unique_ptr<test::Process> start(Words words, const std::string& name);
  int processes_ = 0;
};

}  // namespace foyer::celery
