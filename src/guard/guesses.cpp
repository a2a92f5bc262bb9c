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

Task<Guessing> Guesses::reserve(db::Conn& conn, Email email, std::string known_source) {
  Guess guess{mac("account", email.str()), {}};
  if (!known_source.empty()) guess.source = mac("source", known_source);
  // Held before the row is read: a guess that ends in between is counted twice for a moment, never not at all.
  InFlight::Hold hold = in_flight_.hold(guess.account.bytes + guess.source.bytes);
  GuessFacts facts = co_await facts_of(conn, guess);
  const Time now = clock_.now();
  if (hold.others() > 0) facts = {facts.failures + hold.others(), now};
  const GuessVerdict verdict = judge(facts, policy_, now);
  if (!verdict.granted) hold.release();
  co_return Guessing{verdict, std::move(guess), std::move(hold)};
}

Task<GuessOutcome> Guesses::fail(db::Tx& tx, Guess guess) {
  while (true) {
    const GuessFacts facts = co_await facts_of(tx.conn(), guess);
    const Time now = clock_.now();
    const GuessVerdict verdict = judge(facts, policy_, now);
    if (!verdict.granted) co_return GuessOutcome{verdict, facts.failures};
    const auto counted = co_await tx->run(
        "INSERT INTO password_guesses (account, source, failures, last_at) VALUES ($1, $2, $3 + 1, $4) "
        "ON CONFLICT (account, source) DO UPDATE SET failures = excluded.failures, last_at = excluded.last_at "
        "WHERE password_guesses.failures = $3",
        guess.account, guess.source, facts.failures, now);
    if (counted == 1) co_return GuessOutcome{verdict, facts.failures + 1};
  }
}

Task<GuessOutcome> Guesses::prove(db::Tx& tx, Guess guess) {
  while (true) {
    const GuessFacts facts = co_await facts_of(tx.conn(), guess);
    const GuessVerdict verdict = judge(facts, policy_, clock_.now());
    if (!verdict.granted || facts.failures == 0) co_return GuessOutcome{verdict, facts.failures};
    const auto forgotten =
        co_await tx->run("DELETE FROM password_guesses WHERE account = $1 AND source = $2 AND failures = $3",
                         guess.account, guess.source, facts.failures);
    if (forgotten == 1) co_return GuessOutcome{verdict, facts.failures};
  }
}

Task<GuessFacts> Guesses::facts_of(db::Conn& conn, const Guess& guess) {
  const auto row = co_await conn.first<GuessRow>(
      "SELECT failures, last_at FROM password_guesses WHERE account = $1 AND source = $2", guess.account, guess.source);
  co_return row ? GuessFacts{row->failures, row->last_at} : GuessFacts{};
}

Task<void> Guesses::forget(db::Tx& tx, Email email) {
  co_await tx->run("DELETE FROM password_guesses WHERE account = $1", mac("account", email.str()));
}

Task<db::Swept> Guesses::delete_old(db::Tx& tx, db::Batch batch) {
  co_return db::swept(co_await tx->all<Time>(
      "DELETE FROM password_guesses WHERE (account, source) IN (SELECT account, source FROM password_guesses WHERE "
      "last_at >= $1 AND last_at <= $2 AND failures < $3 ORDER BY last_at LIMIT $4) RETURNING last_at",
      batch.from, clock_.now() - counters_stay, policy_.most, batch.limit));
}

}  // namespace foyer
