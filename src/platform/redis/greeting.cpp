#include "platform/redis/greeting.h"

#include <fmt/format.h>

#include <array>

#include "platform/redis/wire.h"
#include "platform/redis/words.h"

namespace foyer::redis {
namespace {

constexpr std::size_t longest_answer = 4'096;

std::string_view code_of(std::string_view failure) { return failure.substr(0, failure.find(' ')); }

bool is_replica(const Reply& role) {
  const Array* facts = role.array();
  if (facts == nullptr || facts->empty()) return false;
  const std::string* kind = facts->front().text();
  return kind != nullptr && *kind == "slave";
}

}  // namespace

Greeting::Greeting(const Options& options) : options_{options}, parser_{longest_answer} {
  if (!options.user.empty() || !options.password.empty()) steps_.push_back(Step::auth);
  steps_.push_back(Step::name);
  if (options.database != 0) steps_.push_back(Step::select);
  steps_.push_back(Step::role);
  // The only one of them that is refused while data is being loaded.
  steps_.push_back(Step::ping);
}

std::string Greeting::bytes() const {
  using Words = std::vector<std::string_view>;
  const std::string database = std::to_string(options_.database);
  std::string out;
  // Grown once, so that no copy of the password stays behind.
  out.reserve(256 + options_.user.size() + options_.password.reveal().size());
  for (const Step step : steps_) {
    switch (step) {
      case Step::auth:
        if (options_.user.empty()) {
          append_command(out, Words{"AUTH", options_.password.reveal()});
        } else {
          append_command(out, Words{"AUTH", options_.user, options_.password.reveal()});
        }
        break;
      case Step::name:
        append_command(out, Words{"CLIENT", "SETNAME", "foyer"});
        break;
      case Step::select:
        append_command(out, Words{"SELECT", database});
        break;
      case Step::role:
        append_command(out, Words{"ROLE"});
        break;
      case Step::ping:
        append_command(out, Words{"PING"});
        break;
    }
  }
  return out;
}

void Greeting::hear(std::string_view bytes) {
  if (bytes.empty()) {
    ended_ = true;
    trouble_ = "closed the connection";
  }
  while (!bytes.empty() && !ended_) {
    Reply reply;
    const auto step = parser_.next(bytes, reply);
    if (step == Parser::Step::more) return;
    if (step == Parser::Step::reply) judge(steps_[answered_++], reply);
    const bool excess = answered_ == steps_.size() && !bytes.empty();
    if (step == Parser::Step::broken || excess) trouble_ = "does not speak the protocol of Redis";
    ended_ = !trouble_.empty() || answered_ == steps_.size();
  }
}

void Greeting::judge(Step step, const Reply& reply) {
  if (step == Step::role && is_replica(reply)) trouble_ = "is a replica and takes no writes";
  if (const Failure* failure = reply.failure()) trouble_ = refusal(step, failure->text);
}

std::string Greeting::refusal(Step step, std::string_view text) const {
  const std::string_view code = code_of(text);
  if (code == "NOAUTH") return "asks for a password, and none is configured";
  if (code == "WRONGPASS") return "refuses the user or password (WRONGPASS)";
  if (code == "LOADING") return "is still loading its data (LOADING)";
  if (code == "MASTERDOWN") return "is a replica without its master (MASTERDOWN)";
  if (code == "READONLY") return "is a replica and takes no writes (READONLY)";
  if (step == Step::auth) return "refuses AUTH: has it this user, and a password at all?";
  if (step == Step::select) return fmt::format("gives no access to database {}", options_.database);
  if (text.starts_with("ERR max number of clients")) return "has too many clients";
  if (code == "DENIED") return "runs in protected mode and refuses other hosts (DENIED)";
  // A user who may not say these, or a relative of Redis that does not know them, may still serve.
  return {};
}

std::optional<std::string> Greeting::trouble() const {
  if (trouble_.empty()) return std::nullopt;
  return fmt::format("{} {}", name_of(options_), trouble_);
}

}  // namespace foyer::redis
