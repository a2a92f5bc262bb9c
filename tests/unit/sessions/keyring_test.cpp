// J5: keys rotate with overlap, and of each kind there is never more than one.
#include "sessions/keyring.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

#include "platform/async/block_on.h"
#include "platform/db/migrate.h"
#include "platform/db/sqlite.h"
#include "tests/support/manual_clock.h"
#include "tests/support/temp_folder.h"

namespace foyer::test {
namespace {

using namespace std::chrono_literals;

class J5Keyring : public testing::Test {
 protected:
  J5Keyring() {
    db::Migrator migrator{*db_, clock_, db::built_in_migrations(db::Dialect::sqlite)};
    EXPECT_TRUE(block_on(migrator.upgrade({db::MigrationTarget::Kind::head})));
  }

  db::Database& db() { return *db_; }
  ManualClock& clock() { return clock_; }
  crypto::Random& random() { return random_; }
  Keyring ring(crypto::Algorithm algorithm = crypto::Algorithm::es256, KeyPolicy policy = {}) {
    return Keyring{algorithm, Secret{std::string(32, 'k')}, clock_, random_, policy};
  }
  crypto::KeySet load(Keyring& keyring) {
    auto keys = block_on(db_->transact(keyring, &Keyring::load));
    EXPECT_TRUE(keys);
    return std::move(*keys);
  }
  crypto::KeySet load() {
    Keyring keyring = ring();
    return load(keyring);
  }
  Result<Rotated> rotate(Rotation wanted) {
    Keyring keyring = ring();
    return block_on(db_->transact(keyring, &Keyring::rotate, std::move(wanted)));
  }
  std::vector<KeyFacts> list() { return block_on(db_->read(&Keyring::list)); }
  /// "active next retiring"
  std::string states() {
    std::string out;
    for (const auto& key : list()) out += (out.empty() ? "" : " ") + key.state;
    return out;
  }
  bool is_due(KeyPolicy policy = {}) {
    Keyring keyring = ring(crypto::Algorithm::es256, policy);
    return block_on(db_->read(keyring, &Keyring::due)).has_value();
  }

