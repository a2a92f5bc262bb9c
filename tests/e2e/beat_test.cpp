// What any number of `foyer beat` put into the queue.

#include <set>

#include "tests/e2e/fleet_house.h"

namespace foyer::test {
namespace {

const std::string cleanup = "tasks.auth.cleanup_expired_tokens";

class FleetBeat : public FleetHouse {
 protected:
  /// The slots of the clean-up that are marked, and the messages of it that wait; takes the messages out, at one
  /// moment.
  struct Look {
    std::set<std::string> slots;
    std::int64_t messages = 0;
  };
  Look look() {
    const redis::Reply reply = ask({"EVAL", R"lua(
      local messages = 0
      for _, raw in ipairs(redis.call('LRANGE', 'celery', 0, -1)) do
        if string.find(raw, ARGV[1], 1, true) then messages = messages + 1 end
      end
      redis.call('DEL', 'celery')
      return {messages, redis.call('KEYS', 'beat:slot:' .. ARGV[1] .. ':*')}
    )lua",
                                    "0", cleanup});
    Look out{.slots = {}, .messages = *reply.array()->at(0).integer()};
    for (const redis::Reply& slot : *reply.array()->at(1).array()) out.slots.insert(*slot.text());
    return out;
  }
};

TEST_F(FleetBeat, TwoOfThemSendOneMessageForEachSlot) {
  settings()["TOKEN_CLEANUP_INTERVAL"] = "1";
  const auto one = beat();
  const auto other = beat();
  std::set<std::string> slots;
  std::int64_t messages = 0;
  constexpr std::size_t enough = 4;
  ASSERT_TRUE(eventually([&] {
    const Look seen = look();
    slots.insert(seen.slots.begin(), seen.slots.end());
    messages += seen.messages;
    return slots.size() >= enough;
  })) << one->err();
  EXPECT_EQ(messages, static_cast<std::int64_t>(slots.size()));
  end(*one);
  end(*other);
}

TEST_F(FleetBeat, WithoutAWorkerLeavesOneMessageOfEachKindAndNoPile) {
  settings()["TOKEN_CLEANUP_INTERVAL"] = "1";
  const auto process = beat();
  std::set<std::string> slots;
  const auto marked = [&] {
    const redis::Reply marks = ask({"KEYS", "beat:slot:" + cleanup + ":*"});
    for (const redis::Reply& slot : *marks.array()) slots.insert(*slot.text());
    return slots.size();
  };
  ASSERT_TRUE(eventually([&] { return marked() >= 4; })) << process->err();
  EXPECT_EQ(look().messages, 1);
  ASSERT_TRUE(eventually([&] { return look().messages == 1; })) << "once it was taken the next slot has one again";
  end(*process);
}

}  // namespace
}  // namespace foyer::test
