#pragma once
// Signed-in devices. A refresh token is spent once: whoever takes it gives back what the answer brought, or loses the
// session. Access tokens may be shown any number of times, and all take turns. One thread.

#include <cstddef>
#include <deque>
#include <expected>
#include <optional>
#include <string>
#include <vector>

#include "load/schedule.h"

namespace load {

struct TokenPair {
  std::string access;
  std::string refresh;
};

/// One pair a line, as /auth/login answers: a JSON object with access_token and refresh_token.
std::expected<std::vector<TokenPair>, std::string> read_sessions(const std::string& file);
bool write_sessions(const std::string& file, const std::vector<TokenPair>&);

class SessionPool {
 public:
  /// This lane's part of them all.
  SessionPool(const std::vector<TokenPair>& all, Share);

  struct Taken {
    std::size_t place = 0;
    const std::string& refresh;  ///< until the session is given back
  };
  /// The one whose token has rested longest; nothing when none is left that nobody waits for.
  std::optional<Taken> take();
  void give_back(std::size_t place, TokenPair);
  /// Whether its token is spent, nobody knows: it is used no more.
  void lose(std::size_t place);

  /// The next access token; nothing when all sessions are lost.
  const std::string* access();

  /// Those not lost, with the tokens a later run can spend.
  std::vector<TokenPair> live() const;

 private:
  std::vector<TokenPair> sessions_;
  std::vector<bool> lost_;
  std::size_t live_;
  std::size_t turn_ = 0;
  std::deque<std::size_t> rested_;
};

}  // namespace load
