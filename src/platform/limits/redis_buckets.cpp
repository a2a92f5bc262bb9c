#include "platform/limits/redis_buckets.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "platform/crypto/encoding.h"

namespace foyer {
namespace {

// What is not a counter that ends is somebody else's: it is left alone, and the use is counted elsewhere. Text is
// compared before a number is made of it, for a Lua number has 53 bits. Both answer {used, ms left, 1 if it wrote}.
constexpr std::string_view shared_head = R"lua(
local found = redis.call('GET', KEYS[1])
local used, left = 0, 0
if found then
  left = redis.call('PTTL', KEYS[1])
  if left < 0 or not string.match(found, '^%d+$') then return redis.error_reply('FOREIGN no counter that ends') end
  used = tonumber(found)
end
)lua";

// Counts to one above the quota and no further: who is refused again writes nothing.
constexpr std::string_view take_tail = R"lua(
if not found then
  redis.call('SET', KEYS[1], 1, 'PX', ARGV[2])
  return {1, tonumber(ARGV[2]), 1}
end
if used > tonumber(ARGV[1]) then return {used, left, 0} end
return {redis.call('INCR', KEYS[1]), left, 1}
)lua";

constexpr std::string_view standing_tail = "return {used, left, 0}";

const redis::Script& take_script() {
  static const redis::Script script{std::string{shared_head} += take_tail};
  return script;
}

const redis::Script& standing_script() {
  static const redis::Script script{std::string{shared_head} += standing_tail};
  return script;
}

std::chrono::seconds in_seconds(std::int64_t milliseconds) {
  return std::max(std::chrono::seconds{1},
                  std::chrono::ceil<std::chrono::seconds>(std::chrono::milliseconds{milliseconds}));
}

bool is_about_the_key(std::string_view failure) {
  return failure.starts_with("WRONGTYPE") || failure.starts_with("FOREIGN");
}

}  // namespace

std::string RedisBuckets::key_of(const Limit& limit, std::string_view subject) const {
  return "foyer:limit:" + crypto::to_hex(mac_of(key_, limit, subject));
}

Task<Allowance> RedisBuckets::take(Limit limit, std::string subject) {
  const std::string key = key_of(limit, subject);
  const auto counted = co_await ask(take_script(), key, limit);
  if (!counted) co_return local_.take(limit, key);
  const bool granted = counted->used <= limit.quota;
  co_return Allowance{granted, !granted && counted->wrote, in_seconds(counted->left_ms)};
}

Task<Standing> RedisBuckets::standing(Limit limit, std::string subject) {
  const std::string key = key_of(limit, subject);
  const auto counted = co_await ask(standing_script(), key, limit);
  if (!counted) co_return local_.standing(limit, key);
  if (counted->used == 0) co_return Standing{};
  co_return Standing{counted->used, in_seconds(counted->left_ms)};
}

/// Nothing when Redis did not count.
Task<std::optional<RedisBuckets::Counted>> RedisBuckets::ask(const redis::Script& script, std::string key,
                                                             const Limit& limit) {
  const std::chrono::milliseconds window = limit.window;
  std::vector<std::string> keys{key};
  std::vector<std::string> arguments{std::to_string(limit.quota), std::to_string(window.count())};
  redis::Reply reply;
  std::string trouble;
  try {
    reply = co_await client_.eval(script, std::move(keys), std::move(arguments));
  } catch (const redis::Unavailable& gone) {
    trouble = gone.what();
  }
  if (const auto* failure = reply.failure()) {
    if (is_about_the_key(failure->text)) {
      local_.count_foreign(key, failure->text);
      co_return std::nullopt;
    }
    trouble = failure->text;
  }
  const auto* parts = reply.array();
  const bool whole = parts != nullptr && parts->size() == 3 &&
                     std::ranges::all_of(*parts, [](const redis::Reply& part) { return part.integer() != nullptr; });
  if (!whole) {
    local_.count_degraded(trouble.empty() ? "Redis answers no numbers" : trouble);
    co_return std::nullopt;
  }
  local_.recovered();
  co_return Counted{*parts->at(0).integer(), *parts->at(1).integer(), *parts->at(2).integer() == 1};
}

}  // namespace foyer
