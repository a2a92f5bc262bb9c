#include "load/scenario.h"

#include <fmt/format.h>

#include <iterator>
#include <utility>

namespace load {

Scenario::Scenario(const Options& options, Share share)
    : options_{options}, share_{share}, pool_{options.sessions, share} {}

std::optional<Asked> Scenario::next(Kind kind, std::string& text) {
  text.clear();
  body_.clear();
  Asked asked{kind};
  switch (kind) {
    case Kind::profile: {
      const auto* token = pool_.access();
      if (token == nullptr) return std::nullopt;
      fmt::format_to(std::back_inserter(text),
                     "GET /api/v1/user/profile HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {}\r\n\r\n", *token);
      return asked;
    }
    case Kind::jwks:
      text = "GET /.well-known/jwks.json HTTP/1.1\r\nHost: bench\r\n\r\n";
      return asked;
    case Kind::refresh: {
      const auto taken = pool_.take();
      if (!taken) return std::nullopt;
      asked.session = taken->place;
      fmt::format_to(std::back_inserter(body_), R"({{"refresh_token":"{}"}})", taken->refresh);
      post(text, "refresh", body_);
      return asked;
    }
    case Kind::login:
    case Kind::sign_up: {
      const Accounts& whose = kind == Kind::login ? options_.accounts : options_.newcomers;
      fmt::format_to(std::back_inserter(body_), R"({{"email":"{}","password":"{}"}})", whose.address(next_number(kind)),
                     options_.password);
      post(text, kind == Kind::login ? "login" : "register", body_);
      return asked;
    }
  }
  std::unreachable();
}

/// Lanes take turns, so that no two ask for the same account.
std::uint64_t Scenario::next_number(Kind kind) {
  auto& count = kind == Kind::login ? logins_ : registrations_;
  return count++ * share_.lanes + share_.lane;
}

void Scenario::post(std::string& text, std::string_view path, std::string_view body) {
  fmt::format_to(std::back_inserter(text),
                 "POST /api/v1/auth/{} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
                 "Content-Length: {}\r\n\r\n{}",
                 path, body.size(), body);
}

/// Whether the answer is the one that was asked for.
bool Scenario::settle(const Asked& asked, const Answer& answer) {
  const bool good = answer.status >= 200 && answer.status < 300;
  const bool keeps = asked.kind == Kind::refresh || (asked.kind == Kind::login && !options_.sessions_out.empty());
  if (!keeps) return good;
  auto access = text_in(answer.body, "access_token");
  auto refresh = text_in(answer.body, "refresh_token");
  if (!good || !access || !refresh) {
    broke(asked);
    return false;
  }
  TokenPair pair{std::move(*access), std::move(*refresh)};
  if (asked.kind == Kind::refresh) {
    pool_.give_back(asked.session, std::move(pair));
  } else {
    opened_.push_back(std::move(pair));
  }
  return true;
}

void Scenario::broke(const Asked& asked) {
  if (asked.kind == Kind::refresh) pool_.lose(asked.session);
}

std::vector<TokenPair> Scenario::sessions() const {
  auto all = pool_.live();
  all.insert(all.end(), opened_.begin(), opened_.end());
  return all;
}

}  // namespace load
