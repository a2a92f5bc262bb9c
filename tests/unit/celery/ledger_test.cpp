#include "platform/celery/ledger.h"

#include <gtest/gtest.h>

namespace foyer::celery {
namespace {

constexpr Time now{std::chrono::milliseconds{1'000'000}};

TaskMessage message(std::string tag, std::optional<Time> eta = {}) {
  TaskMessage out;
  out.tag = std::move(tag);
  out.id = "id-of-" + out.tag;
  out.eta = eta;
  return out;
}

TEST(Ledger, ServesWhatCameFirst) {
  Ledger ledger;
  ledger.add(message("a"), 1, now);
  ledger.add(message("b"), 1, now);
  Held* first = ledger.first_ready();
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(first->message.tag, "a");
  ledger.mark(*first, Held::State::running);
  ASSERT_NE(ledger.first_ready(), nullptr);
  EXPECT_EQ(ledger.first_ready()->message.tag, "b");
  EXPECT_EQ(ledger.count(Held::State::running), 1U);
  EXPECT_EQ(ledger.count(Held::State::ready), 1U);
}

TEST(Ledger, KeepsWhatIsScheduledUntilItsTime) {
  Ledger ledger;
  ledger.add(message("late", now + std::chrono::seconds{20}), 1, now);
  ledger.add(message("soon", now + std::chrono::seconds{10}), 1, now);
  ledger.add(message("past", now - std::chrono::seconds{10}), 1, now);
  EXPECT_EQ(ledger.count(Held::State::scheduled), 2U);
  EXPECT_EQ(ledger.first_ready()->message.tag, "past");
  EXPECT_EQ(ledger.next_due(), now + std::chrono::seconds{10});
  ledger.forget("past");
  ledger.release_due(now + std::chrono::seconds{9});
  EXPECT_EQ(ledger.first_ready(), nullptr);
  ledger.release_due(now + std::chrono::seconds{10});
  ASSERT_NE(ledger.first_ready(), nullptr);
  EXPECT_EQ(ledger.first_ready()->message.tag, "soon");
  EXPECT_EQ(ledger.next_due(), now + std::chrono::seconds{20});
}

TEST(Ledger, DoesNotServeWhatEndedWhileItWaited) {
  Ledger ledger;
  ledger.mark(ledger.add(message("a"), 1, now), Held::State::ending);
  ledger.mark(ledger.add(message("b", now + std::chrono::seconds{1}), 1, now), Held::State::ending);
  ledger.release_due(now + std::chrono::seconds{2});
  EXPECT_EQ(ledger.first_ready(), nullptr);
  EXPECT_EQ(ledger.count(Held::State::ending), 2U);
}

TEST(Ledger, ForgetsCompletely) {
  Ledger ledger;
  ledger.add(message("a"), 1, now);
  EXPECT_TRUE(ledger.holds("a"));
  EXPECT_EQ(ledger.with_id("id-of-a").size(), 1U);
  ledger.forget("a");
  ledger.forget("a");
  EXPECT_FALSE(ledger.holds("a"));
  EXPECT_EQ(ledger.first_ready(), nullptr);
  EXPECT_EQ(ledger.count(Held::State::ready), 0U);
  EXPECT_TRUE(ledger.tags().empty());
}

}  // namespace
}  // namespace foyer::celery
