#include "load/session_pool.h"

#include <fmt/format.h>

#include <fstream>
#include <utility>

#include "load/answer.h"

namespace load {

std::expected<std::vector<TokenPair>, std::string> read_sessions(const std::string& file) {
  std::ifstream in{file};
  std::vector<TokenPair> pairs;
  for (std::string line; std::getline(in, line);) {
    auto access = text_in(line, "access_token");
    auto refresh = text_in(line, "refresh_token");
    if (!access || !refresh) return std::unexpected{fmt::format("{}: line {} holds no tokens", file, pairs.size() + 1)};
    pairs.push_back({std::move(*access), std::move(*refresh)});
  }
  if (!in.eof() || pairs.empty()) return std::unexpected{fmt::format("{} holds no sessions", file)};
  return pairs;
}

bool write_sessions(const std::string& file, const std::vector<TokenPair>& pairs) {
  std::ofstream out{file};
  for (const auto& [access, refresh] : pairs) {
    out << fmt::format(R"({{"access_token":"{}","refresh_token":"{}"}})"
                       "\n",
                       access, refresh);
  }
  return static_cast<bool>(out.flush());
}

SessionPool::SessionPool(const std::vector<TokenPair>& all, Share share) {
  for (std::size_t i = share.lane; i < all.size(); i += share.lanes) {
    rested_.push_back(sessions_.size());
    sessions_.push_back(all[i]);
  }
  live_ = sessions_.size();
  lost_.resize(live_);
}

std::optional<SessionPool::Taken> SessionPool::take() {
  if (rested_.empty()) return std::nullopt;
  const auto place = rested_.front();
  rested_.pop_front();
  return Taken{place, sessions_[place].refresh};
}

void SessionPool::give_back(std::size_t place, TokenPair pair) {
  sessions_[place] = std::move(pair);
  rested_.push_back(place);
}

void SessionPool::lose(std::size_t place) {
  lost_[place] = true;
  --live_;
}

const std::string* SessionPool::access() {
  if (live_ == 0) return nullptr;
  do turn_ = (turn_ + 1) % sessions_.size();
  while (lost_[turn_]);
  return &sessions_[turn_].access;
}

std::vector<TokenPair> SessionPool::live() const {
  std::vector<TokenPair> out;
  for (std::size_t i = 0; i < sessions_.size(); ++i) {
    if (!lost_[i]) out.push_back(sessions_[i]);
  }
  return out;
}

}  // namespace load
