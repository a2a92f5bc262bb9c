#include <algorithm>
#include <stdexcept>
#include <utility>

#include "platform/redis/exchange.h"
#include "platform/redis/words.h"

namespace foyer::redis {
namespace {

// Nothing is answered to no word, and every later answer would be handed to the command before its own.
void require_words(const Command& command) {
  if (command.empty()) throw std::invalid_argument{"a command of Redis has at least one word"};
}

bool starts_with(const Reply& reply, std::string_view code) {
  const Failure* failure = reply.failure();
  return failure != nullptr && failure->text.starts_with(code);
}

}  // namespace

Client::Client(Executor executor, Options options) : impl_{std::make_shared<Impl>(executor, std::move(options))} {}

Client::~Client() { close(); }

Task<Reply> Client::run(Command command) {
  const auto impl = impl_;
  co_return co_await impl->ask(command, impl->options.command_timeout);
}

Task<Reply> Client::run(Command command, std::chrono::milliseconds timeout) {
  const auto impl = impl_;
  co_return co_await impl->ask(command, timeout);
}

Task<Reply> Client::Impl::ask(const Command& command, std::chrono::milliseconds timeout) {
  require_words(command);
  admit(1);
  append_command(outgoing, command);
  Reply reply;
  Answer answer{.next = &reply, .missing = 1};
  co_await answered(answer, timeout);
  co_return reply;
}

Task<Array> Client::run_all(std::vector<Command> commands) {
  const auto impl = impl_;
  std::ranges::for_each(commands, require_words);
  Array replies(commands.size());
  if (commands.empty()) co_return replies;
  impl->admit(commands.size());
  for (const Command& command : commands) append_command(impl->outgoing, command);
  Impl::Answer answer{.next = replies.data(), .missing = replies.size()};
  co_await impl->answered(answer, impl->options.command_timeout);
  co_return replies;
}

Task<std::optional<Array>> Client::transact(std::vector<Command> commands) {
  commands.insert(commands.begin(), Command{"MULTI"});
  commands.push_back({"EXEC"});
  Array replies = co_await run_all(std::move(commands));
  Reply& outcome = replies.back();
  if (outcome.is_nil()) co_return std::nullopt;
  if (auto* results = std::get_if<Array>(&outcome.value)) co_return std::move(*results);
  // EXECABORT only says that something was refused: the first refusal says what.
  const auto refused = std::ranges::find_if(replies, [](const Reply& reply) { return reply.failure() != nullptr; });
  if (refused == replies.end()) throw Unavailable{"EXEC was answered with neither an array nor an error"};
  Array out;
  out.push_back(std::move(*refused));
  co_return out;
}

Task<Reply> Client::eval(const Script& script, std::vector<std::string> keys, std::vector<std::string> arguments) {
  const auto impl = impl_;
  const auto timeout = impl->options.command_timeout;
  Command command{"EVALSHA", script.sha1(), std::to_string(keys.size())};
  command.reserve(command.size() + keys.size() + arguments.size());
  std::ranges::move(keys, std::back_inserter(command));
  std::ranges::move(arguments, std::back_inserter(command));
  Reply reply = co_await impl->ask(command, timeout);
  if (!starts_with(reply, "NOSCRIPT")) co_return reply;
  command[0] = "EVAL";
  command[1] = script.source();
  reply = co_await impl->ask(command, timeout);
  co_return reply;
}

bool Client::healthy() const noexcept { return impl_->open; }

void Client::close() { impl_->lose(name_of(impl_->options) + ": the connection was closed on purpose"); }

}  // namespace foyer::redis