 private:
  TempFolder folder_;
  ManualClock clock_;
  crypto::SystemRandom random_;
  std::unique_ptr<db::Database> db_ = db::open_sqlite({.file = folder_.path() / "foyer.db"});
};

TEST_F(J5Keyring, TheFirstStartMakesAnActiveAndANextKey) {
  const auto keys = load();
  EXPECT_EQ(states(), "active next");
  ASSERT_EQ(keys.all.size(), 2U);
  EXPECT_EQ(keys.all[0], keys.current);
  EXPECT_EQ(load().current->kid(), keys.current->kid());
  EXPECT_EQ(list().size(), 2U);
}

TEST_F(J5Keyring, BeforeTheFirstStartThereIsNothingToRotate) {
  Keyring keyring = ring();
  const auto plan = block_on(db().read(keyring, &Keyring::plan));
  ASSERT_FALSE(plan);
  EXPECT_TRUE(plan.error().detail.contains("the first start of the server makes it")) << plan.error().detail;
  EXPECT_FALSE(is_due());
  EXPECT_FALSE(block_on(db().read(&Keyring::holds_keys)));
  EXPECT_TRUE(block_on(db().read(keyring, &Keyring::fits))) << "no key was sealed with another secret";
}

TEST_F(J5Keyring, KeysSealedWithAnotherSecretAreRecognised) {
  load();
  Keyring ours = ring();
  Keyring others{crypto::Algorithm::es256, Secret{std::string(32, 'x')}, clock(), random()};
  EXPECT_TRUE(block_on(db().read(&Keyring::holds_keys)));
  EXPECT_TRUE(block_on(db().read(ours, &Keyring::fits)));
  EXPECT_FALSE(block_on(db().read(others, &Keyring::fits)));
  const auto refused = block_on(db().transact(others, &Keyring::load));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, sealed_with_another_secret);
}

TEST_F(J5Keyring, WithoutAKeyThatSignsAServerKeepsThoseItHas) {
  load();
  const auto drop = +[](db::Tx& tx) -> Task<std::int64_t> {
    co_return co_await tx->run("DELETE FROM signing_keys WHERE state = 'active'");
  };
  block_on(db().transact(drop));
  Keyring keyring = ring();
  const auto refused = block_on(db().read(keyring, &Keyring::reload, crypto::KeySet{}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().detail, "no signing key in the database is active");
  EXPECT_FALSE(is_due({.rotate_after = std::chrono::days{1}}));
  load();
  EXPECT_EQ(states(), "active next") << "the next start mends it";
}

TEST_F(J5Keyring, TheKeyPublishedBeforeIsTheOneThatSignsAfter) {
  const auto before = load();
  clock().advance(11min);
  const auto done = rotate({.current = before.current->kid()});
  ASSERT_TRUE(done) << done.error().detail;
  EXPECT_EQ(done->active, before.all[1]->kid());
  EXPECT_EQ(done->former, before.current->kid());
  EXPECT_EQ(states(), "active next retiring");
  const auto after = load();
  EXPECT_EQ(after.current->kid(), done->active);
  EXPECT_NE(after.find(done->former), nullptr) << "what it signed is still good";
  EXPECT_NE(after.find(done->next), nullptr) << "published before it signs";
}

TEST_F(J5Keyring, ARetiringKeyOutlivesEveryTokenItSignedAndNoMore) {
  const KeyPolicy policy;
  const auto before = load();
  clock().advance(11min);
  const auto done = rotate({.current = before.current->kid()});
  ASSERT_TRUE(done);
  // The last token may be signed by a server that has not yet read of the rotation.
  EXPECT_EQ(done->former_until, clock().now() + policy.token_lifetime + policy.followed_within);
  clock().set(*done->former_until - 1ms);
  EXPECT_NE(load().find(done->former), nullptr);
  clock().set(*done->former_until);
  EXPECT_EQ(load().find(done->former), nullptr) << "even before its row is removed";
  Keyring keyring = ring();
  EXPECT_EQ(block_on(db().transact(keyring, &Keyring::remove_retired)), 1);
  EXPECT_EQ(states(), "active next");
}

TEST_F(J5Keyring, AKeyThatNotEveryServerKnowsDoesNotSign) {
  const auto keys = load();
  clock().advance(599s);
  const auto early = rotate({.current = keys.current->kid()});
  ASSERT_FALSE(early);
  EXPECT_TRUE(early.error().detail.contains("too young"));
  clock().advance(1s);
  EXPECT_FALSE(rotate({.current = keys.current->kid(), .scheduled = true})) << "nobody watches, so it waits longer";
  const auto first = rotate({.current = keys.current->kid()});
  ASSERT_TRUE(first);
  EXPECT_FALSE(rotate({.current = first->active})) << "the new next key is as young as that";
  EXPECT_EQ(states(), "active next retiring");
}

TEST_F(J5Keyring, AStolenKeyIsGoneAtOnce) {
  const auto keys = load();
  const auto done = rotate({.current = keys.current->kid(), .discard_current = true});
  ASSERT_TRUE(done);
  EXPECT_FALSE(done->former_until);
  EXPECT_EQ(load().find(keys.current->kid()), nullptr);
  EXPECT_EQ(states(), "active next");
}

TEST_F(J5Keyring, WithAStolenKeyGoThoseThatRetireAndThoseOfOtherAlgorithms) {
  Keyring edwards = ring(crypto::Algorithm::eddsa);
  load(edwards);
  const auto stolen = load();
  clock().advance(11min);
  const auto retired = rotate({.current = stolen.current->kid()});
  ASSERT_TRUE(retired);
  const auto done = rotate({.current = retired->active, .discard_current = true});
  ASSERT_TRUE(done);
  EXPECT_EQ(states(), "active next");
  EXPECT_EQ(load().current->kid(), retired->next);
}

TEST_F(J5Keyring, OfRotationsAtOnceOneWinsAndTheOthersSaySo) {
  const auto keys = load();
  clock().advance(11min);
  constexpr int rivals = 8;
  std::latch start{rivals};
  std::atomic<int> won = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < rivals; ++i) {
      threads.emplace_back([&, i] {
        start.arrive_and_wait();
        const auto done = rotate({.current = keys.current->kid(), .discard_current = i % 2 == 1});
        won += done.has_value();
        EXPECT_TRUE(done || done.error().detail.contains("another rotation was faster"));
      });
    }
  }
  EXPECT_EQ(won, 1);
  EXPECT_TRUE(states().starts_with("active next"));
}

