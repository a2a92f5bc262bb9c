// What follows a commit follows only a commit.
#include <stdexcept>

#include "platform/db/errors.h"
#include "tests/contract/db/sqlite_support.h"

namespace foyer::test {
namespace {

using Said = std::vector<std::string>;

Task<bool> add_and_say(db::Tx& tx, Said* said, std::int64_t id) {
  tx.after_commit([said, id] { said->push_back(std::to_string(id)); });
  co_await add_note(tx, id, std::to_string(id));
  co_return true;
}

Task<Result<Done>> say_and_refuse(db::Tx& tx, Said* said) {
  co_await add_note(tx, 100, "refused");
  tx.after_commit([said] { said->push_back("refused"); });
  co_return refuse(Errc::conflict);
}

Task<bool> say_and_throw(db::Tx& tx, Said* said) {
  co_await add_note(tx, 101, "thrown");
  tx.after_commit([said] { said->push_back("thrown"); });
  throw std::out_of_range{"thrown"};
}

Task<bool> say_thrice(db::Tx& tx, Said* said) {
  tx.after_commit([said] { said->push_back("first"); });
  tx.after_commit([] { throw std::runtime_error{"a hook of no use"}; });
  tx.after_commit([said] { said->push_back("last"); });
  co_await add_note(tx, 1, "kept");
  co_return true;
}

Task<bool> say_how_many(db::Tx& tx, std::int64_t* seen, const std::filesystem::path* file) {
  tx.after_commit([seen, file] { *seen = Outsider{*file}.number("SELECT count(*) FROM notes"); });
  co_await add_note(tx, 1, "one");
  co_return true;
}

Task<bool> add_large_and_say(db::Tx& tx, Said* said, std::int64_t id) {
  tx.after_commit([said] { said->push_back("stored"); });
  co_await tx->run("INSERT INTO notes (id, bytes) VALUES ($1, randomblob(50000))", id);
  co_return true;
}

Task<Said> add_and_look(db::Database& db, Said* said) {
  co_await db.transact(&add_and_say, said, std::int64_t{1});
  co_return *said;
}

TEST_P(DatabaseContract, AHookRunsOnceAfterTheCommitAndBeforeItsCallerGoesOn) {
  Said said;
  EXPECT_EQ(run(add_and_look(db(), &said)), Said{"1"});
  EXPECT_EQ(count(), 1);
  run(db().transact(&add_and_say, &said, std::int64_t{2}));
  EXPECT_EQ(said, (Said{"1", "2"}));
}

TEST_P(DatabaseContract, AHookOfWorkRolledBackNeverRuns) {
  Said said;
  EXPECT_FALSE(run(db().transact(&say_and_refuse, &said)));
  EXPECT_THROW(run(db().transact(&say_and_throw, &said)), std::out_of_range);
  run(db().transact(&add_note, std::int64_t{5}, std::string{"a later commit"}));
  EXPECT_EQ(said, Said{});
}

TEST_P(DatabaseContract, AHookThatThrowsHoldsUpNeitherTheOthersNorTheCaller) {
  Said said;
  EXPECT_TRUE(run(db().transact(&say_thrice, &said)));
  EXPECT_EQ(said, (Said{"first", "last"}));
  EXPECT_TRUE(run(db().transact(&add_and_say, &said, std::int64_t{2})));
}

TEST_F(Sqlite, AHookFindsItsWorkDurable) {
  std::int64_t seen = 0;
  const std::filesystem::path path = file();
  run(db().transact(&say_how_many, &seen, &path));
  EXPECT_EQ(seen, 1);
}

TEST_F(Sqlite, OfASharedCommitOnlyTheKeptAreSpokenOf) {
  Said said;
  Together together{db()};
  together.start(&say_and_refuse, &said);
  together.start(&add_and_say, &said, std::int64_t{1});
  together.start(&say_and_throw, &said);
  together.start(&add_and_say, &said, std::int64_t{2});
  together.start(&add_and_say, &said, std::int64_t{2});
  EXPECT_EQ(said, Said{});
  together.finish();
  EXPECT_EQ(said, (Said{"1", "2"}));
  EXPECT_EQ(count(), 2);
}

TEST_F(Sqlite, ACommitThatFailsRunsNoHook) {
  Said said;
  {
    Together together{db()};
    const auto lost = together.start(&add_large_and_say, &said, std::int64_t{1});
    together.start(&add_large_and_say, &said, std::int64_t{2});
    const FullDisk full{std::filesystem::file_size(file().string() + "-wal") + 10'000};
    together.finish();
    EXPECT_TRUE(together.failed_with<db::Unavailable>(lost));
  }
  EXPECT_EQ(said, Said{});
  run(db().transact(&add_large_and_say, &said, std::int64_t{1}));
  EXPECT_EQ(said, Said{"stored"});
}

}  // namespace
}  // namespace foyer::test
