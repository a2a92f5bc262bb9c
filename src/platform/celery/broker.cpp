#include "platform/celery/broker.h"

#include <fmt/format.h>

#include <optional>

#include "platform/celery/names.h"
#include "platform/celery/scripts.h"
#include "platform/celery/uuid.h"

namespace foyer::celery {
namespace {

using redis::Reply;

std::string key(std::string_view name) { return std::string{name}; }

Reply expect_done(Reply reply) {
  if (const auto* failure = reply.failure()) throw redis::Unavailable{failure->text};
  return reply;
}

std::string text_of(const Reply& reply) { return reply.text() != nullptr ? *reply.text() : std::string{}; }

/// [text, tag, deliveries]
std::optional<Reserved> reserved_of(const Reply& reply) {
  const auto* parts = reply.array();
  if (parts == nullptr || parts->size() != 3 || parts->at(2).integer() == nullptr) return std::nullopt;
  return Reserved{text_of(parts->at(0)), text_of(parts->at(1)), static_cast<int>(*parts->at(2).integer())};
}

std::vector<std::string> texts_of(const Reply& reply) {
  std::vector<std::string> out;
  if (const auto* elements = reply.array()) {
    for (const Reply& element : *elements) out.push_back(text_of(element));
  }
  return out;
}

std::string reply_queue(std::string_view client) { return fmt::format("{}.reply.celery.pidbox", client); }

}  // namespace

Broker::Broker(Executor executor, redis::Options options, std::string queue, crypto::Random& random)
    : client_{executor, std::move(options)},
      queue_{std::move(queue)},
      entry_end_{entry_end(queue_)},
      reserved_key_{fmt::format("celery.reserved:{}", new_uuid(random))},
      token_{new_uuid(random)} {}

Task<Reply> Broker::eval(const redis::Script& script, std::vector<std::string> keys,
                         std::vector<std::string> arguments) {
  co_return expect_done(co_await client_.eval(script, std::move(keys), std::move(arguments)));
}

Task<Reply> Broker::run(redis::Command command) { co_return expect_done(co_await client_.run(std::move(command))); }

/// Where messages with this routing key wait; the dead if no queue is bound to it.
Task<std::string> Broker::list_of(const Restored& message) {
  if (message.exchange.empty()) co_return list_name(message.routing_key, message.priority);
  const Reply bound = co_await run({"SMEMBERS", binding_key(message.exchange)});
  for (const std::string& member : texts_of(bound)) {
    const auto queue = queue_bound_to(member, message.routing_key);
    if (!queue.empty()) co_return list_name(queue, message.priority);
  }
  co_return key(dead_key);
}

Task<void> Broker::declare() { co_await run({"SADD", binding_key("celery"), binding_member(queue_, queue_)}); }

Task<Reservation> Broker::reserve(std::size_t most, std::chrono::seconds remember) {
  std::vector<std::string> keys{key(unacked_key), key(unacked_index_key), key(dead_key), reserved_key_};
  for (const int step : priority_steps) keys.push_back(list_name(queue_, step));
  std::vector<std::string> arguments{std::to_string(most), std::to_string(longest_message), entry_end_,
                                     std::to_string(remember.count())};
  const Reply reply = co_await eval(scripts::reserve, std::move(keys), std::move(arguments));
  Reservation out;
  const auto* parts = reply.array();
  if (parts == nullptr || parts->empty()) throw redis::Unavailable{"unexpected answer to a reservation"};
  if (const auto* dead = parts->front().integer()) out.dead = *dead;
  for (const Reply& part : *parts) {
    if (auto reserved = reserved_of(part)) out.messages.push_back(std::move(*reserved));
  }
  co_return out;
}

Task<std::vector<Reserved>> Broker::reclaim() {
  const Reply reply = co_await eval(scripts::reclaim, {key(unacked_key), reserved_key_}, {entry_end_});
  std::vector<Reserved> out;
  if (const auto* parts = reply.array()) {
    for (const Reply& part : *parts) {
      if (auto reserved = reserved_of(part)) out.push_back(std::move(*reserved));
    }
  }
  co_return out;
}

Task<void> Broker::finish(const std::vector<End>& ends, std::chrono::seconds results_live) {
  std::vector<std::string> arguments;
  arguments.reserve(1 + ends.size() * 5);
  arguments.push_back(std::to_string(results_live.count()));
  for (const End& end : ends) {
    for (const std::string* part : {&end.tag, &end.result_key, &end.result, &end.list, &end.message}) {
      arguments.push_back(*part);
    }
  }
  co_await eval(scripts::finish, {key(unacked_key), key(unacked_index_key)}, std::move(arguments));
}

Task<std::vector<std::string>> Broker::renew(std::vector<std::string> tags) {
  const Reply reply = co_await eval(scripts::renew, {key(unacked_index_key)}, std::move(tags));
  co_return texts_of(reply);
}

Task<bool> Broker::lock_sweep() {
  // What every kombu consumer sets, for 300 s; a sweep of ours is over sooner, and a worker that dies in one must not
  // keep all others from sweeping for minutes. Restoring compares what it found, so it is safe without the lock.
  const Reply reply = co_await run({"SET", key(unacked_mutex_key), token_, "PX", "5000", "NX"});
  co_return !reply.is_nil();
}

Task<void> Broker::unlock_sweep() { co_await eval(scripts::unlock, {key(unacked_mutex_key)}, {token_}); }

Task<std::vector<Overdue>> Broker::overdue(std::chrono::seconds visibility, std::size_t most) {
  const Reply reply = co_await eval(scripts::overdue, {key(unacked_key), key(unacked_index_key)},
                                    {std::to_string(visibility.count()), std::to_string(most)});
  const auto texts = texts_of(reply);
  std::vector<Overdue> out;
  for (std::size_t i = 0; i + 1 < texts.size(); i += 2) out.push_back({texts[i], texts[i + 1]});
  co_return out;
}

Task<bool> Broker::restore_overdue(const Overdue& lost, std::chrono::seconds visibility) {
  const auto restored = restore(lost.entry);
  // What cannot be read is not left there: it would be in the way of every sweep.
  const std::string list = restored ? co_await list_of(*restored) : key(dead_key);
  const std::string text = restored ? restored->text : lost.entry;
  const Reply reply = co_await eval(scripts::restore, {key(unacked_key), key(unacked_index_key), list},
                                    {lost.tag, lost.entry, text, "0", std::to_string(visibility.count())});
  co_return reply.integer() != nullptr && *reply.integer() == 1;
}

Task<bool> Broker::give_back(const std::string& raw, const std::string& tag, bool begun) {
  const std::string entry = '[' + raw + entry_end_;
  const auto restored = restore(entry);
  if (!restored) co_return false;
  const Reply reply =
      co_await eval(scripts::restore, {key(unacked_key), key(unacked_index_key), list_name(queue_, restored->priority)},
                    {tag, entry, restored->text, begun ? "0" : "1", "0"});
  co_return reply.integer() != nullptr && *reply.integer() == 1;
}

Task<void> Broker::publish(const std::string& channel, const std::string& text) {
  co_await run({"PUBLISH", channel, text});
}

Task<void> Broker::publish_all(std::vector<std::pair<std::string, std::string>> texts) {
  std::vector<redis::Command> commands;
  commands.reserve(texts.size());
  for (auto& [channel, text] : texts) commands.push_back({"PUBLISH", std::move(channel), std::move(text)});
  co_await client_.run_all(std::move(commands));
}

Task<void> Broker::forget_reservation() { co_await run({"DEL", reserved_key_}); }

Task<void> Broker::reply(const std::string& exchange, const std::string& routing_key, const std::string& text) {
  const Reply bound = co_await run({"SMEMBERS", binding_key(exchange)});
  std::vector<redis::Command> commands;
  for (const std::string& member : texts_of(bound)) {
    const auto queue = queue_bound_to(member, routing_key);
    // Nothing but mailboxes of waiting clients, whatever somebody bound under that key.
    if (!queue.ends_with(".reply.celery.pidbox")) continue;
    commands.push_back({"LPUSH", std::string{queue}, text});
  }
  if (!commands.empty()) co_await client_.run_all(std::move(commands));
}

Task<void> Broker::open_replies(const std::string& client) {
  co_await run({"SADD", binding_key("reply.celery.pidbox"), binding_member(client, reply_queue(client))});
}

Task<std::vector<std::string>> Broker::take_replies(const std::string& client) {
  const std::string queue = reply_queue(client);
  std::vector<redis::Command> commands{
      {"SREM", binding_key("reply.celery.pidbox"), binding_member(client, queue)},
      {"LRANGE", queue, "0", "999"},
      {"DEL", queue},
  };
  const auto replies = co_await client_.run_all(std::move(commands));
  co_return replies.size() == 3 ? texts_of(replies[1]) : std::vector<std::string>{};
}

}  // namespace foyer::celery
