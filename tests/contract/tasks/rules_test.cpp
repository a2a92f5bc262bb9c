#include "platform/tasks/rules.h"

#include <gtest/gtest.h>

#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>

#include "platform/db/errors.h"

namespace foyer::tasks {
namespace {

using Kind = JobOutcome::Kind;
using Next = Verdict::Next;
using std::chrono_literals::operator""s;
using std::chrono_literals::operator""h;
using std::chrono_literals::operator""ms;

const Time now{1'795'395'723'004ms};

TEST(BackOff, FourfoldsUpToAnHour) {
  EXPECT_EQ(back_off(1, 1.0), 5s);
  EXPECT_EQ(back_off(2, 1.0), 20s);
  EXPECT_EQ(back_off(3, 1.0), 80s);
  EXPECT_EQ(back_off(5, 1.0), 1280s);
  EXPECT_EQ(back_off(6, 1.0), 1h);
  EXPECT_EQ(back_off(7, 1.0), 1h);
  EXPECT_EQ(back_off(1'000'000, 1.0), 1h);
  EXPECT_EQ(back_off(0, 1.0), 5s);
}

TEST(BackOff, IsSpreadByAFifth) {
  EXPECT_EQ(back_off(1, 0.8), 4s);
  EXPECT_EQ(back_off(1, 1.2), 6s);
}

TEST(Judge, DoneIsDoneAndDeadIsDead) {
  EXPECT_EQ(judge(Kind::done, 8, now, 1.0).next, Next::done);
  EXPECT_EQ(judge(Kind::dead, 1, now, 1.0).next, Next::dead);
}

TEST(Judge, EighthFailureIsTheLast) {
  EXPECT_EQ(judge(Kind::retry, 7, now, 1.0).next, Next::queued);
  EXPECT_EQ(judge(Kind::retry, 7, now, 1.0).run_at, now + 1h);
  EXPECT_EQ(judge(Kind::retry, 8, now, 1.0).next, Next::dead);
}

TEST(Slot, IsTheSameForEveryMomentInIt) {
  const Time slot = slot_of(now, 3600s);
  EXPECT_EQ(to_rfc3339(slot), "2026-11-23T01:00:00.000Z");
  EXPECT_EQ(slot_of(slot, 3600s), slot);
  EXPECT_EQ(slot_of(slot + 3599s, 3600s), slot);
  EXPECT_EQ(slot_of(slot + 3600s, 3600s), slot + 3600s);
  EXPECT_EQ(slot_key("cleanup", slot), "cleanup:1795395600");
}

std::string class_of_thrown(const auto& error) { return class_of(std::make_exception_ptr(error)); }

TEST(ClassOf, NamesTheKindAndNeverTheText) {
  EXPECT_EQ(class_of_thrown(std::runtime_error{"viewer@example.com"}), "std::runtime_error");
  EXPECT_EQ(class_of_thrown(db::Unavailable{"x"}), "database unavailable");
  EXPECT_EQ(class_of_thrown(boost::system::system_error{boost::asio::error::connection_refused, "x"}),
            "system error 111");
  EXPECT_EQ(class_of_thrown(42), "unknown exception");
}

}  // namespace
}  // namespace foyer::tasks
