#include "tests/contract/celery/fixture.h"

#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <stdexcept>

#include "platform/celery/message.h"
#include "platform/celery/names.h"
#include "platform/celery/uuid.h"
#include "platform/crypto/encoding.h"
#include "platform/crypto/random.h"
#include "tests/contract/db/run.h"

namespace foyer::celery {
namespace {

constexpr const char* python_binary = "/usr/bin/python3";

}  // namespace

std::unique_ptr<test::Process> CeleryTest::start(Words words, const std::string& name) {
  return std::make_unique<test::Process>(test::Command{
      .words = std::move(words),
      .environment = {{"CELERY_URL", server.url()},
                      {"PYTHONPATH", FOYER_CELERY_PYTHON},
                      {"PYTHONDONTWRITEBYTECODE", "1"},
                      {"PATH", "/usr/bin:/bin"},
                      {"HOME", folder.path().string()},
                      {"LSAN_OPTIONS", "exitcode=23"}},
      .folder = folder.path(),
      .name = fmt::format("{}{}", name, ++processes_),
  });
}

std::unique_ptr<test::Process> CeleryTest::worker(Words settings) {
  Words words{FOYER_CELERY_PROBE, "worker", server.url()};
  words.insert(words.end(), settings.begin(), settings.end());
  return start(std::move(words), "worker");
}

std::unique_ptr<test::Process> CeleryTest::beat(const std::string& node, const std::string& entry) {
  return start({FOYER_CELERY_PROBE, "beat", server.url(), node, entry}, "beat");
}

std::unique_ptr<test::Process> CeleryTest::celery(Words words, const std::string& name) {
  Words all{python_binary, "-m", "celery", "-A", "app"};
  all.insert(all.end(), words.begin(), words.end());
  return start(std::move(all), name);
}

boost::json::value CeleryTest::python(Words words) {
  Words all{python_binary, std::string{FOYER_CELERY_PYTHON} + "/client.py"};
  all.insert(all.end(), words.begin(), words.end());
  const auto client = start(std::move(all), "client");
  const auto code = client->wait(std::chrono::minutes{2});
  if (code != 0) throw std::runtime_error{"client.py: " + client->err()};
  return boost::json::parse(client->out());
}

redis::Reply CeleryTest::ask(redis::Command command) { return server.ask(std::move(command)); }

std::int64_t CeleryTest::number(redis::Command command) {
  const redis::Reply reply = ask(std::move(command));
  return reply.integer() != nullptr ? *reply.integer() : -1;
}

std::string CeleryTest::text(redis::Command command) {
  const redis::Reply reply = ask(std::move(command));
  return reply.text() != nullptr ? *reply.text() : std::string{};
}

std::string CeleryTest::message(const std::string& task, const std::string& id, const std::string& args) {
  crypto::SystemRandom random;
  NewTask wanted{.name = task, .id = id};
  wanted.args = boost::json::parse(args).as_array();
  return write_task(wanted, "celery", "test@host", new_uuid(random));
}

std::string CeleryTest::status_of(const std::string& id) {
  const std::string meta = text({"GET", result_key(id)});
  if (meta.empty()) return "PENDING";
  return boost::json::parse(meta).at("status").as_string().c_str();
}

bool CeleryTest::ends_as(const std::string& id, const std::string& status) {
  return test::eventually([&] { return status_of(id) == status; });
}

}  // namespace foyer::celery
