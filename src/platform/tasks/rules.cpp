#include "platform/tasks/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/core/demangle.hpp>
#include <boost/system/system_error.hpp>
#include <typeinfo>

#include "platform/db/errors.h"

namespace foyer::tasks {

std::chrono::milliseconds back_off(int attempts, double jitter) noexcept {
  constexpr std::chrono::milliseconds first = std::chrono::seconds{5};
  constexpr std::chrono::milliseconds longest = std::chrono::hours{1};
  auto wait = first;
  for (int i = 1; i < attempts && wait < longest; ++i) wait *= 4;
  return std::chrono::milliseconds{
      static_cast<std::int64_t>(static_cast<double>(std::min(wait, longest).count()) * jitter)};
}

Verdict judge(JobOutcome::Kind kind, int attempts, Time now, double jitter) noexcept {
  if (kind == JobOutcome::Kind::done) return {Verdict::Next::done, {}};
  if (kind == JobOutcome::Kind::dead || attempts >= max_attempts) return {Verdict::Next::dead, {}};
  return {Verdict::Next::queued, now + back_off(attempts, jitter)};
}

Time slot_of(Time now, std::chrono::seconds interval) noexcept {
  const std::chrono::milliseconds length{interval};
  return Time{now.time_since_epoch() / length * length};
}

std::string slot_key(std::string_view name, Time slot) {
  return fmt::format("{}:{}", name, std::chrono::floor<std::chrono::seconds>(slot).time_since_epoch().count());
}

std::string class_of(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const db::Unavailable&) {
    return "database unavailable";
  } catch (const boost::system::system_error& error) {
    return fmt::format("{} error {}", error.code().category().name(), error.code().value());
  } catch (const std::exception& error) {
    return boost::core::demangle(typeid(error).name());
  } catch (...) {
    return "unknown exception";
  }
}

}  // namespace foyer::tasks
