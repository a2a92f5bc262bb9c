#pragma once
// What is said when a connection opens, and whether the answers are those of a Redis that serves us. Pure.

#include <string>
#include <string_view>
#include <vector>

#include "platform/redis/parser.h"
#include "platform/redis/redis.h"

namespace foyer::redis {

class Greeting {
 public:
  explicit Greeting(const Options& options);

  /// All commands at once. Holds the password: wipe it.
  std::string bytes() const;
  /// What came; nothing means that the connection has ended.
  void hear(std::string_view bytes);
  bool ended() const noexcept { return ended_; }
  /// Why this Redis cannot serve; never repeats the password, not even from the other side's mouth.
  std::optional<std::string> trouble() const;

 private:
  enum class Step { auth, name, select, role, ping };

  void judge(Step, const Reply&);
  std::string refusal(Step, std::string_view text) const;

  const Options& options_;
  std::vector<Step> steps_;
  std::size_t answered_ = 0;
  Parser parser_;
  std::string trouble_;
  bool ended_ = false;
};

}  // namespace foyer::redis