TEST_F(J5Keyring, IsDueByItsAge) {
  load();
  EXPECT_FALSE(is_due());
  clock().advance(24h * 90 - 1ms);
  EXPECT_FALSE(is_due());
  clock().advance(1ms);
  EXPECT_TRUE(is_due());
  EXPECT_FALSE(is_due({.rotate_after = std::chrono::days{91}}));
  EXPECT_FALSE(is_due({.rotate_after = std::chrono::days{0}})) << "0 is never";
  EXPECT_FALSE(is_due({.known_long_after = 24h * 91})) << "the next key is too young";
}

TEST_F(J5Keyring, EachAlgorithmHasASetOfItsOwn) {
  const auto first = load();
  for (const auto algorithm : {crypto::Algorithm::eddsa, crypto::Algorithm::rs256}) {
    Keyring keyring = ring(algorithm);
    const auto keys = load(keyring);
    EXPECT_EQ(keys.current->algorithm(), algorithm);
    EXPECT_EQ(keys.all.size(), 2U);
  }
  EXPECT_EQ(load().current->kid(), first.current->kid());
  EXPECT_EQ(list().size(), 6U);
}

TEST_F(J5Keyring, ReloadingOpensOnlyWhatIsNew) {
  const auto before = load();
  clock().advance(11min);
  ASSERT_TRUE(rotate({.current = before.current->kid()}));
  Keyring keyring = ring();
  const auto after = block_on(db().read(keyring, &Keyring::reload, before));
  ASSERT_TRUE(after);
  EXPECT_EQ(after->current, before.all[1]) << "the same object";
  EXPECT_EQ(after->all.size(), 3U);
}

TEST_F(J5Keyring, ADeletedActiveKeyIsReplacedByTheNext) {
  const auto before = load();
  const auto remove = +[](db::Tx& tx) -> Task<std::int64_t> {
    co_return co_await tx->run("DELETE FROM signing_keys WHERE state = 'active'");
  };
  EXPECT_EQ(block_on(db().transact(remove)), 1);
  EXPECT_EQ(load().current->kid(), before.all[1]->kid());
  EXPECT_EQ(states(), "active next");
}

TEST_F(J5Keyring, ASecondActiveKeyIsRefusedByTheSchema) {
  load();
  const auto promote =
      +[](db::Tx& tx) -> Task<std::int64_t> { co_return co_await tx->run("UPDATE signing_keys SET state = 'active'"); };
  EXPECT_THROW(block_on(db().transact(promote)), db::ConstraintViolation);
}

TEST_F(J5Keyring, AnotherSecretRotatesNothing) {
  const auto keys = load();
  clock().advance(11min);
  crypto::SystemRandom random;
  Keyring stranger{crypto::Algorithm::es256, Secret{std::string(32, 'x')}, clock(), random};
  const auto done = block_on(db().transact(stranger, &Keyring::rotate, Rotation{.current = keys.current->kid()}));
  ASSERT_FALSE(done);
  EXPECT_TRUE(done.error().detail.contains("another secret"));
  EXPECT_EQ(load().current->kid(), keys.current->kid());
}

// Stored in databases for ever.
TEST_F(J5Keyring, StatesNeverChangeTheirNames) {
  std::vector<std::string> words;
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<KeyState>>(
      [&](auto state) { words.emplace_back(state.name); });
  EXPECT_EQ(words, (std::vector<std::string>{"next", "active", "retiring"}));
}

}  // namespace
}  // namespace foyer::test
