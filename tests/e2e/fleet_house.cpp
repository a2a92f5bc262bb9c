#include "tests/e2e/fleet_house.h"

#include <signal.h>

#include <stdexcept>

namespace foyer::test {
namespace {

constexpr const char* python_binary = "/usr/bin/python3";

}  // namespace

FleetHouse::FleetHouse(SinkOptions sink_options) : sink{std::move(sink_options)} {
  settings()["DATABASE_URL"] = database.url();
  settings()["REDIS_URL"] = broker.url();
  settings()["SECRET_KEY"] = "fleet-" + std::string(40, 'k');
  send_mail_to(sink.port());
}

std::unique_ptr<Process> FleetHouse::worker(const std::string& name, Words more) {
  Words words{"worker", "--name", "foyer@" + name};
  words.insert(words.end(), more.begin(), more.end());
  return begin(std::move(words), name, "worker ready");
}

std::unique_ptr<Process> FleetHouse::beat() { return begin({"beat"}, "beat", "beat ready"); }

std::unique_ptr<Process> FleetHouse::begin(Words words, const std::string& name, const std::string& ready) {
  words.insert(words.begin(), foyer_binary());
  auto process = std::make_unique<Process>(Command{
      .words = words, .environment = settings(), .folder = folder(), .name = name + std::to_string(++processes_)});
  const bool settled = eventually(
      [&] { return process->err().contains(ready) || process->wait(std::chrono::milliseconds{0}).has_value(); });
  if (!settled || !process->err().contains(ready)) throw std::runtime_error{name + ": " + process->err()};
  return process;
}

void FleetHouse::end(Process& process) {
  process.signal(SIGTERM);
  EXPECT_EQ(process.wait(), 0) << process.err();
  EXPECT_FALSE(process.err().contains("runtime error")) << process.err();
  EXPECT_FALSE(process.err().contains("Sanitizer")) << process.err();
}

boost::json::value FleetHouse::python(Words words) {
  words.insert(words.begin(), FOYER_FLEET_CLIENT);
  const Finished finished = run_python(std::move(words));
  if (finished.exit_code != 0) throw std::runtime_error{finished.err};
  return boost::json::parse(finished.out);
}

Finished FleetHouse::celery(Words words) {
  const Words first{"-m", "celery", "-b", broker.url()};
  words.insert(words.begin(), first.begin(), first.end());
  return run_python(std::move(words));
}

Finished FleetHouse::run_python(Words words) {
  words.insert(words.begin(), python_binary);
  return run({.words = words,
              .environment = {{"CELERY_URL", broker.url()},
                              {"PYTHONPATH", FOYER_CELERY_PYTHON},
                              {"PYTHONDONTWRITEBYTECODE", "1"},
                              {"PATH", "/usr/bin:/bin"},
                              {"HOME", folder().string()}},
              .folder = folder(),
              .name = "python"});
}

redis::Reply FleetHouse::ask(redis::Command command) { return broker.ask(std::move(command)); }

std::int64_t FleetHouse::number(redis::Command command) {
  const redis::Reply reply = ask(std::move(command));
  return reply.integer() != nullptr ? *reply.integer() : 0;
}

void FleetHouse::register_viewer(const std::string& email) {
  const auto answer = client().post("/api/v1/auth/register", credentials(email, password));
  ASSERT_EQ(answer.status, 200) << answer.body;
}

std::string message_id_of(const SinkMail& mail) {
  constexpr std::string_view field = "Message-ID: ";
  const auto at = mail.content.find(field);
  if (at == std::string::npos) return {};
  const auto begin = at + field.size();
  return mail.content.substr(begin, mail.content.find('\r', begin) - begin);
}

}  // namespace foyer::test
