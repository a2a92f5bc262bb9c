#include <algorithm>
#include <iterator>
#include <utility>

#include "platform/redis/exchange.h"

namespace foyer::redis {
namespace {

bool starts_with(const Reply& reply, std::string_view code) {
  const Failure* failure = reply.failure();
  return failure != nullptr && failure->text.starts_with(code);
}

}  // namespace

Client::Client(Executor executor, Options options) : impl_{std::make_shared<Impl>(executor, std::move(options))} {}

Client::~Client() { close(); }

Task<Reply> Client::run(Command command) {
  const auto impl = impl_;
  Reply reply;
  co_await impl->exchange({&command, 1}, &reply, impl->options.command_timeout);
  co_return reply;
}

Task<Reply> Client::run(Command command, std::chrono::milliseconds timeout) {
  const auto impl = impl_;
  Reply reply;
  co_await impl->exchange({&command, 1}, &reply, timeout);
  co_return reply;
}

Task<Array> Client::run_all(std::vector<Command> commands) {
  const auto impl = impl_;
  Array replies(commands.size());
  if (!commands.empty()) co_await impl->exchange(commands, replies.data(), impl->options.command_timeout);
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
  Reply reply;
  co_await impl->exchange({&command, 1}, &reply, timeout);
  if (!starts_with(reply, "NOSCRIPT")) co_return reply;
  command[0] = "EVAL";
  command[1] = script.source();
  co_await impl->exchange({&command, 1}, &reply, timeout);
  co_return reply;
}

bool Client::healthy() const noexcept { return impl_->open; }

void Client::close() { impl_->lose(name_of(impl_->options) + ": the connection was closed on purpose"); }

}  // namespace foyer::redis
