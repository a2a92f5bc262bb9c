#include "guard/guesses.h"

#include "platform/crypto/digest.h"

namespace foyer {
namespace {

constexpr std::chrono::days counters_stay{365};

struct GuessRow {
  std::int64_t failures = 0;
  Time last_at{};
};
BOOST_DESCRIBE_STRUCT(GuessRow, (), (failures, last_at))

}  // namespace

db::Blob Guesses::mac(std::string_view kind, std::string_view what) const {
  std::string text{kind};
  text += '|';
  text += what;
  return {crypto::hmac_sha256(key_.reveal(), text)};
}

Task<Guessing> Guesses::count(db::Tx& tx, Email email, std::string known_source) {
  Guess guess{mac("account", email.str()), {}};
  if (!known_source.empty()) guess.source = mac("source", known_source);
  const auto row = co_await tx->first<GuessRow>(
      "SELECT failures, last_at FROM password_guesses WHERE account = $1 AND source = $2", guess.account, guess.source);
  const GuessFacts facts = row ? GuessFacts{row->failures, row->last_at} : GuessFacts{};
  const Time now = clock_.now();
  const GuessVerdict verdict = judge(facts, policy_, now);
  if (!verdict.granted) co_return Guessing{std::nullopt, verdict.retry_after};
  guess.number = facts.failures + 1;
  co_await tx->run(
      "INSERT INTO password_guesses (account, source, failures, last_at) VALUES ($1, $2, $3, $4) "
      "ON CONFLICT (account, source) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at",
      guess.account, guess.source, guess.number, now);
  co_return Guessing{std::move(guess)};
}

Task<void> Guesses::take_back(db::Tx& tx, Guess guess) {
  co_await tx->run(
      "UPDATE password_guesses SET failures = failures - 1 WHERE account = $1 AND source = $2 AND failures > 0",
      guess.account, guess.source);
}

Task<void> Guesses::forgive(db::Tx& tx, Guess guess) {
  co_await tx->run("DELETE FROM password_guesses WHERE account = $1 AND source = $2", guess.account, guess.source);
}

Task<void> Guesses::forget(db::Tx& tx, Email email) {
  co_await tx->run("DELETE FROM password_guesses WHERE account = $1", mac("account", email.str()));
}

Task<std::int64_t> Guesses::delete_old(db::Tx& tx, std::int64_t limit) {
  co_return co_await tx->run(
      "DELETE FROM password_guesses WHERE (account, source) IN "
      "(SELECT account, source FROM password_guesses WHERE last_at <= $1 AND failures < $2 LIMIT $3)",
      clock_.now() - counters_stay, policy_.most, limit);
}

}  // namespace foyer
